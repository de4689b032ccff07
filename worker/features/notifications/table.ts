import { boolean, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { notificationKinds } from '../../contract/notification.ts'
import { at, bytea } from '../../db/columns.ts'

export const notifications = pgTable(
  'notifications',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    memberId: uuid('member_id').notNull(),
    kind: text({ enum: notificationKinds }).notNull(),
    conversationId: uuid('conversation_id').notNull(),
    messageId: uuid('message_id'),
    refId: uuid('ref_id').notNull(),
    at: at('at').notNull().defaultNow(),
    readAt: at('read_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.memberId, t.kind, t.refId)],
)

export const notificationSettings = pgTable(
  'notification_settings',
  {
    tenantId: uuid('tenant_id').notNull(),
    memberId: uuid('member_id').notNull(),
    muted: text().array().notNull(),
    pushed: text().array().notNull(),
    sound: boolean().notNull().default(false),
    detail: text({ enum: ['none', 'name', 'text'] })
      .notNull()
      .default('none'),
    quietFrom: smallint('quiet_from'),
    quietTo: smallint('quiet_to'),
    zone: text().notNull().default('UTC'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.memberId] })],
)

export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    memberId: uuid('member_id').notNull(),
    endpointIndex: bytea('endpoint_index').notNull(),
    box: bytea().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.endpointIndex)],
)
