import { readErrors } from './errors.ts'
import type { GraphCall } from './graph-call.ts'
import { type Raw, rawOf } from './raw.ts'

/** `reason` is Meta's own word for why not. */
export type BlockOutcome = { done: boolean; reason: string | null }

interface BlockRequest {
  phoneNumberId: string
  accessToken: string
  /** Digits with a plus, or a business-scoped user id. */
  user: string
}

/** Blocking and unblocking one customer on one number. Meta takes only who wrote in the last 24 hours. */
export function createBlockCalls(call: GraphCall) {
  const change =
    (method: 'POST' | 'DELETE', list: 'added_users' | 'removed_users') =>
    ({ phoneNumberId, accessToken, user }: BlockRequest) => {
      const json = { messaging_product: 'whatsapp', block_users: [{ user }] }
      const read = (answer: Raw) => readOutcome(answer, list)
      // What failed for some comes as a 400 with both lists.
      return call({ method, path: [phoneNumberId, 'block_users'], accessToken, json }, read, read)
    }
  return { blockUser: change('POST', 'added_users'), unblockUser: change('DELETE', 'removed_users') }
}

function readOutcome(answer: Raw, list: 'added_users' | 'removed_users'): BlockOutcome | null {
  const users = rawOf(answer.block_users)
  const [failed] = Array.isArray(users.failed_users) ? users.failed_users : []
  if (failed) return { done: false, reason: readErrors(rawOf(failed).errors)[0]?.detail || null }
  return Array.isArray(users[list]) && users[list].length > 0 ? { done: true, reason: null } : null
}
