import { boolean, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const plans = pgTable('plans', {
  code: text().primaryKey(),
  name: text().notNull(),
  features: text().array().notNull(),
})

export const tenants = pgTable('tenants', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  plan: text().notNull().default('team'),
  jurisdiction: text().notNull().default('default'),
  agentsSeeOwnOnly: boolean('agents_see_own_only').notNull().default(false),
  createdAt: at('created_at').notNull().defaultNow(),
})

export const encryptionKeys = pgTable(
  'encryption_keys',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    purpose: text().notNull(),
    version: integer().notNull(),
    provider: text().notNull(),
    wrapped: bytea().notNull(),
    state: text().notNull().default('active'),
    createdAt: at('created_at').notNull().defaultNow(),
    rotatedAt: at('rotated_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.purpose, t.version)],
)

export const auditLog = pgTable(
  'audit_log',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    at: at('at').notNull().defaultNow(),
    memberId: uuid('member_id'),
    action: text().notNull(),
    subjectId: uuid('subject_id'),
    details: jsonb().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
