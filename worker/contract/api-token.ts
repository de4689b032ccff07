import { z } from 'zod'
import { NameInput, Timestamp, Uuid } from './common.ts'
import { scopes } from './scopes.ts'

export const TOKEN_PREFIX = 'adsapp_'

const isLoopback = ({ protocol, hostname }: URL) =>
  protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1')

/** A site as browsers name it in Origin: scheme, host, port. Its own machine may do without TLS, for those who develop; ten must go into a line of the audit log. */
const WebOrigin = z
  .string()
  .max(120)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return url !== null && (url.protocol === 'https:' || isLoopback(url)) && text === url.origin && !text.includes('*')
  }, 'A site like https://shop.example, without a path.')

const Origins = z.array(WebOrigin).max(10)
const Scopes = z.array(z.enum(scopes)).min(1).max(scopes.length)

export const NewApiToken = z.strictObject({
  name: NameInput(60),
  scopes: Scopes,
  expiresInDays: z.number().int().min(1).max(366),
  /** Sites whose pages may use it in a browser; none for what only programs use. */
  origins: Origins.default([]),
})
export type NewApiToken = z.infer<typeof NewApiToken>

export const ApiToken = z.object({
  id: Uuid,
  name: z.string(),
  scopes: Scopes,
  /** Sites whose pages may use it in a browser. */
  origins: Origins,
  /** Who made it: it acts as they, with no more than their role now. */
  memberId: Uuid,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  /** To five minutes. */
  lastUsedAt: Timestamp.nullable(),
  /** From where, without the last part of the address. */
  lastNetwork: z.string().nullable(),
})
export type ApiToken = z.infer<typeof ApiToken>
/** The token is shown once, to whoever made it. */
export const CreatedApiToken = ApiToken.extend({ token: z.string() })
export type CreatedApiToken = z.infer<typeof CreatedApiToken>
