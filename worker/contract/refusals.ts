// No zod here: the screens carry this list too.

/** What is counted when it is refused. `not_found`: not there, or not theirs; `isolation`: refused by the database itself. */
export const refusalKinds = [
  'sign_in',
  'factor',
  'limit',
  'role',
  'not_found',
  'isolation',
  'origin',
  'signature',
  'staff_address',
] as const
export type RefusalKind = (typeof refusalKinds)[number]
