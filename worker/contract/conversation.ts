import { z } from 'zod'
import { NameInput, PageQuery, PhoneInput, SearchText, Timestamp, Uuid, UuidList } from './common.ts'
import { Direction, Message, MessageStatus, MessageType } from './message.ts'
import { NewMessage } from './new-message.ts'
import { priorities } from './priorities.ts'

export const ConversationStatus = z.enum(['open', 'snoozed', 'closed'])
export type ConversationStatus = z.infer<typeof ConversationStatus>

export const Priority = z.enum(priorities)

/** How a customer is shown: the best of name, username and phone comes first. */
export const Person = z.object({
  id: Uuid,
  name: z.string().nullable(),
  phone: z.string().nullable().describe('E.164 with a plus; a WhatsApp customer may have none'),
  username: z.string().nullable(),
})
export type Person = z.infer<typeof Person>

/** The one-line preview of the newest message. */
export const Preview = z.object({
  messageId: Uuid,
  direction: Direction,
  type: MessageType,
  status: MessageStatus,
  /** As it was last edited; empty once it was revoked, and where the type says it all. */
  text: z.string(),
  revoked: z.boolean(),
})
export type Preview = z.infer<typeof Preview>

export const customerNotices = ['blocked', 'opted_out', 'unreachable'] as const
export type CustomerNotice = (typeof customerNotices)[number]

export const Conversation = z.object({
  id: Uuid,
  channelId: Uuid,
  contact: Person,
  status: ConversationStatus,
  assigneeId: Uuid.nullable(),
  teamId: Uuid.nullable(),
  unreadCount: z.number().int(),
  labelIds: z.array(Uuid),
  priority: Priority,
  /** Until when it is out of sight; null while snoozed: until the customer writes. */
  snoozedUntil: Timestamp.nullable(),
  /** When the 24-hour customer service window closes; null if the customer has never written. */
  windowClosesAt: Timestamp.nullable(),
  /** Since when the customer waits for an answer; null if nobody waits. */
  waitingSince: Timestamp.nullable(),
  lastMessageAt: Timestamp,
  preview: Preview.nullable(),
  /** What to know before writing to this customer. */
  notice: z.enum(customerNotices).nullable(),
})
export type Conversation = z.infer<typeof Conversation>

/** Past names, numbers and ids of a customer, newest first. */
export const Identity = z.object({
  kind: z.enum(['phone', 'user_id', 'username']),
  value: z.string(),
  current: z.boolean(),
  seenAt: Timestamp,
  note: z.string().nullable(),
})
export const Episode = z.object({
  id: Uuid,
  openedAt: Timestamp,
  firstReplyAt: Timestamp.nullable(),
  closedAt: Timestamp.nullable(),
  closedBy: Uuid.nullable(),
})

/** A conversation with what the customer pane shows. */
export const ConversationDetail = Conversation.extend({
  identities: z.array(Identity),
  episodes: z.array(Episode),
  customerSince: Timestamp,
  contactLabelIds: z.array(Uuid),
})
export type ConversationDetail = z.infer<typeof ConversationDetail>

export const conversationSorts = ['newest', 'oldest-waiting', 'window-closes', 'priority'] as const
export const windowFilters = ['closing', 'open', 'closed'] as const
export const ConversationQuery = PageQuery.extend({
  status: z
    .string()
    .regex(/^(open|snoozed|closed)(,(open|snoozed|closed))*$/)
    .default('open,snoozed')
    .describe('One or more of open, snoozed, closed; separated by commas'),
  assignee: z
    .union([z.enum(['me', 'none']), Uuid])
    .optional()
    .describe('me, none, or a member id'),
  channel: Uuid.optional(),
  team: Uuid.optional(),
  contact: Uuid.optional().describe('All conversations of a person, those merged into them included'),
  unread: z.enum(['true']).optional(),
  failed: z.enum(['true']).optional().describe('Where a message of the last 24 hours failed'),
  mentioned: z.enum(['me']).optional().describe('Only where one was mentioned'),
  label: Uuid.optional(),
  priority: Priority.optional(),
  window: z
    .enum(windowFilters)
    .optional()
    .describe('closing: within two hours. Sorting by window-closes shows open windows only'),
  sort: z.enum(conversationSorts).default('newest'),
  ids: UuidList.optional().describe(
    'Only these conversations (at most 100 ids, separated by commas); the other filters do not apply',
  ),
})
export type ConversationQuery = z.infer<typeof ConversationQuery>

