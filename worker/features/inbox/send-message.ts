import type { Message, MessageContent } from '../../contract/message.ts'
import type { NewMessage } from '../../contract/new-message.ts'
import { AppError } from '../../contract/problem.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { type PersonFields, shownName } from '../contacts/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertWindowOpen } from './policy.ts'
import { conversationOf, presentMessage } from './present.ts'
import { previewOf } from './preview.ts'
import { type ConversationFacts, insertOutbound, selectFacts, selectUploads } from './repo/commands.ts'
import { type MessageReadRow, selectMessageByClientId, selectMessages } from './repo/reads.ts'
import { type Card, sealCard, sealMessage } from './seal.ts'
import { fillTemplate } from './template-content.ts'

/**
 * Writes a reply, note, reaction or template into the outbox: role, rule, seal, guarded insert, then frames and wake.
 * The same clientMessageId again gives the first answer.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, WINDOW_CLOSED, OPTED_OUT, INVALID_REQUEST (a quote, file or template that is
 *   not there, or parameters that do not fit).
 */
export async function sendMessage(
  ctx: CommandCtx,
  input: { conversationId: string; message: NewMessage },
): Promise<Message> {
  requireRole(ctx.actor, 'reply')
  const { message } = input
  const targetId = message.type === 'reaction' ? message.reaction.message_id : message.context?.messageId
  const [facts, existing, targets] = await ctx.asActor.batch(
    selectFacts(ctx.asActor, input.conversationId),
    selectMessageByClientId(ctx.asActor, message.clientMessageId),
    selectMessages(ctx.asActor, targetId ? [targetId] : []),
  )
  if (existing.rows[0]) return presentMessage(ctx.vault, ctx.tenantId, existing.rows[0])
  const conversation = facts.rows[0]
  if (!conversation) throw new AppError('NOT_FOUND')
  const target = targets.rows[0]
  if (targetId && target?.conversationId !== conversation.id) {
    const path = message.type === 'reaction' ? 'reaction.message_id' : 'context.messageId'
    throw new AppError('INVALID_REQUEST', 'The quoted message is not in this conversation.', {
      errors: [{ path, message: 'Not a message of this conversation.' }],
    })
  }
  return writeMessage(ctx, conversation, message, target)
}

/** The part after the lookups, shared with starting a conversation. */
export async function writeMessage(
  ctx: CommandCtx,
  conversation: ConversationFacts,
  message: NewMessage,
  target?: MessageReadRow,
): Promise<Message> {
  const nowMs = ctx.now()
  const windowClosesAt = conversation.windowClosesAt === null ? null : new Date(conversation.windowClosesAt)
  if (message.type !== 'note' && conversation.channelState === 'disconnected') {
    throw new AppError(
      'CHANNEL_DISCONNECTED',
      'This number is not connected to WhatsApp. An admin can connect it again.',
    )
  }
  if (message.type !== 'note' && conversation.blocked) {
    throw new AppError('BLOCKED', 'This customer is blocked. Unblock them before you write.')
  }
  assertWindowOpen(windowClosesAt, message.type, nowMs)
  const { content, mediaId } = await contentOf(ctx, conversation, message)
  const id = ctx.newId()
  const salt = fromPgBytes(conversation.salt)
  const answers = message.type !== 'note' && message.type !== 'reaction'
  const place = { table: 'contacts', id: conversation.contactId }
  const [box, person] = await Promise.all([
    sealMessage(ctx.vault, ctx.tenantId, salt, id, { content }),
    ctx.vault.openForContact<PersonFields>(ctx.tenantId, salt, place, fromPgBytes(conversation.contactBox)),
  ])
  const direction = message.type === 'note' ? 'internal' : 'outbound'
  const card: Card = {
    name: shownName(person),
    phone: person.phone,
    username: person.username,
    preview: { messageId: id, direction, type: message.type, text: previewOf(message.type, content) },
  }
  const row = {
    id,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    contactId: conversation.contactId,
    direction,
    type: message.type,
    box,
    replyToId: target?.id ?? null,
    memberId: ctx.actor.memberId,
    clientMessageId: message.clientMessageId,
    mediaId,
    status: message.type === 'note' ? 'sent' : 'queued',
    atMs: nowMs,
    seq: ctx.nextSeq(),
    card: answers ? await sealCard(ctx.vault, ctx.tenantId, salt, conversation.id, card) : null,
    answers,
    eventKey: randomBytes(32),
  } as const
  const [inserted, read] = await ctx.db.batch(
    insertOutbound(ctx.db, row),
    selectMessageByClientId(ctx.db, message.clientMessageId),
  )
  const stored = read.rows[0]
  if (!stored) throw new Error('the outbox row is not there after its insert')
  const state = inserted.rows[0]
  if (!state) return readSent(ctx, message.clientMessageId)
  const written = await presentMessage(ctx.vault, ctx.tenantId, stored)
  const ids = { conversationId: conversation.id }
  const audience = { assigneeId: state.assigneeId }
  if (message.type === 'reaction') {
    const [changed] = await ctx.db.batch(selectMessages(ctx.db, [message.reaction.message_id]))
    const shown = changed.rows[0] && (await presentMessage(ctx.vault, ctx.tenantId, changed.rows[0]))
    if (shown) {
      const data = { ...ids, messageId: shown.id }
      ctx.publish([{ type: 'message.updated', data: { ...data, message: shown }, ids: data, ...audience }])
    }
  } else {
    const data = { ...ids, messageId: id }
    ctx.publish([{ type: 'message.created', data: { ...data, message: written }, ids: data, ...audience }])
  }
  if (answers) {
    const shown = conversationOf({ ...state, contactId: conversation.personId }, card, 'queued', null)
    ctx.publish([{ type: 'conversation.updated', data: { ...ids, conversation: shown }, ids, ...audience }])
  }
  if (row.status === 'queued') ctx.wakeSender(conversation.channelId)
  return written
}

