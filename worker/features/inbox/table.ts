import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { messageStatuses } from '../../contract/message.ts'
import { at, bytea } from '../../db/columns.ts'
import type { Change } from './changes.ts'

export const conversations = pgTable(
  'conversations',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    channelId: uuid('channel_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    status: text({ enum: ['open', 'snoozed', 'closed'] })
      .notNull()
      .default('open'),
    closed: boolean().notNull().generatedAlwaysAs(sql`status = 'closed'`),
    assigneeId: uuid('assignee_id'),
    teamId: uuid('team_id'),
    unreadCount: integer('unread_count').notNull().default(0),
    windowClosesAt: at('window_closes_at'),
    waitingSince: at('waiting_since'),
    lastMessageAt: at('last_message_at').notNull(),
    lastMessageId: uuid('last_message_id'),
    card: bytea().notNull(),
    priority: smallint().notNull().default(0),
    snoozedUntil: at('snoozed_until'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const conversationEpisodes = pgTable(
  'conversation_episodes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    conversationId: uuid('conversation_id').notNull(),
    openedAt: at('opened_at').notNull(),
    openedBy: text('opened_by', { enum: ['customer', 'member'] }).notNull(),
    firstReplyAt: at('first_reply_at'),
    firstReplyBy: uuid('first_reply_by'),
    closedAt: at('closed_at'),
    closedBy: uuid('closed_by'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const messages = pgTable(
  'messages',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    conversationId: uuid('conversation_id'),
    channelId: uuid('channel_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    direction: text({ enum: ['inbound', 'outbound', 'internal'] }).notNull(),
    type: text().notNull(),
    box: bytea().notNull(),
    wamidIndex: bytea('wamid_index'),
    replyToId: uuid('reply_to_id'),
    replyToIndex: bytea('reply_to_index'),
    authorKind: text('author_kind', { enum: ['customer', 'member', 'business-app', 'system'] }).notNull(),
    authorMemberId: uuid('author_member_id'),
    clientMessageId: text('client_message_id'),
    mediaId: uuid('media_id'),
    status: text({ enum: messageStatuses }).notNull(),
    failureCode: integer('failure_code'),
    priceCategory: text('price_category'),
    lane: smallint().notNull().default(0),
    dueAt: at('due_at'),
    attemptId: uuid('attempt_id'),
    attemptCount: smallint('attempt_count').notNull().default(0),
    occurredAt: at('occurred_at').notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const messageAttempts = pgTable(
  'message_attempts',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    messageId: uuid('message_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    claimedAt: at('claimed_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
    outcome: text({ enum: ['sent', 'failed', 'retry', 'unconfirmed'] }),
    errorCode: integer('error_code'),
    box: bytea(),
    wamidIndex: bytea('wamid_index'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const messageEvents = pgTable(
  'message_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    eventKey: bytea('event_key').notNull(),
    messageId: uuid('message_id'),
    attemptId: uuid('attempt_id'),
    wamidIndex: bytea('wamid_index'),
    kind: text({ enum: ['accepted', 'attempted', 'answered', 'status', 'retried'] }).notNull(),
    status: text(),
    errorCode: integer('error_code'),
    pricing: jsonb().$type<Record<string, unknown>>(),
    memberId: uuid('member_id'),
    at: at('at').notNull(),
    recordedAt: at('recorded_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.eventKey] })],
)

export const parkedEvents = pgTable(
  'parked_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    channelId: uuid('channel_id'),
    kind: text().notNull(),
    reason: text().notNull(),
    box: bytea().notNull(),
    parkedAt: at('parked_at').notNull().defaultNow(),
    replayedAt: at('replayed_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const scheduledMessages = pgTable(
  'scheduled_messages',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    conversationId: uuid('conversation_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    memberId: uuid('member_id').notNull(),
    clientMessageId: text('client_message_id').notNull(),
    box: bytea().notNull(),
    sendAt: at('send_at').notNull(),
    state: text({ enum: ['waiting', 'sending', 'held'] })
      .notNull()
      .default('waiting'),
    heldReason: text('held_reason', {
      enum: ['customer_wrote', 'window_closed', 'template_sent', 'author_gone', 'refused'],
    }),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.clientMessageId)],
)

export const unroutedEvents = pgTable('unrouted_events', {
  id: uuid().primaryKey(),
  reason: text({ enum: ['unknown_number', 'foreign_signature', 'no_number', 'not_understood'] }).notNull(),
  box: bytea().notNull(),
  receivedAt: at('received_at').notNull().defaultNow(),
  phoneNumberId: text('phone_number_id'),
  wabaId: text('waba_id'),
  replayedAt: at('replayed_at'),
})

export const repeatedEvents = pgTable(
  'repeated_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    eventKey: bytea('event_key').notNull(),
    times: integer().notNull(),
    lastAt: at('last_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.eventKey] })],
)

const workKinds = [
  'send',
  'media',
  'apply',
  'snooze',
  'schedule',
  'window',
  'greeting',
  'closure',
  'assignment',
  'notice',
  'merge',
  'removal',
] as const

export const workDue = pgTable(
  'work_due',
  {
    tenantId: uuid('tenant_id').notNull(),
    kind: text({ enum: workKinds }).notNull(),
    refId: uuid('ref_id').notNull(),
    dueAt: at('due_at').notNull(),
    leaseUntil: at('lease_until'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.kind, t.refId] })],
)

export const bulkChanges = pgTable(
  'bulk_changes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    memberId: uuid('member_id').notNull(),
    changes: jsonb().$type<Change[]>().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    tenantId: uuid('tenant_id').notNull(),
    keyHash: bytea('key_hash').notNull(),
    requestHash: bytea('request_hash').notNull(),
    refId: uuid('ref_id').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.keyHash] })],
)
