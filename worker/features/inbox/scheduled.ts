import type { Message, MessageContent } from '../../contract/message.ts'
import { messageLimits } from '../../contract/message-limits.ts'
import type { NewMessage, TemplateComponent } from '../../contract/new-message.ts'
import { AppError } from '../../contract/problem.ts'
import { roleAllows } from '../../contract/roles.ts'
import type { HeldReason, ScheduledMessage, ScheduledMessageChanges, SendScheduled } from '../../contract/scheduled.ts'
import { asActor } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { getFacts } from './conversation-commands.ts'
import { assertMayAnswer, assertWindowOpen } from './policy.ts'
import { presentMessage } from './present.ts'
import type { ReadCtx } from './reads.ts'
import type { ConversationFacts } from './repo/commands.ts'
import { selectExists, selectMessageByClientId } from './repo/reads.ts'
import {
  cancelScheduledRow,
  expireHeld,
  finishScheduled,
  holdScheduled,
  insertScheduled,
  postponeHeld,
  type ScheduledRow,
  selectOneScheduled,
  selectScheduled,
  selectScheduledByClientId,
  takeScheduled,
  updateScheduled,
} from './repo/scheduled.ts'
import { assertNobodyWrites, isAnotherWriting, sendMessage } from './send-message.ts'
import { fillTemplate } from './template-content.ts'

/** WhatsApp keeps an uploaded file for 30 days; later than that nothing can be promised. */
const AHEAD_MAX_MS = 29 * 24 * 60 * 60_000

/** A held message that nobody decides about for so long is dropped: files that it names are gone at WhatsApp by then. */
export const HELD_MAX_DAYS = 30

const place = (id: string) => ({ table: 'scheduled_messages', id })

/** What waits in a conversation, the next first. @throws AppError NOT_FOUND */
export async function listScheduled(ctx: ReadCtx, conversationId: string): Promise<ScheduledMessage[]> {
  const { asActor } = ctx
  const [there, { rows }] = await asActor.batch(
    selectExists(asActor, conversationId),
    selectScheduled(asActor, conversationId),
  )
  if (there.rows.length === 0) throw new AppError('NOT_FOUND')
  return Promise.all(rows.map((row) => present(ctx.vault, ctx.actor.tenantId, row)))
}

/**
 * Keeps a message until its time. The same clientMessageId again gives the first answer.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST (a time that is past or too far, a kind that cannot wait),
 *   WINDOW_CLOSED if the window closes before, NOT_ASSIGNEE; of a template what sending it throws.
 */
export async function scheduleMessage(
  ctx: CommandCtx,
  input: { conversationId: string; sendAt: string; message: NewMessage },
): Promise<ScheduledMessage> {
  requireRole(ctx.actor, 'reply')
  const { sendAt } = input
  if (input.message.type === 'note' || input.message.type === 'reaction') {
    throw new AppError('INVALID_REQUEST', 'Only messages to the customer can wait.')
  }
  const facts = await getFacts(ctx, input.conversationId)
  assertMayAnswer(facts, ctx.actor.memberId)
  assertTime(ctx, facts.windowClosesAt, input.message.type, sendAt)
  const message = await withPreview(ctx, facts, input.message)
  const { clientMessageId } = message
  const id = ctx.newId()
  const box = await ctx.vault.sealForContact(ctx.tenantId, fromPgBytes(facts.salt), place(id), message)
  const { memberId } = ctx.actor
  const row = { id, conversationId: facts.id, contactId: facts.contactId, memberId, clientMessageId, box, sendAt }
  await ctx.db.batch(insertScheduled(ctx.db, row))
  const [{ rows }] = await ctx.asActor.batch(selectScheduledByClientId(ctx.asActor, clientMessageId))
  if (rows[0]?.conversationId !== facts.id) {
    throw new AppError('ALREADY_EXISTS', 'This clientMessageId was used for another message.')
  }
  publish(ctx, rows[0])
  return present(ctx.vault, ctx.tenantId, rows[0])
}

