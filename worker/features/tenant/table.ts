import { bigint, boolean, integer, jsonb, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { assignmentModes, signatures } from '../../contract/team.ts'
import { tenantStates } from '../../contract/tenant-state.ts'
import { at, bytea } from '../../db/columns.ts'

export const plans = pgTable('plans', {
  code: text().primaryKey(),
  name: text().notNull(),
  features: text().array().notNull(),
  apiRequestsPerMinute: integer('api_requests_per_minute'),
})

export const tenants = pgTable('tenants', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  plan: text().notNull().default('team'),
  jurisdiction: text().notNull().default('default'),
  agentsSeeOwnOnly: boolean('agents_see_own_only').notNull().default(false),
  accessEpoch: bigint('access_epoch', { mode: 'number' }).notNull().default(0),
  sessionIdleMinutes: smallint('session_idle_minutes').notNull().default(720),
  sessionMaxDays: smallint('session_max_days').notNull().default(30),
  mfaRoles: text('mfa_roles').array().notNull().default([]),
  mfaFrom: at('mfa_from').notNull().defaultNow(),
  createdAt: at('created_at').notNull().defaultNow(),
  onlyAssigneeSends: boolean('only_assignee_sends').notNull().default(false),
  signature: text({ enum: signatures }).notNull().default('none'),
  readReceipts: boolean('read_receipts').notNull().default(false),
  customerTyping: boolean('customer_typing').notNull().default(false),
  sharedDrafts: boolean('shared_drafts').notNull().default(true),
  assignment: text({ enum: assignmentModes }).notNull().default('manual'),
  agentCapacity: smallint('agent_capacity').notNull().default(20),
  awayMinutes: smallint('away_minutes').notNull().default(0),
  closeAfterDays: smallint('close_after_days').notNull().default(0),
  state: text({ enum: tenantStates }).notNull().default('active'),
  stateReason: text('state_reason'),
  stateChangedAt: at('state_changed_at'),
  onboarding: jsonb().notNull().default({}),
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
    sessionId: uuid('session_id'),
    tokenId: uuid('token_id'),
    staffId: uuid('staff_id'),
    requestId: uuid('request_id'),
    network: text(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
