import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const cannedResponses = pgTable(
  'canned_responses',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    ownerId: uuid('owner_id'),
    box: bytea().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
