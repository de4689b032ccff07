import { findUnsendablePart } from '../../whatsapp/templates.ts'

const reasons: Record<string, string> = {
  PENDING: 'WhatsApp is still reviewing it.',
  IN_APPEAL: 'WhatsApp is reviewing it again.',
  REJECTED: 'WhatsApp rejected it.',
  PAUSED: 'WhatsApp paused it, because customers rated it low.',
  FLAGGED: 'WhatsApp flagged it, because customers rated it low.',
  DISABLED: 'WhatsApp disabled it.',
  LIMIT_EXCEEDED: 'The account has too many templates.',
  PENDING_DELETION: 'It is being deleted.',
  DELETED: 'It was deleted.',
  ARCHIVED: 'It is archived.',
}

/** Why a template cannot be sent, in words; null if it can. */
export function notSendableReason(status: string, components: readonly { type: string }[]): string | null {
  if (status !== 'APPROVED') {
    return reasons[status] ?? `WhatsApp lists it as ${status.toLowerCase().replaceAll('_', ' ')}.`
  }
  return findUnsendablePart(components)
}
