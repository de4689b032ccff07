import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { labelColors } from '../../contract/label-colors.ts'
import { at, bytea } from '../../db/columns.ts'

export const labels = pgTable(
  'labels',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    nameIndex: bytea('name_index').notNull(),
    box: bytea().notNull(),
    color: text({ enum: labelColors }).notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const conversationLabels = pgTable(
  'conversation_labels',
  {
    tenantId: uuid('tenant_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    labelId: uuid('label_id').notNull(),
    memberId: uuid('member_id'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.conversationId, t.labelId] })],
)

export const contactLabels = pgTable(
  'contact_labels',
  {
    tenantId: uuid('tenant_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    labelId: uuid('label_id').notNull(),
    memberId: uuid('member_id'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.contactId, t.labelId] })],
)
