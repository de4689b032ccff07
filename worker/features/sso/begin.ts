import { z } from 'zod'
import { AppError } from '../../contract/problem.ts'
import type { SsoAnswer } from '../../contract/sso.ts'
import type { Assertions } from '../../crypto/assertions.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import { asTenant } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { toBase64Url } from '../../kit/bytes.ts'
import { spend } from '../factors/index.ts'
import { assertWorking } from '../tenant/index.ts'
import { domainOf } from './domains.ts'
import type { OutsideCtx } from './outside.ts'
import { discover } from './provider.ts'
import { findSsoTenant, selectSso } from './repo.ts'

/** How long somebody may take at the provider. */
export const SSO_SECONDS = 600
/**
 * Who asked the provider for an age is told when the person proved who they are (OpenID Connect Core 1.0, 3.1.2.1). No session of
 * ours lives longer than this, so that nobody has to prove it again for being asked.
 */
const AGE_SECONDS = 30 * 86_400

/** What the browser keeps while its person is at the provider. It is worth something in that browser alone. */
const Begun = z.object({
  use: z.literal('sso'),
  /** The tenant, and the issuer that it had. */
  t: z.uuid(),
  i: z.string(),
  /** State, nonce and PKCE verifier. */
  s: z.string(),
  n: z.string(),
  v: z.string(),
  /** Where the provider leads back to. */
  r: z.string(),
})

export interface BeginCtx extends OutsideCtx {
  db: Database
  assertions: Assertions
  now(): number
}

/**
 * Where a tenant's provider leads back to: a page of ours, and no other tenant's. By it an answer is known for one of this
 * provider, also where that does not say who it is (RFC 9700, 4.4.2.2).
 */
export const redirectUriOf = (origin: string, tenantId: string): string => `${origin}/signin/sso/${tenantId}`

/**
 * Leads to the provider of an address's domain. Whether there is such an account nobody asks.
 *
 * @param origin Of our page that asks: the provider leads back to it.
 * @param fresh The provider shall ask the person anew, whoever it takes them for.
 * @returns the provider's page, and what the browser has to keep.
 * @throws AppError NOT_FOUND if no tenant signs in so with the domain; TENANT_SUSPENDED; SSO_REFUSED, UNAVAILABLE
 */
export async function beginSso(
  ctx: BeginCtx,
  { email, fresh }: { email: string; fresh: boolean },
  origin: string,
): Promise<{ url: string; kept: string }> {
  const found = await findSsoTenant(ctx.db, domainOf(email))
  if (!found) throw nobodys()
  assertWorking(found.state)
  const { sso } = await selectSso(asTenant(ctx.db, found.tenantId))
  if (!sso?.enabled) throw nobodys() // Turned off in between.
  const { authorization_endpoint } = await discover(ctx, sso.issuer)
  const [state, nonce, verifier] = [newToken(), newToken(), newToken()]
  const redirectUri = redirectUriOf(origin, found.tenantId)
  const asked = {
    ...{ response_type: 'code', client_id: sso.clientId, redirect_uri: redirectUri, scope: 'openid email profile' },
    ...{ state, nonce, code_challenge: toBase64Url(await hashToken(verifier)), code_challenge_method: 'S256' },
    login_hint: email,
    ...(fresh ? { prompt: 'login', max_age: '0' } : { max_age: String(AGE_SECONDS) }),
  }
  const url = new URL(authorization_endpoint)
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  const claims: z.infer<typeof Begun> = {
    ...{ use: 'sso', t: found.tenantId, i: sso.issuer },
    ...{ s: state, n: nonce, v: verifier, r: redirectUri },
  }
  return { url: url.href, kept: await ctx.assertions.sign(claims, SSO_SECONDS) }
}

/** A sign-in that a browser began and its provider answered. */
export interface Answered {
  tenantId: string
  issuer: string
  nonce: string
  verifier: string
  redirectUri: string
}

/**
 * What a browser began, if the answer belongs to it. Spends it, whatever comes of it.
 *
 * @throws AppError SIGN_IN_OVER if it began nothing, something else, too long ago, or it was answered before.
 */
export async function takeBegun(ctx: BeginCtx, kept: string, { state }: SsoAnswer): Promise<Answered> {
  const begun = Begun.safeParse(await ctx.assertions.open(kept))
  if (!begun.success || begun.data.s !== state || !(await spend(ctx, state, SSO_SECONDS))) {
    throw new AppError('SIGN_IN_OVER', 'This took too long, or began in another browser. Sign in again.')
  }
  const { t: tenantId, i: issuer, n: nonce, v: verifier, r: redirectUri } = begun.data
  return { tenantId, issuer, nonce, verifier, redirectUri }
}

const nobodys = () =>
  new AppError('NOT_FOUND', 'No organization signs in this way with addresses of this domain. Use your password.')
