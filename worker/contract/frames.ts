import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'
import { ConnectionId, Conversation, WritingMode } from './conversation.ts'
import { Failure, MediaInfo, Message, MessageStatus } from './message.ts'
import { Notification } from './notification.ts'

/**
 * What the socket carries, server to client. `seq` is opaque (`<epoch>.<n>`, minted by the tenant's hub): a client
 * that reconnects sends the last one it saw as `?since=`. Frames it missed come again with ids only (`replay: true`);
 * the client reads these in one batch. When the hub no longer knows, it sends `resync` and the client reads anew.
 */
const replay = z.literal(true).optional()

export const Frame = z.discriminatedUnion('type', [
  z.object({
    seq: z.string(),
    type: z.literal('message.created'),
    replay,
    data: z.object({ conversationId: Uuid, messageId: Uuid, message: Message.optional() }),
  }),
  z.object({
    seq: z.string(),
    type: z.literal('message.status'),
    replay,
    data: z.object({
      conversationId: Uuid.nullable(),
      messageId: Uuid,
      status: MessageStatus.optional(),
      failure: Failure.nullable().optional(),
      retryAt: z.string().nullable().optional(),
    }),
  }),
  /** A message's content changed: edited, revoked, reacted to, or its file arrived. */
  z.object({
    seq: z.string(),
    type: z.literal('message.updated'),
    replay,
    data: z.object({ conversationId: Uuid, messageId: Uuid, message: Message.optional(), media: MediaInfo.optional() }),
  }),
  z.object({
    seq: z.string(),
    type: z.literal('conversation.updated'),
    replay,
    data: z.object({ conversationId: Uuid, conversation: Conversation.optional() }),
  }),
  z.object({
    seq: z.string(),
    type: z.literal('conversation.removed'),
    replay,
    data: z.object({ conversationId: Uuid }),
  }),
  z.object({ seq: z.string(), type: z.literal('contact.updated'), replay, data: z.object({ contactId: Uuid }) }),
  z.object({ seq: z.string(), type: z.literal('contact.removed'), replay, data: z.object({ contactId: Uuid }) }),
  z.object({
    seq: z.string(),
    type: z.literal('typing'),
    replay,
    data: z.object({
      conversationId: Uuid,
      memberId: Uuid,
      typing: z.boolean(),
      mode: WritingMode.optional(),
      /** What stands in their composer so far, where the tenant shares drafts. Passes through, and is kept nowhere. */
      draft: z.string().optional(),
    }),
  }),
  /** Each part is there when it changed: who is online, what this connection is called, who looks at a conversation. */
  z.object({
    seq: z.string(),
    type: z.literal('presence'),
    replay,
    data: z.object({
      online: z.array(Uuid).optional(),
      connectionId: ConnectionId.optional(),
      viewing: z.array(z.object({ conversationId: Uuid, memberIds: z.array(Uuid) })).optional(),
    }),
  }),
  z.object({
    seq: z.string(),
    type: z.literal('notification'),
    replay,
    data: z.object({ notification: Notification.optional(), notificationId: Uuid.optional() }),
  }),
  /** The tenant's settings, teams or members changed. */
  z.object({ seq: z.string(), type: z.literal('tenant.updated'), replay, data: z.object({}) }),
  /** A label was made, changed or removed. */
  z.object({ seq: z.string(), type: z.literal('labels.updated'), replay, data: z.object({}) }),
  /** What waits to be sent later in a conversation changed; it is read anew. */
  z.object({
    seq: z.string(),
    type: z.literal('scheduled.updated'),
    replay,
    data: z.object({ conversationId: Uuid }),
  }),
  /** What this member has written here and not sent changed, in whichever window; it is read anew. */
  z.object({
    seq: z.string(),
    type: z.literal('draft.updated'),
    replay,
    data: z.object({
      conversationId: Uuid,
      /** The draft that is kept now, so that the window that saved it need not read it; null: none is. */
      updatedAt: Timestamp.nullable(),
    }),
  }),
  /** A shared view was made, changed or removed. */
  z.object({ seq: z.string(), type: z.literal('views.updated'), replay, data: z.object({}) }),
  z.object({ seq: z.string(), type: z.literal('channel.updated'), replay, data: z.object({ channelId: Uuid }) }),
  z.object({ seq: z.string(), type: z.literal('resync'), replay, data: z.object({}) }),
])
export type Frame = z.infer<typeof Frame>

type WithoutSeq<F> = F extends Frame ? Omit<F, 'seq' | 'replay'> : never

/**
 * A frame on its way to the hub. `ids` is what the replay log keeps of its data; `assigneeId` decides who may see it
 * where agents see only their own: null means unassigned, undefined means everybody of the tenant.
 */
export type OutgoingFrame = WithoutSeq<Frame> & {
  ids: Record<string, string>
  assigneeId?: string | null
  /** For this member alone. */
  memberId?: string
  /** A conversation that moved away from this member: they get `conversation.removed` instead, if they may not see it. */
  formerAssigneeId?: string | null
}

/** Client to server: nothing but a keep-alive; everything else is a request. */
export const ClientFrame = z.strictObject({ type: z.literal('ping') })