/** @throws AppError as for scheduling, and ALREADY_EXISTS when it is being sent. */
export async function changeScheduled(
  ctx: CommandCtx,
  input: { scheduledId: string; changes: ScheduledMessageChanges },
): Promise<ScheduledMessage> {
  requireRole(ctx.actor, 'reply')
  const row = await getScheduled(ctx, input.scheduledId)
  const { text, components } = input.changes
  const message = await withValues(ctx, row, withText(await open(ctx.vault, ctx.tenantId, row), text), components)
  const sendAt = input.changes.sendAt ?? toIso(row.sendAt)
  assertTime(ctx, row.windowClosesAt, message.type, sendAt)
  const box = await ctx.vault.sealForContact(ctx.tenantId, fromPgBytes(row.salt), place(row.id), message)
  const { memberId } = ctx.actor
  const change = {
    id: row.id,
    box,
    sendAt,
    memberId,
    authorId: text === undefined && components === undefined ? row.memberId : memberId,
  }
  const [changed, read] = await ctx.db.batch(updateScheduled(ctx.db, change), selectOneScheduled(ctx.db, row.id))
  if (changed.rows.length === 0 || !read.rows[0]) throw tooLate()
  publish(ctx, row)
  return present(ctx.vault, ctx.tenantId, read.rows[0])
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_EXISTS when it is being sent. */
export async function cancelScheduled(ctx: CommandCtx, input: { scheduledId: string }): Promise<null> {
  requireRole(ctx.actor, 'reply')
  const row = await getScheduled(ctx, input.scheduledId)
  const [gone] = await ctx.db.batch(cancelScheduledRow(ctx.db, row.id, ctx.actor.memberId))
  if (gone.rows.length === 0) throw tooLate()
  publish(ctx, row)
  return null
}

/**
 * Sends now what was to wait, held or not; with `despiteTyping` although a colleague is writing.
 *
 * @throws AppError WINDOW_CLOSED, COLLEAGUE_WRITING: it waits as before; what else sending throws: it is held.
 */
export async function sendScheduledNow(
  ctx: CommandCtx,
  input: { scheduledId: string } & SendScheduled,
): Promise<Message> {
  requireRole(ctx.actor, 'reply')
  const row = await getScheduled(ctx, input.scheduledId)
  const waiting = await open(ctx.vault, ctx.tenantId, row)
  const message = input.despiteTyping ? insisted(waiting) : waiting
  assertWindowOpen(dateOf(row.windowClosesAt), message.type, ctx.now())
  await assertNobodyWrites(ctx, row.conversationId, message)
  const [taken] = await ctx.db.batch(takeScheduled(ctx.db, row.id, ['waiting', 'held']))
  if (taken.rows.length === 0) throw tooLate()
  try {
    return await write(ctx, row, message)
  } catch (error) {
    if (error instanceof AppError) await hold(ctx, row, reasonOf(error))
    throw error
  }
}

/**
 * What the sweep runs when the time of a message has come: its author's reply, with what they may see. Run again after a
 * crash, it sends nothing twice: the message is found by its client id. What cannot be sent any more is held, and says
 * why; while somebody else writes a reply there it waits for the next sweep.
 */
export async function sendDue(ctx: CommandCtx, input: { scheduledId: string }): Promise<null> {
  const [{ rows }] = await ctx.db.batch(selectOneScheduled(ctx.db, input.scheduledId))
  const row = rows[0]
  if (!row || row.state === 'held') {
    const before = new Date(ctx.now() - HELD_MAX_DAYS * 24 * 60 * 60_000).toISOString()
    const [expired] = await ctx.db.batch(
      expireHeld(ctx.db, input.scheduledId, before),
      postponeHeld(ctx.db, input.scheduledId, HELD_MAX_DAYS),
    )
    if (row && expired.rows.length > 0) publish(ctx, row)
    return null
  }
  if (Date.parse(row.sendAt) > ctx.now()) return null // Moved to later: the work comes again then.
  if (row.state === 'waiting' && (await isAnotherWriting(ctx, row.conversationId, row.memberId))) return null
  const [taken] = await ctx.db.batch(takeScheduled(ctx.db, row.id, ['waiting', 'sending']))
  if (taken.rows.length === 0) return null
  if (!row.active || !roleAllows(row.role, 'reply')) {
    await hold(ctx, row, 'author_gone')
    return null
  }
  const { memberId, role, sees } = row
  const author = { ...ctx.actor, memberId, role, sees }
  const asAuthor: CommandCtx = { ...ctx, actor: author, asActor: asActor(ctx.db.build, author) }
  try {
    // Who began to write since then cannot be asked about any more.
    await write(asAuthor, row, insisted(await open(ctx.vault, ctx.tenantId, row)))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await hold(ctx, row, reasonOf(error))
  }
  return null
}

/** Into the outbox, once; then nothing waits any more. */
async function write(ctx: CommandCtx, row: ScheduledRow, message: NewMessage): Promise<Message> {
  const [known] = await ctx.db.batch(selectMessageByClientId(ctx.db, row.clientMessageId))
  const written = known.rows[0]
    ? await presentMessage(ctx.vault, ctx.tenantId, known.rows[0])
    : await sendMessage(ctx, { conversationId: row.conversationId, message })
  await ctx.db.batch(finishScheduled(ctx.db, row.id))
  publish(ctx, row)
  return written
}

async function hold(ctx: CommandCtx, row: ScheduledRow, reason: HeldReason): Promise<void> {
  await ctx.db.batch(holdScheduled(ctx.db, row.id, reason), postponeHeld(ctx.db, row.id, HELD_MAX_DAYS))
  publish(ctx, row)
}

const reasonOf = (error: AppError): HeldReason => (error.code === 'WINDOW_CLOSED' ? 'window_closed' : 'refused')
const insisted = (message: NewMessage) => ({ ...message, despiteTyping: true }) as NewMessage
const tooLate = () => new AppError('ALREADY_EXISTS', 'This message is being sent already.')
const dateOf = (at: string | null) => (at === null ? null : new Date(at))

function assertTime(ctx: CommandCtx, windowClosesAt: string | null, type: NewMessage['type'], sendAt: string): void {
  const atMs = Date.parse(sendAt)
  const refuse = (message: string) =>
    new AppError('INVALID_REQUEST', message, { errors: [{ path: 'sendAt', message }] })
  if (atMs <= ctx.now()) throw refuse('Choose a time that is still to come.')
  if (atMs > ctx.now() + AHEAD_MAX_MS) throw refuse('Choose a time within the next 29 days.')
  const closesAt = dateOf(windowClosesAt)
  assertWindowOpen(closesAt, type, ctx.now())
  if (type === 'template' || (closesAt && closesAt.getTime() > atMs)) return
  throw new AppError('WINDOW_CLOSED', 'The 24-hour window closes before then. Choose an earlier time, or a template.')
}

async function getScheduled(ctx: CommandCtx, scheduledId: string): Promise<ScheduledRow> {
  const [{ rows }] = await ctx.asActor.batch(selectOneScheduled(ctx.asActor, scheduledId))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}

/** A template with the text that it stands for, checked now rather than at its time. @throws AppError as for sending it. */
async function withPreview(ctx: CommandCtx, facts: ConversationFacts, message: NewMessage): Promise<NewMessage> {
  if (message.type !== 'template') return message
  const { content } = await fillTemplate(ctx, facts, message.template)
  return { ...message, template: { ...message.template, ...{ preview: content.template?.preview } } }
}

/** @throws AppError INVALID_REQUEST if the message is no words, or the words are too long for it. */
function withText(message: NewMessage, text: string | undefined): NewMessage {
  if (text === undefined) return message
  if (message.type === 'text') return { ...message, text: { ...message.text, body: text } }
  if (message.type === 'interactive' && text.length <= messageLimits.interactiveBody) {
    return { ...message, interactive: { ...message.interactive, body: { text } } }
  }
  throw new AppError('INVALID_REQUEST', 'The words of this message cannot be changed so.', {
    errors: [{ path: 'text', message: 'Cancel it and write it anew.' }],
  })
}

/** @throws AppError INVALID_REQUEST if the message is no template; what filling it in throws. */
async function withValues(
  ctx: CommandCtx,
  row: ScheduledRow,
  message: NewMessage,
  components: TemplateComponent[] | undefined,
): Promise<NewMessage> {
  if (components === undefined) return message
  if (message.type !== 'template') {
    throw new AppError('INVALID_REQUEST', 'Only a template has values.', {
      errors: [{ path: 'components', message: 'This message is no template.' }],
    })
  }
  const { name, language } = message.template
  return withPreview(ctx, await getFacts(ctx, row.conversationId), {
    ...message,
    template: { name, language, components },
  })
}

const open = (vault: CommandCtx['vault'], tenantId: string, row: ScheduledRow) =>
  vault.openForContact<NewMessage>(tenantId, fromPgBytes(row.salt), place(row.id), fromPgBytes(row.box))

async function present(vault: CommandCtx['vault'], tenantId: string, row: ScheduledRow): Promise<ScheduledMessage> {
  const { clientMessageId: _id, type, ...message } = await open(vault, tenantId, row)
  const { context: _context, ...content } = message as { context?: unknown } & MessageContent
  const { id, conversationId, memberId, state, heldReason } = row
  return { id, conversationId, memberId, sendAt: toIso(row.sendAt), state, heldReason, type, content }
}

function publish(ctx: CommandCtx, { conversationId, assigneeId }: ScheduledRow): void {
  const ids = { conversationId }
  ctx.publish([{ type: 'scheduled.updated', data: ids, ids, assigneeId }])
}
