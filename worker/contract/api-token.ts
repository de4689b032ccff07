import { z } from 'zod'
import { NameInput, Timestamp, Uuid } from './common.ts'
import { scopes } from './scopes.ts'

export const TOKEN_PREFIX = 'adsapp_'

const Scopes = z.array(z.enum(scopes)).min(1).max(scopes.length)

export const NewApiToken = z.strictObject({
  name: NameInput(60),
  scopes: Scopes,
  expiresInDays: z.number().int().min(1).max(366),
})
export type NewApiToken = z.infer<typeof NewApiToken>

export const ApiToken = z.object({
  id: Uuid,
  name: z.string(),
  scopes: Scopes,
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
