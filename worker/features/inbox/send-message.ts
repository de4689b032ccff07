import type { MediaType, Message, MessageContent } from '../../contract/message.ts'
import { messageLimits } from '../../contract/message-limits.ts'
import type { NewInteractiveContent } from '../../contract/new-interactive.ts'
import type { NewMessage } from '../../contract/new-message.ts'
import { AppError } from '../../contract/problem.ts'
import { signatureUnder } from '../../contract/signature.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { type PersonFields, shownName } from '../contacts/index.ts'
import { insertNotices, type Notice } from '../notifications/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertMayAnswer, assertSendable, assertWindowOpen } from './policy.ts'
import { conversationOf, presentMessage } from './present.ts'
import { previewOf } from './preview.ts'
import {
  type ConversationFacts,
  insertOutbound,
  selectFacts,
  selectMentionable,
  selectUploads,
  type UploadedMedia,
} from './repo/commands.ts'
import { type MessageReadRow, selectMessageByClientId, selectMessages } from './repo/reads.ts'
import { type Card, sealCard, sealMessage } from './seal.ts'
import { fillTemplate } from './template-content.ts'

/**
 * Writes a reply, note, reaction or template into the outbox: role, rule, seal, guarded insert, then frames and wake.
 * The same clientMessageId again gives the first answer.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, COLLEAGUE_WRITING, NOT_ASSIGNEE, WINDOW_CLOSED, OPTED_OUT, INVALID_REQUEST (a quote, file or template that is
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
  await assertNobodyWrites(ctx, conversation.id, message)
  return writeMessage(ctx, conversation, message, target)
}

/** @throws AppError COLLEAGUE_WRITING unless the message says that it goes out all the same. */
export async function assertNobodyWrites(ctx: CommandCtx, conversationId: string, message: NewMessage): Promise<void> {
  if (message.type === 'note' || message.type === 'reaction' || message.despiteTyping) return
  if (await isAnotherWriting(ctx, conversationId, ctx.actor.memberId)) {
    throw new AppError('COLLEAGUE_WRITING', 'A colleague is writing a reply to this customer.')
  }
}

/** Whether somebody other than this member is writing a reply there now. */
export async function isAnotherWriting(
  ctx: CommandCtx,
  conversationId: string,
  memberId: string | null,
): Promise<boolean> {
  return (await ctx.repliers(conversationId)).some((replier) => replier !== memberId)
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
  if (message.type !== 'note') assertMayAnswer(conversation, ctx.actor.memberId)
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
  const [inserted, read, noted] = await ctx.db.batch(
    insertOutbound(ctx.db, row),
    selectMessageByClientId(ctx.db, message.clientMessageId),
    insertNotices(ctx.db, await mentionsOf(ctx, conversation, message, id)),
  )
  const stored = read.rows[0]
  if (!stored) throw new Error('the outbox row is not there after its insert')
  const state = inserted.rows[0]
  if (!state) return readSent(ctx, message.clientMessageId)
  ctx.tell(noted.rows)
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
    const shown = conversationOf({ ...state, contactId: conversation.personId }, card, 'queued', state.notice)
    ctx.publish([{ type: 'conversation.updated', data: { ...ids, conversation: shown }, ids, ...audience }])
  }
  if (state.resolvesHeld) ctx.publish([{ type: 'scheduled.updated', data: ids, ids, ...audience }])
  if (row.status === 'queued') ctx.wakeSender(conversation.channelId)
  return written
}

