import type { AttemptEvent, JournalEvent, MessageEvent, StatusEvent } from '../../../worker/contract/events.ts'
import { newId } from '../../../worker/kit/ids.ts'

export const anyWamid = () => `wamid.${newId()}`
export const anyPhone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

/** Makes the events of a channel as the journal holds them. */
export function eventsOf(place: { channelId: string; phoneNumberId: string; wabaId: string; nowMs: number }) {
  const { channelId, phoneNumberId, wabaId, nowMs } = place
  const text = (wamid: string, body: string, more: Partial<MessageEvent> = {}): JournalEvent => ({
    channelId,
    event: {
      ...{ kind: 'message', phoneNumberId, wabaId, source: 'customer', history: false, wamid, atMs: nowMs },
      ...{ customer: {}, type: 'text', content: { text: { body } }, media: null, targetWamid: null, status: null },
      ...more,
    },
  })
  const image = (wamid: string, more: Partial<MessageEvent> = {}): JournalEvent =>
    text(wamid, '', {
      type: 'image',
      content: { image: { id: '1', mime_type: 'image/jpeg' } },
      media: { id: '1', mimeType: 'image/jpeg', sha256: null, filename: null },
      ...more,
    })
  const status = (wamid: string, word: string, more: Partial<StatusEvent> = {}): JournalEvent => ({
    channelId,
    event: {
      ...{ kind: 'status', phoneNumberId, wabaId, wamid, status: word, atMs: nowMs, customer: null },
      ...{ participant: null, attemptId: null, pricing: null, errors: [] },
      ...more,
    },
  })
  const attempt = (messageId: string, attemptId: string, more: Partial<AttemptEvent> = {}): JournalEvent => ({
    channelId,
    event: {
      ...{ kind: 'attempt', messageId, attemptId, atMs: nowMs, outcome: 'sent', wamid: null, error: null },
      ...{ retryAtMs: null, ...more },
    },
  })
  return { text, image, status, attempt }
}
