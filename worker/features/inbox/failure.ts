import type { Failure, MessageStatus } from '../../contract/message.ts'
import { policyFor, unconfirmedFailure } from '../../whatsapp/failures.ts'

const UNKNOWN_CODE = -1

/** Why a message stands where it does, in words; null while nothing is wrong. */
export function failureOf(status: MessageStatus, code: number | null): Failure | null {
  if (status === 'unconfirmed') return unconfirmedFailure
  if (status === 'failed') return policyFor({ httpStatus: null, code: code ?? UNKNOWN_CODE }).failure
  if (status === 'queued' && code !== null) return policyFor({ httpStatus: 400, code }).failure
  return null
}
