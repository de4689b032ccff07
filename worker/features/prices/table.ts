import { bigint, date, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

export const messagePrices = pgTable(
  'message_prices',
  {
    tenantId: uuid('tenant_id').notNull(),
    country: text().notNull(),
    category: text({ enum: ['utility', 'marketing', 'authentication'] }).notNull(),
    validFrom: date('valid_from').notNull(),
    currency: text().notNull(),
    amountMicros: bigint('amount_micros', { mode: 'number' }).notNull(),
    source: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.country, t.category, t.validFrom] })],
)
