import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from '../../db/columns.ts'

export const accounts = pgTable(
  'accounts',
  {
    tenantId: uuid('tenant_id').notNull(),
    wabaId: text('waba_id').notNull().unique(),
    portfolioId: text('portfolio_id').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.wabaId] })],
)

export const channels = pgTable(
  'channels',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    phoneNumberId: text('phone_number_id').notNull().unique(),
    wabaId: text('waba_id').notNull(),
    portfolioId: text('portfolio_id').notNull(),
    displayPhoneNumber: text('display_phone_number').notNull(),
    verifiedName: text('verified_name'),
    secretBox: bytea('secret_box').notNull(),
    channelKey: text('channel_key').unique(),
    intakeSecret: bytea('intake_secret'),
    verifyToken: text('verify_token'),
    perSecondMax: integer('per_second_max').notNull().default(80),
    state: text({ enum: ['active', 'paused', 'disconnected'] })
      .notNull()
      .default('active'),
    stateCode: integer('state_code'),
    pausedUntil: at('paused_until'),
    qualityRating: text('quality_rating'),
    throughput: text(),
    messagingLimit: text('messaging_limit'),
    /** Not read any more (0089). */
    tokenNotice: text('token_notice'),
    tokenEndsAt: at('token_ends_at'),
    lastWebhookAt: at('last_webhook_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const templates = pgTable(
  'templates',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    wabaId: text('waba_id').notNull(),
    metaId: text('meta_id').notNull(),
    name: text().notNull(),
    language: text().notNull(),
    category: text().notNull(),
    status: text().notNull(),
    parameterFormat: text('parameter_format', { enum: ['POSITIONAL', 'NAMED'] })
      .notNull()
      .default('POSITIONAL'),
    components: jsonb().notNull().$type<({ type: string } & Record<string, unknown>)[]>(),
    syncedAt: at('synced_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const channelEvents = pgTable(
  'channel_events',
  {
    tenantId: uuid('tenant_id').notNull(),
    eventKey: bytea('event_key').notNull(),
    id: uuid().notNull(),
    channelId: uuid('channel_id').notNull(),
    field: text().notNull(),
    box: bytea().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.eventKey] })],
)
