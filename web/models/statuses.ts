import type { MessageStatus } from '../../worker/contract/message.ts'

const order: readonly MessageStatus[] = ['queued', 'sending', 'unconfirmed', 'sent', 'delivered', 'read', 'played']

/** Whether an answer that was on its way longer than a live event would move a message back. */
export function isBehind(status: MessageStatus, known: MessageStatus): boolean {
  const reached = order.indexOf(known)
  if (known === 'failed' || known === 'cancelled') return status === 'queued' || status === 'sending'
  return reached !== -1 && order.indexOf(status) !== -1 && order.indexOf(status) < reached
}
