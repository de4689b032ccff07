/** A token the stand-in honours. A bare string is a system user's token that never expires, with both WhatsApp scopes. */
export type AccessToken =
  | string
  | { token: string; type?: 'SYSTEM_USER' | 'USER'; expiresAtMs?: number; scopes?: readonly string[] }

/** One business number with its WhatsApp Business account. */
export interface GraphAccount {
  wabaId: string
  phoneNumberId: string
  /** Digits only, with country code. */
  displayPhoneNumber: string
  verifiedName: string
  /** The business portfolio: customers' user ids are scoped to it. */
  businessId: string
  accessTokens: readonly AccessToken[]
  /** The secret of the tenant's own Meta app, which then signs this account's webhooks. */
  appSecret?: string
  /** Where this account's webhooks go until an override is set; default the app's `webhookUrl`. */
  webhookUrl?: string
}

export interface GraphOptions {
  port: number
  /** Everything that must survive a restart lies here. */
  dataDir: string
  webhookUrl: string
  appSecret: string
  appId: string
  verifyToken: string
  accounts: readonly GraphAccount[]
  /** First wait after a webhook was not answered with 200; it doubles up to `retryMaxMs`. Default 500 and 8,000. */
  retryBaseMs?: number
  retryMaxMs?: number
  /** The clock, in epoch milliseconds. Default the real one. */
  now?: () => number
}

export type JsonObject = Record<string, unknown>

/** The value, which the caller knows to be there. */
export function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('graph: something that must be there is not')
  return value
}

/** The value as an object, or an empty one: what strangers send is read without trust. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

/** The value as a list of objects, or an empty one. */
export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject) : []
}
