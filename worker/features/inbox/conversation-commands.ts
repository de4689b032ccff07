import type { Conversation } from '../../contract/conversation.ts'
import type { Message } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertWindowOpen, canRetry } from './policy.ts'
import { presentConversation, presentMessage } from './present.ts'
import {
  audit,
  type ConversationFacts,
  insertActivity,
  requeue,
  selectActiveMember,
  selectFacts,
  selectForRetry,
  setAssignee,
  setClosed,
  setRead,
} from './repo/commands.ts'
import { selectConversationsById, selectMessages } from './repo/reads.ts'
import { sealMessage } from './seal.ts'

type Activity = 'assigned' | 'unassigned' | 'closed' | 'reopened' | 'woken'

/** Gives the conversation to a member, or to nobody. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function assignConversation(
  ctx: CommandCtx,
  input: { conversationId: string; memberId: string | null },
): Promise<Conversation> {
  requireRole(ctx.actor, 'assign')
  const facts = await getFacts(ctx, input.conversationId)
  if (facts.assigneeId === input.memberId) return readConversation(ctx, facts.id)
  if (input.memberId) {
    const [members] = await ctx.asActor.batch(selectActiveMember(ctx.asActor, input.memberId))
    if (members.rows.length === 0) {
      throw new AppError('INVALID_REQUEST', 'There is no such member who could answer.', {
        errors: [{ path: 'memberId', message: 'Not an active member of this team.' }],
      })
    }
  }
  const action = input.memberId ? 'assigned' : 'unassigned'
  return change(ctx, facts, action, input.memberId, [setAssignee(ctx.db, facts.id, input.memberId)])
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_CLOSED */
export async function closeConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  requireRole(ctx.actor, 'close')
  const facts = await getFacts(ctx, input.conversationId)
  if (facts.status === 'closed') throw new AppError('ALREADY_CLOSED')
  return change(ctx, facts, 'closed', null, [setClosed(ctx.db, facts.id, true, ctx.actor.memberId)])
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_OPEN */
export async function reopenConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  requireRole(ctx.actor, 'close')
  const facts = await getFacts(ctx, input.conversationId)
  if (facts.status === 'open') throw new AppError('ALREADY_OPEN')
  return change(ctx, facts, facts.status === 'snoozed' ? 'woken' : 'reopened', null, [
    setClosed(ctx.db, facts.id, false, ctx.actor.memberId),
  ])
}

/** Nothing is unread any more. @throws AppError FORBIDDEN, NOT_FOUND */
export async function markRead(ctx: CommandCtx, input: { conversationId: string }): Promise<null> {
  requireRole(ctx.actor, 'markRead')
  const facts = await getFacts(ctx, input.conversationId)
  if (facts.unreadCount === 0) return null
  await ctx.db.batch(setRead(ctx.db, facts.id), audit(ctx.db, ctx.actor.memberId, 'conversation.read', facts.id))
  await publishConversation(ctx, facts)
  return null
}

/** Tells colleagues who is writing; nothing is stored. @throws AppError FORBIDDEN, NOT_FOUND */
export async function noteTyping(ctx: CommandCtx, input: { conversationId: string; typing: boolean }): Promise<null> {
  requireRole(ctx.actor, 'reply')
  const facts = await getFacts(ctx, input.conversationId)
  const ids = { conversationId: facts.id, memberId: ctx.actor.memberId }
  ctx.publish([{ type: 'typing', data: { ...ids, typing: input.typing }, ids, assigneeId: facts.assigneeId }])
  return null
}

/** Sends a failed or unconfirmed message again, as a new attempt. @throws AppError FORBIDDEN, NOT_FOUND, NOT_RETRYABLE, WINDOW_CLOSED */
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

async function change(
  ctx: CommandCtx,
  facts: ConversationFacts,
  action: Activity,
  memberId: string | null,
  statements: ReturnType<typeof setAssignee>[],
): Promise<Conversation> {
  const id = ctx.newId()
  const content = { activity: { action, memberId } }
  const box = await sealMessage(ctx.vault, ctx.tenantId, fromPgBytes(facts.salt), id, { content })
  const line = {
    id,
    conversationId: facts.id,
    box,
    memberId: ctx.actor.memberId,
    atMs: ctx.now(),
    seq: ctx.nextSeq(),
  }
  await ctx.db.batch(
    ...statements,
    insertActivity(ctx.db, line),
    audit(ctx.db, ctx.actor.memberId, `conversation.${action}`, facts.id, memberId ? { memberId } : {}),
  )
  const [messages] = await ctx.db.batch(selectMessages(ctx.db, [id]))
  const stored = messages.rows[0]
  const conversation = await publishConversation(ctx, facts)
  if (stored) {
    const ids = { conversationId: facts.id, messageId: id }
    const message = await presentMessage(ctx.vault, ctx.tenantId, stored)
    ctx.publish([{ type: 'message.created', data: { ...ids, message }, ids, assigneeId: conversation.assigneeId }])
  }
  return conversation
}

/** Tells everybody who may see it how the conversation stands now. */
export async function publishConversation(ctx: CommandCtx, before: ConversationFacts): Promise<Conversation> {
  const conversation = await readConversation(ctx, before.id)
  const ids = { conversationId: before.id }
  ctx.publish([
    {
      type: 'conversation.updated',
      data: { ...ids, conversation },
      ids,
      assigneeId: conversation.assigneeId,
      ...(before.assigneeId === conversation.assigneeId ? {} : { formerAssigneeId: before.assigneeId }),
    },
  ])
  return conversation
}

/** As the machine: the change may have taken the conversation out of the actor's sight. */
export async function readConversation(ctx: CommandCtx, conversationId: string): Promise<Conversation> {
  const [found] = await ctx.db.batch(selectConversationsById(ctx.db, [conversationId]))
  if (!found.rows[0]) throw new AppError('NOT_FOUND')
  return presentConversation(ctx.vault, ctx.tenantId, found.rows[0])
}
