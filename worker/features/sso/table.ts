import { boolean, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const ssoSettings = pgTable('sso_settings', {
  tenantId: uuid('tenant_id').primaryKey(),
  issuer: text().notNull(),
  clientId: text('client_id').notNull(),
  secretBox: bytea('secret_box').notNull(),
  enabled: boolean().notNull().default(false),
  ssoOnly: boolean('sso_only').notNull().default(false),
  defaultRole: text('default_role', { enum: ['agent', 'viewer'] }),
})

export const ssoDomains = pgTable(
  'sso_domains',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    domain: text().notNull(),
    token: text().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    provedAt: at('proved_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.domain)],
)

export const ssoIdentities = pgTable(
  'sso_identities',
  {
    tenantId: uuid('tenant_id').notNull(),
    memberId: uuid('member_id').notNull(),
    subjectIndex: bytea('subject_index').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.memberId] }), unique().on(t.tenantId, t.subjectIndex)],
)