/** What was sent under this client id before, as far as the person may see it. */
async function readSent(ctx: CommandCtx, clientMessageId: string): Promise<Message> {
  const [found] = await ctx.asActor.batch(selectMessageByClientId(ctx.asActor, clientMessageId))
  if (!found.rows[0]) throw new AppError('ALREADY_EXISTS', 'This clientMessageId was used for another message.')
  return presentMessage(ctx.vault, ctx.tenantId, found.rows[0])
}

/** The content to seal: our ids of files resolved, a template's text filled in. */
async function contentOf(
  ctx: CommandCtx,
  conversation: ConversationFacts,
  message: NewMessage,
): Promise<{ content: MessageContent; mediaId: string | null }> {
  switch (message.type) {
    case 'text':
      return { content: { text: withoutUndefined(message.text) }, mediaId: null }
    case 'note':
      return { content: { note: message.note }, mediaId: null }
    case 'reaction':
      return { content: { reaction: { emoji: message.reaction.emoji } }, mediaId: null }
    case 'template':
      return fillTemplate(ctx, conversation, message.template)
    case 'image':
    case 'video':
    case 'audio':
    case 'document': {
      const file = fileOf(message)
      const [uploads] = await ctx.asActor.batch(selectUploads(ctx.asActor, [file.id], conversation.channelId))
      const upload = uploads.rows[0]
      if (!upload || upload.kind !== message.type || upload.state !== 'stored') {
        throw new AppError('INVALID_REQUEST', `The file is not an uploaded ${message.type} of this channel.`, {
          errors: [{ path: `${message.type}.id`, message: `Upload the ${message.type} first.` }],
        })
      }
      const { filename } = await ctx.vault.open<{ filename: string | null }>(
        ctx.tenantId,
        { table: 'media', id: upload.id },
        fromPgBytes(upload.box),
      )
      const named = message.type === 'document' ? { filename: file.filename ?? filename ?? 'document' } : {}
      const content = { ...withoutUndefined(file), ...named, mime_type: upload.mimeType ?? undefined }
      return { content: { [message.type]: withoutUndefined(content) }, mediaId: upload.id }
    }
  }
}

type FileMessage = Extract<NewMessage, { type: 'image' | 'video' | 'audio' | 'document' }>

function fileOf(message: FileMessage): { id: string; caption?: string; filename?: string; voice?: boolean } {
  const { type } = message
  return (message as unknown as Record<typeof type, { id: string }>)[type]
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never
}
