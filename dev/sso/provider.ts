/// <reference path="./oidc-provider.d.ts" />
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import Provider from 'oidc-provider'

/** Whom the page of the provider lets in: anybody, under the address that they type. */
export interface Account {
  email: string
  name: string
  /** Whether the provider vouches for the address. */
  verified: boolean
}

export interface Client {
  clientId: string
  clientSecret: string
  /** What the addresses to lead back to begin with: each tenant of the app has one. */
  redirectUris: readonly string[]
}

/** Who asks for what at the token endpoint and beyond; `oidc-provider` shows it on the context of each request. */
interface GrantContext {
  oidc: { client: { clientId: string }; session: { accountId: string } }
}

/** An identity provider with one client, whose keys live as long as it does. PKCE is asked for. */
export function createProvider(issuer: string, client: Client, accounts: ReadonlyMap<string, Account>): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: client.redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'dev' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3_600, IdToken: 300, Interaction: 3_600, Session: 3_600 },
    findAccount: (_: unknown, sub: string) => {
      const account = accounts.get(sub)
      if (!account) return undefined
      const { email, name, verified } = account
      return { accountId: sub, claims: () => ({ sub, email, name, email_verified: verified }) }
    },
    // Nobody is asked whether the app may know who they are.
    loadExistingGrant: async ({ oidc }: GrantContext) => {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  provider.Client.prototype.redirectUriAllowed = (uri) => client.redirectUris.some((start) => uri.startsWith(start))
  return provider
}
