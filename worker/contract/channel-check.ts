import { z } from 'zod'

/** What the live check found out about one of the credentials. Screens have words for each; `detail` is the English. */
export const checkCodes = [
  'accepted',
  'not_accepted',
  'works',
  'scopes_suffice',
  'scopes_missing',
  'never_ends',
  'ended',
  'temporary',
  'number_known',
  'account_known',
  'number_elsewhere',
  'subscribed',
  'unsubscribed',
  'unanswered',
  'no_permission',
  'not_found',
  'too_often',
  'refused',
] as const
export type CheckCode = (typeof checkCodes)[number]

export const CheckLine = z.object({
  name: z.enum(['token', 'scopes', 'expiry', 'number', 'account', 'webhook']),
  ok: z.boolean(),
  code: z.enum(checkCodes),
  /** What stands in the sentence: names, Meta's code, a time in RFC 3339. */
  value: z.string(),
  detail: z.string(),
})
export type CheckLine = z.infer<typeof CheckLine>
