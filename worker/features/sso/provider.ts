import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { WebUrl } from '../../contract/common.ts'
import { AppError } from '../../contract/problem.ts'
import { systemClock } from '../../kit/clock.ts'
import { LruMap } from '../../kit/lru.ts'
import { askOutside, mayAsk, type OutsideCtx } from './outside.ts'

/** What a provider says of itself (OpenID Connect Discovery 1.0), as far as we need it. */
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: WebUrl(2_048),
  token_endpoint: WebUrl(2_048),
  jwks_uri: WebUrl(2_048),
  userinfo_endpoint: WebUrl(2_048).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
})
export type Discovery = z.infer<typeof Discovery>

const Keys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(100),
})

const KEPT = { max: 200, ttlMs: 10 * 60_000, now: systemClock }
/** A key that we do not know is asked for at most so often: anybody can name one. */
const KEYS_AGAIN_MS = 60_000
const discovered = new LruMap<string, Discovery>(KEPT)
const keySets = new LruMap<string, { keys: JSONWebKeySet; atMs: number }>(KEPT)

/**
 * What the provider of an issuer says of itself; remembered for ten minutes.
 *
 * @throws AppError SSO_REFUSED if it is not what OpenID Connect wants, speaks for another issuer, or names an address that we
 *   do not ask; UNAVAILABLE
 */
export async function discover(ctx: OutsideCtx, issuer: string): Promise<Discovery> {
  const known = discovered.get(issuer)
  if (known) return known
  if (!mayAsk(ctx, issuer)) throw refused('issuer')
  const { status, body } = await askOutside(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const said = Discovery.safeParse(body)
  if (status !== 200 || !said.success || said.data.issuer !== issuer) throw refused('discovery')
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = said.data
  const named = [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint ?? jwks_uri]
  if (!named.every((url) => mayAsk(ctx, url))) throw refused('discovery')
  discovered.set(issuer, said.data)
  return said.data
}

/** Finds the key of a token's signature, for `jwtVerify`. A key that is not known is looked for once more, as they rotate. */
export function keysOf({ jwks_uri }: Discovery): JWTVerifyGetKey {
  return async (header, token) => {
    const present = keySets.get(jwks_uri) ?? (await readKeys(jwks_uri))
    try {
      return await createLocalJWKSet(present.keys)(header, token)
    } catch (error) {
      const isOld = systemClock() - present.atMs > KEYS_AGAIN_MS
      if (!isOld || !(error instanceof errors.JWKSNoMatchingKey)) throw error
      return createLocalJWKSet((await readKeys(jwks_uri)).keys)(header, token)
    }
  }
}

/** The provider's public keys, read now. @throws AppError SSO_REFUSED, UNAVAILABLE */
export async function readKeys(jwksUri: string) {
  const { status, body } = await askOutside(jwksUri)
  const said = Keys.safeParse(body)
  if (status !== 200 || !said.success) throw refused('keys')
  const kept = { keys: said.data as JSONWebKeySet, atMs: systemClock() }
  keySets.set(jwksUri, kept)
  return kept
}

/** Forgets what is remembered, so that a test of the settings asks. */
export function forgetProvider(issuer: string): void {
  discovered.delete(issuer)
}

/** @param code What was wrong, for the log: the person who signs in cannot mend it. */
export class SsoRefusal extends AppError {
  readonly fault: string

  constructor(fault: string) {
    super('SSO_REFUSED', `The sign-in of your organization was not accepted (${fault}). Ask an owner of your team.`)
    this.fault = fault
  }
}

export const refused = (fault: string) => new SsoRefusal(fault)
