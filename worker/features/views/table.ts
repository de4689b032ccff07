import { boolean, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import type { ViewFilters } from '../../contract/view.ts'
import { at, bytea } from '../../db/columns.ts'

export const views = pgTable(
  'views',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    memberId: uuid('member_id').notNull(),
    shared: boolean().notNull().default(false),
    box: bytea().notNull(),
    filters: jsonb().$type<ViewFilters>().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
