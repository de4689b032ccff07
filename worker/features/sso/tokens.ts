import { type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { AppError } from '../../contract/problem.ts'
import { toBase64, utf8 } from '../../kit/bytes.ts'
import { askOutside } from './outside.ts'
import { type Discovery, keysOf, refused } from './provider.ts'

/** Whose application we are at the provider. */
export interface Client {
  clientId: string
  secret: string
}

/** Signatures with a key pair alone: `none`, and those whose key the client knows too, prove nothing of the provider. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
/** What clocks may differ by. */
const TOLERANCE_SECONDS = 60

const Tokens = z.object({ id_token: z.string().max(16_384), access_token: z.string().max(16_384).optional() })

/** What the provider says of the person. */
const Person = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  // Some write it as text.
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((said) => said === 'true')]).optional(),
  name: z.string().optional(),
  /** When they proved it, in epoch seconds. Written otherwise it proves nothing, and keeps nobody out. */
  auth_time: z.number().int().positive().optional().catch(undefined),
})
export type Claims = z.infer<typeof Person>

/** Takes the code to the provider. @returns its answer as it came: of a wrong secret, or a wrong code, too */
export function exchange(
  provider: Discovery,
  client: Client,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
): Promise<{ status: number; body: unknown }> {
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  form.set('code_verifier', verifier)
  const headers: Record<string, string> = { accept: 'application/json' }
  // Basic is what providers take that name nothing (OpenID Connect Discovery 1.0, 3).
  if (provider.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true) {
    headers.authorization = `Basic ${toBase64(utf8(`${formEncoded(client.clientId)}:${formEncoded(client.secret)}`))}`
  } else {
    form.set('client_id', client.clientId)
    form.set('client_secret', client.secret)
  }
  return askOutside(provider.token_endpoint, { method: 'POST', headers, body: form })
}

/** RFC 6749, 2.3.1. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

/**
 * Who the person is, by the provider's word: the signed ID token, and where it has no address the provider's answer about
 * the same subject.
 *
 * @throws AppError SSO_REFUSED, UNAVAILABLE
 */
export async function claimsOf(
  provider: Discovery,
  { clientId }: Client,
  answer: { status: number; body: unknown },
  { nonce, nowMs }: { nonce: string; nowMs: number },
): Promise<Claims> {
  const tokens = Tokens.safeParse(answer.body)
  if (answer.status !== 200 || !tokens.success) throw refused('code')
  const { id_token: idToken, access_token: accessToken } = tokens.data
  const payload = await verify(provider, clientId, idToken, nowMs)
  if (payload.nonce !== nonce) throw refused('nonce')
  const claims = parsed(payload)
  if (claims.email !== undefined || !provider.userinfo_endpoint || !accessToken) return claims
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  const info = parsed((await askOutside(provider.userinfo_endpoint, { headers })).body)
  if (info.sub !== claims.sub) throw refused('subject')
  return { ...info, auth_time: claims.auth_time }
}

async function verify(provider: Discovery, clientId: string, idToken: string, nowMs: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(idToken, keysOf(provider), {
      algorithms: ALGORITHMS,
      issuer: provider.issuer,
      audience: clientId,
      requiredClaims: ['sub', 'iat', 'exp', 'nonce'],
      maxTokenAge: 600,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    })
    // Meant for several: then for us first.
    const isOthers = Array.isArray(payload.aud) && payload.aud.length > 1 && payload.azp !== clientId
    if (isOthers || (payload.azp !== undefined && payload.azp !== clientId)) throw refused('audience')
    return payload
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refused('token')
  }
}

function parsed(value: unknown): Claims {
  const claims = Person.safeParse(value)
  if (!claims.success) throw refused('claims')
  return claims.data
}
