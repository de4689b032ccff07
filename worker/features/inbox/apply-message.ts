import type { MessageEvent } from '../../contract/events.ts'
import type { Message, MessageStatus, MessageType } from '../../contract/message.ts'
import { deterministicId } from '../../kit/ids.ts'
import { type KnownContact, shownName } from '../contacts/index.ts'
import type { ApplyCtx } from './apply-ctx.ts'
import type { PlannedMessage } from './apply-gathered.ts'
import type { MediaRow, MessageRow } from './apply-rows.ts'
import { isAnnotation, missingQuote } from './present.ts'
import { previewOf } from './preview.ts'
import { type Card, sealMessage } from './seal.ts'

/** What is decided in the order of the events, before anything is sealed. */
export interface Plan {
  event: PlannedMessage['event']
  type: MessageType
  content: MessageEvent['content']
  contact: KnownContact
  channelId: string
  conversationId: string
  occurredMs: number
  seq: number
  /** The row is there already: this event brings its file. */
  placeholderId: string | undefined
}

/** Seals a message, and the file it brings. */
export async function sealPlanned(
  { vault, tenantId }: ApplyCtx,
  { event, type, content, contact, channelId, conversationId, occurredMs, seq, placeholderId }: Plan,
): Promise<{ message: PlannedMessage; file: MediaRow | null }> {
  const isMessage = event.kind === 'message'
  const inbound = !isMessage || event.source === 'customer'
  const history = isMessage && event.history
  const annotation = isAnnotation(type)
  const opensWindow = inbound && isMessage && !history && !annotation
  // A blocked customer whom WhatsApp still lets through is kept, and wakes nobody.
  const counts = opensWindow && !contact.blocked
  const dedup = await vault.dedupKey(tenantId)
  const target = isMessage ? event.targetWamid : null
  const [id, wamidIndex, targetIndex, mediaId] = await Promise.all([
    placeholderId ?? deterministicId(dedup, event.atMs, 'message', channelId, event.wamid),
    vault.index(tenantId, 'wamid', event.wamid),
    target ? vault.index(tenantId, 'wamid', target) : null,
    isMessage && event.media ? deterministicId(dedup, event.atMs, 'media', channelId, event.wamid) : null,
  ])
  const stored = mediaId && isMessage ? withMedia(content, type, mediaId) : content
  const direction = inbound ? 'inbound' : 'outbound'
  const status = (inbound ? 'received' : (isMessage && event.status) || 'sent') as MessageStatus
  const box = await sealMessage(vault, tenantId, contact.salt, id, { content: stored, wamid: event.wamid })
  const row: MessageRow = {
    id,
    conversationId,
    channelId,
    contactId: contact.id,
    direction,
    type,
    box,
    wamidIndex: wamidIndex.bytes,
    replyToIndex: targetIndex?.bytes ?? null,
    authorKind: !isMessage ? 'system' : inbound ? 'customer' : 'business-app',
    mediaId,
    status,
    atMs: occurredMs,
    seq,
    counts,
    opensWindow,
    shows: !annotation,
    answers: !inbound && !history && !annotation,
    card: null,
    copies: 1,
  }
  let file: MediaRow | null = null
  const card = cardOf(contact, { messageId: id, direction, type, text: previewOf(type, stored) })
  if (mediaId && isMessage && event.media) {
    const { mimeType, ...sealed } = event.media
    file = {
      id: mediaId,
      messageId: id,
      contactId: contact.id,
      channelId,
      kind: type,
      mimeType: mimeType?.slice(0, 120) ?? null,
      box: await vault.sealForContact(tenantId, contact.salt, { table: 'media', id: mediaId }, sealed),
      atMs: occurredMs,
    }
  }
  const completes = placeholderId !== undefined
  return { message: { event, type, contact, row, card, content: messageOf(row, stored, file), completes }, file }
}

export function cardOf(contact: KnownContact, preview: Card['preview']): Card {
  return { name: shownName(contact), phone: contact.phone, username: contact.username, preview }
}

function withMedia(content: MessageEvent['content'], type: MessageType, mediaId: string): MessageEvent['content'] {
  const file = content[type as 'image']
  return { ...content, [type]: { ...file, id: mediaId } }
}

function messageOf(row: MessageRow, content: MessageEvent['content'], file: MediaRow | null): Message {
  return {
    ...content,
    id: row.id,
    conversationId: row.conversationId,
    channelId: row.channelId,
    contactId: row.contactId,
    clientMessageId: null,
    direction: row.direction,
    type: row.type,
    status: row.status as MessageStatus,
    failure: null,
    retryAt: null,
    author: { kind: row.authorKind, memberId: null },
    context: row.replyToIndex ? missingQuote : null,
    reactions: [],
    editedAt: null,
    revokedAt: null,
    media: file
      ? {
          id: file.id,
          state: 'pending',
          mimeType: file.mimeType,
          bytes: null,
          failure: null,
          retryUntil: new Date(row.atMs + 7 * 24 * 60 * 60_000).toISOString(),
        }
      : null,
    priceCategory: null,
    occurredAt: new Date(row.atMs).toISOString(),
    seq: row.seq,
  }
}
