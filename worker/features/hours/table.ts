import { boolean, pgTable, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const businessHours = pgTable('business_hours', {
  tenantId: uuid('tenant_id').primaryKey(),
  box: bytea().notNull(),
  answers: boolean().notNull(),
  changedAt: at('changed_at').notNull().defaultNow(),
})
