import type { GateOptions } from '../kit/gate.ts'
import type { Limit } from './limits.ts'

/**
 * Every limit there is. An office shares an address, so those of addresses are not tight; passwords are protected by those
 * of the account. Webhooks are limited by no address and no rate, only in how many an isolate has in hand.
 */

/** Anybody's: counted for networks, before anybody is known. */
export const addressLimits = {
  signIn: { name: 'signin', max: 20, windowSeconds: 60 },
  signUp: { name: 'signup', max: 10, windowSeconds: 600 },
  factor: { name: 'factor-address', max: 30, windowSeconds: 60 },
  sso: { name: 'sso-address', max: 40, windowSeconds: 60 },
} as const satisfies Record<string, Limit>

/**
 * Wrong passwords for one account, from wherever they come: all three count, so that whoever goes on waits longer. A right
 * one takes its own back, also where the new one beside it is refused. A browser that the account's person signed in with
 * before is counted apart (decision 80).
 */
export const signInLimits = [
  { name: 'signin-account', max: 5, windowSeconds: 60 },
  { name: 'signin-account-hour', max: 20, windowSeconds: 3_600 },
  { name: 'signin-account-day', max: 60, windowSeconds: 86_400 },
] as const satisfies Limit[]

/** Wrong codes and proofs of one person, wherever they are asked for: three codes of a million fit at a time. */
export const factorLimit = { name: 'factor', max: 10, windowSeconds: 600 } as const satisfies Limit

/** What a tenant's owners can have asked of a provider, or of the DNS. */
export const ssoLimit = { name: 'sso-settings', max: 30, windowSeconds: 600 } as const satisfies Limit

/** What people can have mailed, so that nobody's mailbox is filled: to one address, of one invitation, by one tenant. */
export const emailLimits = {
  reset: { name: 'reset', max: 3, windowSeconds: 3_600 },
  verify: { name: 'verify', max: 3, windowSeconds: 3_600 },
  known: { name: 'known', max: 3, windowSeconds: 3_600 },
  invitation: { name: 'invitation', max: 3, windowSeconds: 3_600 },
  invitations: { name: 'invitations', max: 200, windowSeconds: 3_600 },
} as const satisfies Record<string, Limit>

/** Wrong passwords at the door of the staff; a right one takes its own back. */
export const staffSignInLimit = { name: 'staff-signin', max: 5, windowSeconds: 600 } as const satisfies Limit

/** For each member. While Redis is away all but `tokens` are open: they spare the database, and protect no secret. */
export const memberLimits = {
  /** The number is the plan's (`plans.api_requests_per_minute`) or, where it names none, the deployment's, API_REQUESTS_PER_MINUTE. */
  api: { name: 'api', max: 600, windowSeconds: 60, whenAway: 'open' },
  search: { name: 'search', max: 60, windowSeconds: 60, whenAway: 'open' },
  /** Tables as files. */
  table: { name: 'table', max: 60, windowSeconds: 3_600, whenAway: 'open' },
  /** Everything of a kind, with names. */
  export: { name: 'export', max: 5, windowSeconds: 3_600, whenAway: 'open' },
  /** Each is as good as the member who makes it. */
  tokens: { name: 'tokens', max: 20, windowSeconds: 3_600 },
  /** Reads the whole audit log. */
  verify: { name: 'verify', max: 6, windowSeconds: 60, whenAway: 'open' },
} as const satisfies Record<string, Limit>

/**
 * Webhooks of one channel that an isolate has in hand at once, until they are durable. Nobody stands in line: Meta is told to
 * come again. 1,000 messages a second bring 3,000 statuses (docs/sources.md#throughput): answered within 50 ms that is 150 at
 * once, over all isolates.
 */
export const webhooksAtOnce = { atOnce: 250, waitingMax: 0 } as const satisfies GateOptions