/** Whom a note tells. @throws AppError INVALID_REQUEST for somebody who is not there, or may not see the conversation. */
async function mentionsOf(
  ctx: CommandCtx,
  { id: conversationId, assigneeId }: ConversationFacts,
  message: NewMessage,
  messageId: string,
): Promise<Notice[]> {
  if (message.type !== 'note' || !message.note.mentions) return []
  const memberIds = [...new Set(message.note.mentions)]
  const [able] = await ctx.asActor.batch(selectMentionable(ctx.asActor, memberIds, assigneeId))
  if (able.rows.length < memberIds.length) {
    throw new AppError('INVALID_REQUEST', 'Somebody whom you mention cannot see this conversation.', {
      errors: [{ path: 'note.mentions', message: 'Not members who see this conversation.' }],
    })
  }
  const others = memberIds.filter((memberId) => memberId !== ctx.actor.memberId)
  return others.map((memberId) => ({ memberId, kind: 'mention', conversationId, messageId }))
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
    case 'text': {
      const place = { path: 'text.body', max: messageLimits.textBody }
      const body = await signed(ctx, conversation, message.text.body, place)
      return { content: { text: { ...withoutUndefined(message.text), body } }, mediaId: null }
    }
    case 'note':
      return { content: { note: message.note }, mediaId: null }
    case 'reaction':
      return { content: { reaction: { emoji: message.reaction.emoji } }, mediaId: null }
    case 'template':
      return fillTemplate(ctx, conversation, message.template)
    case 'location':
      return { content: { location: withoutUndefined(message.location) }, mediaId: null }
    case 'contacts':
      return { content: { contacts: message.contacts }, mediaId: null }
    case 'interactive': {
      const header = headerFileOf(message.interactive)
      const path = `interactive.header.${header?.kind}.id`
      if (header) await getUpload(ctx, conversation, header, path)
      const { interactive } = message
      const max = interactive.type === 'list' ? messageLimits.listBody : messageLimits.interactiveBody
      const text = await signed(ctx, conversation, interactive.body.text, { path: 'interactive.body.text', max })
      return { content: { interactive: { ...interactive, body: { text } } }, mediaId: header?.id ?? null }
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker': {
      const file = fileOf(message)
      const upload = await getUpload(ctx, conversation, { kind: message.type, ...file }, `${message.type}.id`)
      const { filename } = await ctx.vault.open<{ filename: string | null }>(
        ctx.tenantId,
        { table: 'media', id: upload.id },
        fromPgBytes(upload.box),
      )
      const named = message.type === 'document' ? { filename: file.filename ?? filename ?? 'document' } : {}
      // Under a file without words a name would be the only word.
      const place = { path: `${message.type}.caption`, max: messageLimits.caption }
      const words = file.caption ? { caption: await signed(ctx, conversation, file.caption, place) } : {}
      const content = { ...withoutUndefined(file), ...words, ...named, mime_type: upload.mimeType ?? undefined }
      return { content: { [message.type]: withoutUndefined(content) }, mediaId: upload.id }
    }
  }
}

/** @throws AppError INVALID_REQUEST as {@link assertSendable}, and for files of other channels */
async function getUpload(
  ctx: CommandCtx,
  { channelId }: ConversationFacts,
  file: { kind: MediaType; id: string; filename?: string; voice?: boolean },
  path: string,
): Promise<UploadedMedia> {
  const [uploads] = await ctx.asActor.batch(selectUploads(ctx.asActor, [file.id], channelId))
  const upload = uploads.rows[0]
  assertSendable(upload, file, path)
  return upload
}

/** The picture, video or document over a question. */
function headerFileOf(interactive: NewInteractiveContent): { kind: MediaType; id: string } | null {
  const { header } = interactive
  switch (header?.type) {
    case 'image':
      return { kind: 'image', id: header.image.id }
    case 'video':
      return { kind: 'video', id: header.video.id }
    case 'document':
      return { kind: 'document', id: header.document.id }
    default:
      return null
  }
}

/** The words with their writer's name under them, where the tenant wants that. @throws AppError INVALID_REQUEST */
async function signed(
  ctx: CommandCtx,
  { signature, signerBox }: ConversationFacts,
  text: string,
  { path, max }: { path: string; max: number },
): Promise<string> {
  if (signature === 'none' || signerBox === null) return text
  const place = { table: 'memberships', id: ctx.actor.memberId }
  const { name } = await ctx.vault.open<{ name: string }>(ctx.tenantId, place, fromPgBytes(signerBox))
  const whole = text + signatureUnder(signature, name)
  if (whole.length <= max) return whole
  throw new AppError('INVALID_REQUEST', `With your name under it the text is longer than ${max} characters.`, {
    errors: [{ path, message: `${whole.length - max} characters too long with the signature.` }],
  })
}

type FileMessage = Extract<NewMessage, { type: MediaType }>

function fileOf(message: FileMessage): { id: string; caption?: string; filename?: string; voice?: boolean } {
  const { type } = message
  return (message as unknown as Record<typeof type, { id: string }>)[type]
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never
}
