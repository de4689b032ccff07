import { z } from 'zod'
import { Email, Timestamp, Uuid, WebUrl } from './common.ts'
import { Role } from './roles.ts'

/** A domain of e-mail addresses, in lower case; international ones as the DNS writes them (`xn--…`). */
export const Domain = z
  .string()
  .max(253)
  .trim()
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/, 'A domain like example.com.')

/** What people who are no members yet become. */
const DefaultRole = Role.extract(['agent', 'viewer'])

export const SsoDomain = z.object({
  id: Uuid,
  domain: z.string(),
  /** The TXT record that proves it. */
  recordName: z.string(),
  recordValue: z.string(),
  /** When the record was last seen; null: not yet, so nobody comes in by it. */
  provedAt: Timestamp.nullable(),
})
export type SsoDomain = z.infer<typeof SsoDomain>
export const NewSsoDomain = z.strictObject({ domain: Domain })

/** How people of the tenant sign in by its own identity provider. The secret is never told. */
export const Sso = z.object({
  /** Empty while nothing is set up. */
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  enabled: z.boolean(),
  /** Whether members can come in by it alone; owners keep their password. */
  only: z.boolean(),
  /** Null: who is no member does not come in. */
  defaultRole: DefaultRole.nullable(),
  /** For the provider's list of addresses to lead back to. */
  redirectUri: z.string(),
  domains: z.array(SsoDomain),
})
export type Sso = z.infer<typeof Sso>

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[\x21-\x7e]+$/, 'Letters, digits and signs without spaces.')
export const NewSso = z.strictObject({
  issuer: WebUrl(512),
  clientId: line(256),
  /** Left out: the present one stays, as long as the issuer does. */
  clientSecret: line(512).optional(),
  enabled: z.boolean(),
  only: z.boolean(),
  defaultRole: DefaultRole.nullable(),
})
export type NewSso = z.infer<typeof NewSso>

/** What was found to work, in this order; the first that does not is in `failed`. */
export const ssoSteps = ['discovery', 'keys', 'client'] as const
export type SsoStep = (typeof ssoSteps)[number]
export const SsoTest = z.object({ passed: z.array(z.enum(ssoSteps)), failed: z.enum(ssoSteps).nullable() })
export type SsoTest = z.infer<typeof SsoTest>

export const SsoStart = z.strictObject({
  email: Email,
  /** Has the provider ask the person anew, so that the session counts as freshly proved. */
  fresh: z.boolean().default(false),
})
/** The provider's page that the browser goes to. */
export const SsoRedirect = z.object({ url: z.string() })
export type SsoRedirect = z.infer<typeof SsoRedirect>

/** What the provider sent the browser back with. */
export const SsoAnswer = z.strictObject({
  /** In the address that it led back to: each tenant has its own. */
  tenantId: Uuid,
  code: z.string().min(1).max(2_048),
  state: z.string().min(1).max(200),
  /** RFC 9207. */
  iss: z.string().max(512).optional(),
})
export type SsoAnswer = z.infer<typeof SsoAnswer>
