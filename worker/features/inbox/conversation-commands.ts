import type { Conversation, NewAssignee, NewPriority, NewSnooze } from '../../contract/conversation.ts'
import type { Message } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { changeOne } from './change-conversations.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertMayAnswer, assertWindowOpen, canRetry } from './policy.ts'
import { presentMessage } from './present.ts'
import { type ConversationFacts, requeue, selectFacts, selectForRetry } from './repo/commands.ts'
import { selectMessages } from './repo/reads.ts'
import { readConversation } from './system-ctx.ts'

/** Gives the conversation to a member or nobody, and to a team. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function assignConversation(
  ctx: CommandCtx,
  { conversationId, ...to }: NewAssignee & { conversationId: string },
): Promise<Conversation> {
  await changeOne(ctx, conversationId, { type: 'assign', ...to })
  return readConversation(ctx, conversationId)
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_CLOSED */
export async function closeConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  const outcome = await changeOne(ctx, input.conversationId, { type: 'close' })
  if (outcome !== 'changed') throw new AppError('ALREADY_CLOSED')
  return readConversation(ctx, input.conversationId)
}

/** Also ends a snooze. @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_OPEN */
export async function reopenConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  const outcome = await changeOne(ctx, input.conversationId, { type: 'reopen' })
  if (outcome !== 'changed') throw new AppError('ALREADY_OPEN')
  return readConversation(ctx, input.conversationId)
}

/** Out of sight until a time, or until the customer writes. @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_CLOSED, INVALID_REQUEST */
export async function snoozeConversation(
  ctx: CommandCtx,
  { conversationId, until }: NewSnooze & { conversationId: string },
): Promise<Conversation> {
  const outcome = await changeOne(ctx, conversationId, { type: 'snooze', until })
  if (outcome === 'refused') throw new AppError('ALREADY_CLOSED', 'A closed conversation cannot be snoozed.')
  return readConversation(ctx, conversationId)
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function setPriority(
  ctx: CommandCtx,
  { conversationId, priority }: NewPriority & { conversationId: string },
): Promise<Conversation> {
  await changeOne(ctx, conversationId, { type: 'priority', priority })
  return readConversation(ctx, conversationId)
}

/** Nothing is unread any more, and the member knows what they were told of it. @throws AppError FORBIDDEN, NOT_FOUND */
export async function markRead(ctx: CommandCtx, input: { conversationId: string }): Promise<null> {
  await changeOne(ctx, input.conversationId, { type: 'read' })
  return null
}

/** Sends a failed or unconfirmed message again, as a new attempt. @throws AppError FORBIDDEN, NOT_FOUND, NOT_RETRYABLE, NOT_ASSIGNEE, WINDOW_CLOSED */
export async function retryMessage(ctx: CommandCtx, input: { messageId: string }): Promise<Message> {
  requireRole(ctx.actor, 'retryMessage')
  const [found] = await ctx.asActor.batch(selectForRetry(ctx.asActor, input.messageId))
  const row = found.rows[0]
  if (!row) throw new AppError('NOT_FOUND')
  if (row.direction !== 'outbound' || !canRetry(row.status)) {
    throw new AppError(
      'NOT_RETRYABLE',
      `This message is ${row.status}; only failed and unconfirmed ones can be sent again.`,
    )
  }
  assertMayAnswer(row, ctx.actor.memberId)
  assertWindowOpen(row.windowClosesAt === null ? null : new Date(row.windowClosesAt), row.type, ctx.now())
  const [changed, messages] = await ctx.db.batch(
    requeue(ctx.db, row.id, ctx.actor.memberId, randomBytes(32)),
    selectMessages(ctx.db, [row.id]),
  )
  const stored = messages.rows[0]
  if (changed.rows.length === 0 || !stored) throw new AppError('NOT_RETRYABLE', 'Somebody was faster.')
  const message = await presentMessage(ctx.vault, ctx.tenantId, stored)
  const { conversationId } = row
  ctx.publish([
    {
      type: 'message.status',
      data: { conversationId, messageId: row.id, status: 'queued', failure: null, retryAt: null },
      ids: { messageId: row.id, ...(conversationId ? { conversationId } : {}) },
      assigneeId: row.assigneeId,
    },
  ])
  ctx.wakeSender(row.channelId)
  return message
}

export async function getFacts(ctx: CommandCtx, conversationId: string): Promise<ConversationFacts> {
  const [found] = await ctx.asActor.batch(selectFacts(ctx.asActor, conversationId))
  if (!found.rows[0]) throw new AppError('NOT_FOUND')
  return found.rows[0]
}
