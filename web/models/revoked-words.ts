import type { Direction } from '../../worker/contract/message.ts'
import { t } from '../texts/index.ts'

/** What stands where the words of a message were that was taken back. */
export const revokedWords = (direction: Direction | null): string =>
  direction === 'inbound' ? t.thread.revoked.byCustomer : t.thread.revoked.byBusiness
