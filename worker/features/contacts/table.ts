import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const contacts = pgTable(
  'contacts',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    salt: bytea().notNull(),
    box: bytea().notNull(),
    optedOutAt: at('opted_out_at'),
    unreachableCode: integer('unreachable_code'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const contactIdentities = pgTable(
  'contact_identities',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    contactId: uuid('contact_id').notNull(),
    portfolioId: text('portfolio_id').notNull(),
    kind: text({ enum: ['phone', 'user_id', 'username'] }).notNull(),
    valueIndex: bytea('value_index').notNull(),
    indexVersion: integer('index_version').notNull(),
    box: bytea().notNull(),
    current: boolean().notNull().default(true),
    note: text({ enum: ['number_changed', 'user_id_changed', 'conflict', 'recycled'] }),
    seenAt: at('seen_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
