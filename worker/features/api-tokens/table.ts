import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const apiTokens = pgTable(
  'api_tokens',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    memberId: uuid('member_id').notNull(),
    tokenHash: bytea('token_hash').notNull(),
    box: bytea().notNull(),
    scopes: text().array().notNull(),
    origins: text().array().notNull().default([]),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    lastUsedAt: at('last_used_at'),
    lastNetwork: text('last_network'),
    revokedAt: at('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
