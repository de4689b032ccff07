import type { Conversation } from '../../contract/conversation.ts'
import type { OutgoingFrame } from '../../contract/frames.ts'
import { AppError } from '../../contract/problem.ts'
import { insertNotices, type Notice, type NotificationRow } from '../notifications/index.ts'
import type { ApplyCtx } from './apply-ctx.ts'
import { presentConversation, presentMessage } from './present.ts'
import { selectConversationsById, selectMessages } from './repo/reads.ts'

/** What the inbox works with when it does something by itself. */
export interface SystemCtx extends ApplyCtx {
  publish(frames: OutgoingFrame[]): void
  tell(notices: NotificationRow[]): void
  /** A lost wake is found by the minute sweep. */
  wakeSender(channelId: string): void
}

/** A conversation that changed, and the line of its thread that says so. */
export interface Changed {
  conversationId: string
  lineId?: string | undefined
  formerAssigneeId?: string | null | undefined
}

/** Tells everybody who may see them how conversations stand now, and the members whom `notices` name. */
export async function tellChanges(ctx: SystemCtx, changed: Changed[], notices: Notice[] = []): Promise<void> {
  if (changed.length === 0) return
  const { db, vault, tenantId, publish } = ctx
  const [conversations, lines, noted] = await db.batch(
    selectConversationsById(
      db,
      changed.map(({ conversationId }) => conversationId),
    ),
    selectMessages(
      db,
      changed.flatMap(({ lineId }) => lineId ?? []),
    ),
    insertNotices(db, notices),
  )
  ctx.tell(noted.rows)
  const changes = new Map(changed.map((each) => [each.conversationId, each]))
  const shown = await Promise.all(conversations.rows.map((row) => presentConversation(vault, tenantId, row)))
  publish(
    shown.map((conversation) => {
      const { formerAssigneeId } = changes.get(conversation.id) ?? {}
      return {
        type: 'conversation.updated',
        data: { conversationId: conversation.id, conversation },
        ids: { conversationId: conversation.id },
        assigneeId: conversation.assigneeId,
        ...(formerAssigneeId !== undefined && { formerAssigneeId }),
      }
    }),
  )
  const assignees = new Map(shown.map(({ id, assigneeId }) => [id, assigneeId]))
  const messages = await Promise.all(lines.rows.map((row) => presentMessage(vault, tenantId, row)))
  publish(
    messages.flatMap((message) => {
      const { conversationId } = message
      if (conversationId === null) return []
      const ids = { conversationId, messageId: message.id }
      const assigneeId = assignees.get(conversationId) ?? null
      return [{ type: 'message.created' as const, data: { ...ids, message }, ids, assigneeId }]
    }),
  )
}

/** As the machine: a change may have taken the conversation out of the sight of who made it. @throws AppError NOT_FOUND */
export async function readConversation(
  { db, vault, tenantId }: Pick<ApplyCtx, 'db' | 'vault' | 'tenantId'>,
  conversationId: string,
): Promise<Conversation> {
  const [found] = await db.batch(selectConversationsById(db, [conversationId]))
  if (!found.rows[0]) throw new AppError('NOT_FOUND')
  return presentConversation(vault, tenantId, found.rows[0])
}
