import type { Conversation, CustomerNotice, Person, Preview } from '../../contract/conversation.ts'
import {
  annotationTypes,
  type Direction,
  type MediaInfo,
  type Message,
  type MessageContent,
  type MessageStatus,
  type MessageType,
  type Quote,
} from '../../contract/message.ts'
import { priorities } from '../../contract/priorities.ts'
import type { Vault } from '../../crypto/vault.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { failureOf } from './failure.ts'
import { previewOf } from './preview.ts'
import type { AnnotationRow, ConversationListRow, MessageReadRow, SaidRow } from './repo/reads.ts'
import { type Card, cardPlace, messagePlace, type SealedMessage } from './seal.ts'

export const isAnnotation = (type: MessageType): boolean => (annotationTypes as readonly string[]).includes(type)

/** Opens a message as it is read from the database, with its quote, reactions, edits and file. */
export async function presentMessage(vault: Vault, tenantId: string, row: MessageReadRow): Promise<Message> {
  const open = openerOf(vault, tenantId, row.salt)
  const [{ content, annotations, edit, revoke }, quote] = await Promise.all([
    openSaid(open, row),
    row.quote ? quoteOf(open, row.quote) : null,
  ])
  return {
    ...content,
    id: row.id,
    conversationId: row.conversationId,
    channelId: row.channelId,
    contactId: row.contactId,
    clientMessageId: row.clientMessageId,
    direction: row.direction,
    type: row.type,
    status: row.status,
    failure: failureOf(row.status, row.failureCode),
    retryAt: row.status === 'queued' && row.failureCode !== null ? toIso(row.dueAt) : null,
    author: { kind: row.authorKind, memberId: row.authorMemberId },
    context: quote ?? (row.hasQuote ? missingQuote : null),
    reactions: reactionsOf(annotations),
    editedAt: edit && !revoke ? toIso(edit.occurredAt) : null,
    revokedAt: revoke ? toIso(revoke.occurredAt) : null,
    media: row.media && !revoke ? presentMedia(row.media) : null,
    priceCategory: row.priceCategory,
    occurredAt: toIso(row.occurredAt),
    seq: Number(row.seq),
  }
}

export function presentMedia(media: NonNullable<MessageReadRow['media']>): MediaInfo {
  return { ...media, bytes: media.bytes === null ? null : Number(media.bytes), retryUntil: toIso(media.retryUntil) }
}

/** It is not ours, or has not come yet. */
export const missingQuote: Quote = { messageId: null, direction: null, type: null, preview: '', revoked: false }

type Open = (id: string, box: Uint8Array | string) => Promise<SealedMessage>

function openerOf(vault: Vault, tenantId: string, salt: Uint8Array | string): Open {
  const bytes = fromPgBytes(salt)
  return (id, box) => vault.openForContact<SealedMessage>(tenantId, bytes, messagePlace(id), fromPgBytes(box))
}

/** What a message says now: its newest edit, and nothing once it was revoked. */
async function openSaid(open: Open, { id, type, box, annotations: rows }: SaidRow) {
  const [{ content }, annotations] = await Promise.all([
    open(id, box),
    Promise.all(rows.map(async (each) => ({ ...each, ...(await open(each.id, each.box)) }))),
  ])
  const edit = newestOf(annotations, 'edit')
  const revoke = newestOf(annotations, 'revoke')
  const said = revoke ? {} : edit ? { ...content, ...editedContent(type, content, edit.content) } : content
  return { type, content: said, annotations, edit, revoke }
}

async function quoteOf(open: Open, row: NonNullable<MessageReadRow['quote']>): Promise<Quote> {
  const { id, direction, type } = row
  const { content, revoke } = await openSaid(open, row)
  return { messageId: id, direction, type, preview: previewOf(type, content), revoked: revoke !== undefined }
}

type OpenedAnnotation = AnnotationRow & SealedMessage

function newestOf(annotations: OpenedAnnotation[], type: MessageType): OpenedAnnotation | undefined {
  return annotations.filter((each) => each.type === type).sort(newestFirst)[0]
}

function newestFirst(a: OpenedAnnotation, b: OpenedAnnotation): number {
  return Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || Number(b.seq) - Number(a.seq)
}

/** One reaction a side: the newest decides, and an empty one takes it back. */
function reactionsOf(annotations: OpenedAnnotation[]): Message['reactions'] {
  const sides = [
    ['customer', (direction: Direction) => direction === 'inbound'],
    ['business', (direction: Direction) => direction === 'outbound'],
  ] as const
  return sides.flatMap(([by, isSide]) => {
    const newest = newestOf(
      annotations.filter((each) => isSide(each.direction) && each.status !== 'failed'),
      'reaction',
    )
    const emoji = newest?.content.reaction?.emoji
    return emoji ? [{ emoji, by }] : []
  })
}

/** The edited content is Meta's message of the same type inside the edit. */
function editedContent(type: MessageType, original: MessageContent, edit: MessageContent): MessageContent {
  const message = (edit.edit as { message?: Record<string, unknown> } | undefined)?.message
  const changed = message?.[type]
  if (typeof changed !== 'object' || changed === null) return {}
  return { [type]: { ...(original[type as keyof MessageContent] as object), ...changed } }
}

export async function presentConversation(
  vault: Vault,
  tenantId: string,
  row: ConversationListRow,
): Promise<Conversation> {
  const card = await vault.openForContact<Card>(
    tenantId,
    fromPgBytes(row.salt),
    cardPlace(row.id),
    fromPgBytes(row.card),
  )
  const changed = row.lastChanged && (await openSaid(openerOf(vault, tenantId, row.salt), row.lastChanged))
  const line = changed && lineOf(changed.type, changed.content, changed.revoke !== undefined)
  return conversationOf(row, card, row.lastStatus, row.notice, line)
}

type ConversationFields = Pick<
  ConversationListRow,
  | 'id'
  | 'channelId'
  | 'contactId'
  | 'status'
  | 'assigneeId'
  | 'teamId'
  | 'unreadCount'
  | 'labelIds'
  | 'priority'
  | 'snoozedUntil'
  | 'windowClosesAt'
  | 'waitingSince'
  | 'lastMessageAt'
>

/** What the newest message says now, where that may not be what its card was sealed with. */
type Line = Pick<Preview, 'text' | 'revoked'>

export const lineOf = (type: MessageType, content: MessageContent, revoked: boolean): Line => ({
  text: previewOf(type, content),
  revoked,
})

/** A conversation from its row and its opened card. */
export function conversationOf(
  row: ConversationFields,
  card: Card,
  lastStatus: MessageStatus | null,
  notice: CustomerNotice | null,
  line: Line | null = null,
): Conversation {
  return {
    id: row.id,
    channelId: row.channelId,
    contact: personOf(row.contactId, card),
    status: row.status,
    assigneeId: row.assigneeId,
    teamId: row.teamId,
    unreadCount: row.unreadCount,
    labelIds: row.labelIds,
    priority: priorities[row.priority] ?? 'none',
    snoozedUntil: toIso(row.snoozedUntil),
    windowClosesAt: toIso(row.windowClosesAt),
    waitingSince: toIso(row.waitingSince),
    lastMessageAt: toIso(row.lastMessageAt),
    preview: card.preview ? { ...card.preview, revoked: false, ...line, status: lastStatus ?? 'received' } : null,
    notice,
  }
}

/** Phones are kept as digits and shown in E.164. */
export function personOf(
  id: string,
  fields: { name: string | null; phone: string | null; username: string | null },
): Person {
  return { id, name: fields.name, phone: fields.phone === null ? null : `+${fields.phone}`, username: fields.username }
}
