import type { Conversation, CustomerNotice } from '../../contract/conversation.ts'
import type { OutgoingFrame } from '../../contract/frames.ts'
import type { Message, MessageStatus } from '../../contract/message.ts'
import { toIso } from '../../db/columns.ts'
import type { Notice } from '../notifications/index.ts'
import type { ApplyCtx } from './apply-ctx.ts'
import type { Gathered, PlannedMessage } from './apply-gathered.ts'
import type { ChangedStatus, FlaggedConversation, FreshMessage } from './apply-rows.ts'
import { failureOf } from './failure.ts'
import { conversationOf, isAnnotation, lineOf, presentMessage } from './present.ts'
import { selectAssignees, selectMessages } from './repo/reads.ts'

/** One for each conversation that somebody has, by its newest message. */
export function arrivalsOf(messages: PlannedMessage[], fresh: FreshMessage[]): Notice[] {
  const counting = new Set(messages.filter(({ row }) => row.counts).map(({ row }) => row.id))
  const newest = new Map(fresh.filter(({ id }) => counting.has(id)).map((each) => [each.conversation.id, each]))
  return [...newest.values()].flatMap(({ id: messageId, conversation: { id: conversationId, assigneeId } }) =>
    assigneeId === null ? [] : [{ memberId: assigneeId, kind: 'message' as const, conversationId, messageId }],
  )
}

/** What screens are told of new messages, of those that they changed, and of their conversations. */
export async function messageFrames(
  ctx: ApplyCtx,
  {
    messages,
    changedIds,
    notices,
  }: Pick<Gathered, 'messages'> & { changedIds: string[]; notices: ReadonlyMap<string, CustomerNotice> },
  fresh: FreshMessage[],
): Promise<OutgoingFrame[]> {
  const planned = new Map(messages.map((each) => [each.row.id, each]))
  const last = new Map(fresh.map((each) => [each.conversation.id, each]))
  const typeOf = ({ id }: FreshMessage) => (planned.get(id) as PlannedMessage).type
  const speaking = fresh.flatMap((each) => (each.replyToId ? [{ ...each, replyToId: each.replyToId }] : []))
  const shownIds = speaking.map((each) => (isAnnotation(typeOf(each)) ? each.replyToId : each.id))
  // Who quotes a message shows what it says.
  const rewritten = speaking.filter((each) => ['edit', 'revoke'].includes(typeOf(each)))
  const { read, assignees } = await readShown(
    ctx,
    [...new Set([...shownIds, ...changedIds])],
    rewritten.map((each) => each.replyToId),
  )
  const frames: OutgoingFrame[] = []
  for (const each of fresh) {
    const { type, content, event } = planned.get(each.id) as PlannedMessage
    if (event.kind === 'message' && event.history) continue
    const conversationId = each.conversation.id
    const assigneeId = each.conversation.assigneeId
    if (isAnnotation(type)) continue
    const message = read.get(each.id) ?? content
    frames.push({
      type: 'message.created',
      data: { conversationId, messageId: each.id, message },
      ids: { conversationId, messageId: each.id },
      assigneeId,
    })
  }
  for (const [messageId, message] of read) {
    const own = planned.get(messageId)
    if (own && !own.completes && !changedByAnnotation(fresh, planned, messageId)) continue
    const conversationId = message.conversationId
    if (!conversationId) continue
    frames.push({
      type: 'message.updated',
      data: { conversationId, messageId, message },
      ids: { conversationId, messageId },
      assigneeId: assignees.get(messageId) ?? null,
    })
  }
  for (const { conversation } of last.values()) {
    const newest = planned.get(conversation.lastMessageId ?? '')
    const ids = { conversationId: conversation.id }
    const data: { conversationId: string; conversation?: Conversation } = { ...ids }
    if (newest) {
      const shown = { ...conversation, contactId: newest.contact.mergedInto ?? newest.contact.id }
      const notice = notices.get(conversation.id) ?? null
      const now = read.get(newest.row.id)
      const line = now ? lineOf(now.type, now, now.revokedAt !== null) : null
      data.conversation = conversationOf(shown, newest.card, newest.row.status as MessageStatus, notice, line)
    }
    frames.push({ type: 'conversation.updated', data, ids, assigneeId: conversation.assigneeId })
  }
  return frames
}

async function readShown(
  { db, vault, tenantId }: ApplyCtx,
  ids: string[],
  quotedIds: string[],
): Promise<{ read: Map<string, Message>; assignees: Map<string, string | null> }> {
  if (ids.length === 0) return { read: new Map(), assignees: new Map() }
  const [result, assigned] = await db.batch(selectMessages(db, ids, quotedIds), selectAssignees(db, ids, quotedIds))
  const messages = await Promise.all(result.rows.map((row) => presentMessage(vault, tenantId, row)))
  return {
    read: new Map(messages.map((message) => [message.id, message])),
    assignees: new Map(assigned.rows.map((row) => [row.messageId, row.assigneeId])),
  }
}

function changedByAnnotation(fresh: FreshMessage[], planned: Map<string, PlannedMessage>, messageId: string): boolean {
  return fresh.some(
    (each) => each.replyToId === messageId && isAnnotation((planned.get(each.id) as PlannedMessage).type),
  )
}

export function statusFrame(change: ChangedStatus): OutgoingFrame {
  const status = change.status as MessageStatus
  return {
    type: 'message.status',
    data: {
      conversationId: change.conversationId,
      messageId: change.messageId,
      status,
      failure: failureOf(status, change.failureCode),
      retryAt: toIso(change.retryAt),
    },
    ids: { messageId: change.messageId, ...(change.conversationId ? { conversationId: change.conversationId } : {}) },
    assigneeId: change.assigneeId,
  }
}

/** What is said of the customer is in the conversation: the screen reads it again. */
export function flaggedFrame({ id: conversationId, assigneeId }: FlaggedConversation): OutgoingFrame {
  const ids = { conversationId }
  return { type: 'conversation.updated', data: ids, ids, assigneeId }
}

export function channelFrame(channelId: string): OutgoingFrame {
  return { type: 'channel.updated', data: { channelId }, ids: { channelId } }
}
