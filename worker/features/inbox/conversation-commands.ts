import type { Conversation, NewAssignee } from '../../contract/conversation.ts'
import type { Message, MessageContent } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { insertNotices, type Notice, readOfConversation } from '../notifications/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertMayAnswer, assertWindowOpen, canRetry } from './policy.ts'
import { presentConversation, presentMessage } from './present.ts'
import {
  assigning,
  type ConversationFacts,
  changeConversation,
  closing,
  insertAssignmentDue,
  reopening,
  requeue,
  selectActiveMember,
  selectFacts,
  selectForRetry,
  selectTeamExists,
  setRead,
} from './repo/commands.ts'
import { selectConversationsById, selectMessages } from './repo/reads.ts'
import { sealMessage } from './seal.ts'

type Activity = NonNullable<MessageContent['activity']>

/** Gives the conversation to a member or nobody, and to a team. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function assignConversation(
  ctx: CommandCtx,
  input: NewAssignee & { conversationId: string },
): Promise<Conversation> {
  requireRole(ctx.actor, 'assign')
  const facts = await getFacts(ctx, input.conversationId)
  const { memberId, teamId = facts.teamId } = input
  if (teamId !== null && teamId !== facts.teamId) await assertTeam(ctx, teamId)
  if (input.memberId) {
    const [members] = await ctx.asActor.batch(selectActiveMember(ctx.asActor, input.memberId))
    if (members.rows.length === 0) {
      throw new AppError('INVALID_REQUEST', 'There is no such member who could answer.', {
        errors: [{ path: 'memberId', message: 'Not an active member of this team.' }],
      })
    }
  }
  const toTeam = teamId !== null && teamId !== facts.teamId
  const activity = {
    action: memberId || toTeam ? 'assigned' : 'unassigned',
    memberId,
    ...(toTeam && { teamId }),
  } as const
  const forTeam = toTeam && memberId === null
  const changed = await change(ctx, facts, assigning(memberId, teamId), activity, [
    ...(forTeam ? [insertAssignmentDue(ctx.db, facts.id)] : []),
  ])
  if (forTeam) ctx.assignLater([facts.id])
  return changed ?? readConversation(ctx, facts.id)
}

async function assertTeam(ctx: CommandCtx, teamId: string): Promise<void> {
  const [teams] = await ctx.asActor.batch(selectTeamExists(ctx.asActor, teamId))
  if (teams.rows.length > 0) return
  throw new AppError('INVALID_REQUEST', 'There is no such team.', {
    errors: [{ path: 'teamId', message: 'Not a team of yours.' }],
  })
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_CLOSED */
export async function closeConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  requireRole(ctx.actor, 'close')
  const facts = await getFacts(ctx, input.conversationId)
  const closed = await change(ctx, facts, closing(ctx.actor.memberId), { action: 'closed', memberId: null })
  if (!closed) throw new AppError('ALREADY_CLOSED')
  return closed
}

/** @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_OPEN */
export async function reopenConversation(ctx: CommandCtx, input: { conversationId: string }): Promise<Conversation> {
  requireRole(ctx.actor, 'close')
  const facts = await getFacts(ctx, input.conversationId)
  const opened = await change(ctx, facts, reopening, { action: 'reopened', memberId: null })
  if (!opened) throw new AppError('ALREADY_OPEN')
  return opened
}

/** Nothing is unread any more, and the member knows what they were told of it. @throws AppError FORBIDDEN, NOT_FOUND */
export async function markRead(ctx: CommandCtx, input: { conversationId: string }): Promise<null> {
  requireRole(ctx.actor, 'markRead')
  const facts = await getFacts(ctx, input.conversationId)
  const { memberId } = ctx.actor
  const [changed] = await ctx.db.batch(
    setRead(ctx.db, facts.id, memberId),
    readOfConversation(ctx.db, memberId, facts.id),
  )
  if (changed.rows.length === 0) return null
  if (facts.readReceipts) ctx.acknowledge(facts.channelId, facts.id)
  await publishConversation(ctx, facts)
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

/**
 * @param further Statements of the same transaction.
 * @returns null if the conversation stood so already, perhaps since a moment ago: then nothing was written.
 */
async function change(
  ctx: CommandCtx,
  { id: conversationId, salt }: ConversationFacts,
  how: Parameters<typeof changeConversation>[1],
  activity: Activity,
  further: ReturnType<typeof insertAssignmentDue>[] = [],
): Promise<Conversation | null> {
  const id = ctx.newId()
  const { action, ...to } = activity
  const box = await sealMessage(ctx.vault, ctx.tenantId, fromPgBytes(salt), id, { content: { activity } })
  const line = { id, conversationId, box, memberId: ctx.actor.memberId, atMs: ctx.now(), seq: ctx.nextSeq() }
  const details = to.memberId || to.teamId ? to : {}
  const isGiven = action === 'assigned' && to.memberId !== null && to.memberId !== ctx.actor.memberId
  const notices: Notice[] = isGiven
    ? [{ memberId: to.memberId as string, kind: 'assigned', conversationId, messageId: id }]
    : []
  const [changed, messages, noted] = await ctx.db.batch(
    changeConversation(ctx.db, how, line, `conversation.${action}`, details),
    selectMessages(ctx.db, [id]),
    insertNotices(ctx.db, notices),
    ...further,
  )
  const [before] = changed.rows
  const stored = messages.rows[0]
  if (!before || !stored) return null
  const conversation = await publishConversation(ctx, { id: conversationId, assigneeId: before.formerAssigneeId })
  const ids = { conversationId, messageId: id }
  const message = await presentMessage(ctx.vault, ctx.tenantId, stored)
  ctx.publish([{ type: 'message.created', data: { ...ids, message }, ids, assigneeId: conversation.assigneeId }])
  ctx.tell(noted.rows)
  return conversation
}

/** Tells everybody who may see it how the conversation stands now. */
export async function publishConversation(
  ctx: CommandCtx,
  before: Pick<ConversationFacts, 'id' | 'assigneeId'>,
): Promise<Conversation> {
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
