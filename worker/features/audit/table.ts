import { bigint, pgTable, primaryKey, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const auditUnchained = pgTable(
  'audit_unchained',
  { tenantId: uuid('tenant_id').notNull(), auditId: uuid('audit_id').notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.auditId] })],
)

export const auditChain = pgTable(
  'audit_chain',
  {
    tenantId: uuid('tenant_id').notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    auditId: uuid('audit_id').notNull(),
    hash: bytea().notNull(),
    chainedAt: at('chained_at').notNull().defaultNow(),
    rowAt: at('row_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.seq] }), unique().on(t.tenantId, t.auditId)],
)
