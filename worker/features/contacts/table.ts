import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const contacts = pgTable(
  'contacts',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    salt: bytea(),
    box: bytea(),
    emailIndex: bytea('email_index'),
    emailIndexVersion: integer('email_index_version'),
    country: text(),
    optedOutAt: at('opted_out_at'),
    grantedAt: at('granted_at'),
    consentSource: text('consent_source', {
      enum: ['whatsapp', 'agent', 'form', 'phone', 'in_person', 'import', 'other'],
    }),
    unreachableCode: integer('unreachable_code'),
    blockedAt: at('blocked_at'),
    mergedInto: uuid('merged_into'),
    removedAt: at('removed_at'),
    erasedAt: at('erased_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    changedAt: at('changed_at').notNull().defaultNow(),
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

export const contactMerges = pgTable(
  'contact_merges',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    survivorId: uuid('survivor_id').notNull(),
    mergedId: uuid('merged_id').notNull(),
    box: bytea(),
    memberId: uuid('member_id').notNull(),
    mergedAt: at('merged_at').notNull().defaultNow(),
    undoneAt: at('undone_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const contactNotes = pgTable(
  'contact_notes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    contactId: uuid('contact_id').notNull(),
    box: bytea().notNull(),
    memberId: uuid('member_id').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const attributes = pgTable(
  'attributes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    kind: text({ enum: ['text', 'number', 'date', 'list', 'checkbox', 'link'] }).notNull(),
    keyIndex: bytea('key_index').notNull(),
    box: bytea().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const contactAttributes = pgTable(
  'contact_attributes',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    contactId: uuid('contact_id').notNull(),
    attributeId: uuid('attribute_id').notNull(),
    valueIndex: bytea('value_index').notNull(),
    indexVersion: integer('index_version').notNull(),
    box: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const segments = pgTable(
  'segments',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    box: bytea().notNull(),
    memberId: uuid('member_id').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