export const ConversationCounts = z.object({
  mine: z.number().int(),
  unassigned: z.number().int(),
  all: z.number().int(),
  unread: z.number().int(),
  /** Of one’s own: mentions, and notifications of every kind, that were not read. */
  mentions: z.number().int(),
  notifications: z.number().int(),
  snoozed: z.number().int(),
  closing: z.number().int().describe('Windows that close within two hours'),
})
export type ConversationCounts = z.infer<typeof ConversationCounts>

/** What a supervisor looks at, of what is not closed. */
export const Queue = z.object({
  waiting: z.number().int().describe('Customers whose last words nobody answered'),
  longestWaitingSince: Timestamp.nullable(),
  unassigned: z.number().int(),
  closingSoon: z.number().int().describe('Windows that close within two hours'),
  failed: z.number().int().describe('Conversations where a message of the last 24 hours failed'),
  open: z.array(z.object({ memberId: Uuid, count: z.number().int() })).describe('Per member, most first'),
})
export type Queue = z.infer<typeof Queue>

export const NewConversation = z
  .strictObject({
    channelId: Uuid,
    contactId: Uuid.optional(),
    phone: PhoneInput.optional(),
    name: NameInput(120).optional(),
    message: NewMessage,
  })
  .refine((input) => (input.contactId === undefined) !== (input.phone === undefined), {
    message: 'Give either contactId or phone.',
    path: ['phone'],
  })
  .refine((input) => input.name === undefined || input.phone !== undefined, {
    message: 'Whoever is known has a name already.',
    path: ['name'],
  })
export type NewConversation = z.infer<typeof NewConversation>
export const StartedConversation = z.object({ conversation: Conversation, message: Message })

export const NewAssignee = z.strictObject({
  memberId: Uuid.nullable(),
  teamId: Uuid.nullable().optional().describe('Left out: the team stays'),
})
export type NewAssignee = z.infer<typeof NewAssignee>

export const NewSnooze = z.strictObject({
  until: Timestamp.nullable().describe('In the future, at most a year away; null: until the customer writes'),
})
export type NewSnooze = z.infer<typeof NewSnooze>
export const NewPriority = z.strictObject({ priority: Priority })
export type NewPriority = z.infer<typeof NewPriority>

/** The name of one open window, as the hub told it over the socket: what it looks at ends when it closes. */
export const ConnectionId = z.string().regex(/^[0-9a-f]{24}$/, 'The connectionId of a presence frame.')
export const WritingMode = z.enum(['reply', 'note'])
export type WritingMode = z.infer<typeof WritingMode>

export const TypingInput = z.strictObject({
  typing: z.boolean(),
  connectionId: ConnectionId.optional(),
  mode: WritingMode.default('reply'),
  draft: z.string().max(4096).optional().describe('Shown to colleagues where the tenant shares drafts; never stored'),
})
export type TypingInput = z.infer<typeof TypingInput>

/** What a window shows: a conversation, or none. */
export const PresenceInput = z.strictObject({ connectionId: ConnectionId, conversationId: Uuid.nullable() })
export type PresenceInput = z.infer<typeof PresenceInput>

/** Exact search: a full phone number or a username. Never in a URL. */
export const SearchInput = z.strictObject({
  q: SearchText(128),
  limit: z.number().int().min(1).max(50).default(25),
})
export const SearchResult = z.object({ data: z.array(Conversation) })

export const MessageQuery = PageQuery
/** Read by id after a reconnect; unknown ids are left out. */
export const MessagesByIdQuery = z.object({ ids: UuidList })
