import { boolean, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const memberships = pgTable(
  'memberships',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    userId: uuid('user_id').notNull(),
    role: text({ enum: ['owner', 'admin', 'supervisor', 'agent', 'viewer'] }).notNull(),
    active: boolean().notNull().default(true),
    box: bytea().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    capacity: smallint(),
    givenAt: at('given_at'),
    leftAt: at('left_at'),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const invitations = pgTable(
  'invitations',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    tokenHash: bytea('token_hash').notNull(),
    mailTokenHash: bytea('mail_token_hash'),
    role: text({ enum: ['admin', 'supervisor', 'agent', 'viewer'] }).notNull(),
    box: bytea().notNull(),
    invitedBy: uuid('invited_by').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    acceptedAt: at('accepted_at'),
    revokedAt: at('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const teams = pgTable(
  'teams',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    box: bytea().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const teamMembers = pgTable(
  'team_members',
  {
    tenantId: uuid('tenant_id').notNull(),
    teamId: uuid('team_id').notNull(),
    memberId: uuid('member_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.teamId, t.memberId] })],
)
