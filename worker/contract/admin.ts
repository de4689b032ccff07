import { z } from 'zod'
import { AuditLog, AuditVerdict } from './audit.ts'
import { Email, NameInput, PageQuery, PresentPassword, pageOf, SearchText, Timestamp, Uuid } from './common.ts'
import { factorMethods, PasskeyProof } from './factors.ts'
import { OnboardingProgress } from './onboarding.ts'
import { refusalKinds } from './refusals.ts'
import { Role } from './roles.ts'
import { tenantStates } from './tenant-state.ts'

// What the platform's staff see and do: names of tenants and people, ids, states, times and counts; never what customers
// or agents wrote.

/** Where staff sign in: the second factor comes next, always. */
export const StaffSignIn = z.strictObject({ email: Email, password: PresentPassword })
export type StaffSignIn = z.infer<typeof StaffSignIn>

const Ticket = z.string().min(20).max(1_500)
export const StaffChallenge = z.object({
  /** Good once, for five minutes. */
  ticket: z.string(),
  methods: z.array(z.enum(factorMethods)),
})
export type StaffChallenge = z.infer<typeof StaffChallenge>
export const StaffTicket = z.strictObject({ ticket: Ticket })
export const StaffAnswer = z
  .strictObject({
    ticket: Ticket,
    code: z.string().trim().min(6).max(40).optional(),
    passkey: PasskeyProof.optional(),
  })
  .refine(({ code, passkey }) => (code === undefined) !== (passkey === undefined), 'Give a code or a passkey.')
export type StaffAnswer = z.infer<typeof StaffAnswer>

export const Staff = z.object({
  staffId: Uuid,
  name: z.string(),
  email: z.string(),
  /** When the session is over, used or not. */
  until: Timestamp,
})
export type Staff = z.infer<typeof Staff>

/** Why: for the audit logs, whoever reads them. */
export const Reason = z.strictObject({ reason: NameInput(300).min(3) })

const count = z.number().int()
const Day = z.object({ day: z.iso.date(), tenants: count, conversations: count, received: count, sent: count })
export const StaffDashboard = z.object({
  tenants: z.object({ active: count, suspended: count, deleted: count }),
  users: count,
  members: count,
  channels: z.object({ active: count, paused: count, disconnected: count }),
  waiting: z.object({
    work: count.describe('Due for more than five minutes'),
    parked: count,
    unrouted: count,
  }),
  days: z.array(Day).describe('By day in UTC, the oldest first'),
})
export type StaffDashboard = z.infer<typeof StaffDashboard>
export const StaffDays = z.object({ days: z.coerce.number().int().min(1).max(30).default(14) })

export const TenantSearch = z.strictObject({
  /** A part of the name, or the id. */
  q: SearchText(80, 1).optional(),
  state: z.enum(tenantStates).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(100).default(25),
})
export type TenantSearch = z.infer<typeof TenantSearch>

const tenantFacts = {
  id: Uuid,
  name: z.string(),
  plan: z.string(),
  jurisdiction: z.enum(['default', 'eu', 'us']),
  state: z.enum(tenantStates),
  stateReason: z.string().nullable(),
  stateChangedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  onboarding: OnboardingProgress.describe('How far it is with its first steps'),
}
export const StaffTenantRow = z.object({
  ...tenantFacts,
  members: count,
  channels: count,
  lastUsedAt: Timestamp.nullable(),
})
export type StaffTenantRow = z.infer<typeof StaffTenantRow>
export const StaffTenantPage = pageOf(StaffTenantRow)

export const StaffTenant = z.object({
  ...tenantFacts,
  members: z.partialRecord(Role, count).describe('Active ones, by role'),
  channels: z.array(
    z.object({
      id: Uuid,
      phoneNumberId: z.string(),
      wabaId: z.string(),
      state: z.enum(['active', 'paused', 'disconnected']),
      stateCode: z.number().int().nullable(),
      lastWebhookAt: Timestamp.nullable(),
    }),
  ),
  contacts: count,
  conversations: count,
  openConversations: count,
  messages30d: count,
  files: count,
  fileBytes: count,
  parkedEvents: count,
  lateWork: count,
})
export type StaffTenant = z.infer<typeof StaffTenant>
export const StaffVisit = z.object({ until: Timestamp })
export type StaffVisit = z.infer<typeof StaffVisit>

export const StaffUserRow = z.object({
  id: Uuid,
  name: z.string(),
  email: z.string(),
  createdAt: Timestamp,
  tenants: count,
  hasFactor: z.boolean(),
  isStaff: z.boolean(),
  lastSeenAt: Timestamp.nullable(),
})
export type StaffUserRow = z.infer<typeof StaffUserRow>
export const StaffUserPage = pageOf(StaffUserRow)
export const UserSearch = z.strictObject({ email: Email })

export const StaffUser = z.object({
  id: Uuid,
  name: z.string(),
  email: z.string(),
  createdAt: Timestamp,
  isStaff: z.boolean(),
  sessions: count,
  factors: z.object({ authenticator: z.boolean(), passkeys: count, recoveryCodes: count }),
  memberships: z.array(
    z.object({
      tenantId: Uuid,
      organization: z.string(),
      state: z.enum(tenantStates),
      role: Role,
      active: z.boolean(),
      joinedAt: Timestamp,
      lastUsedAt: Timestamp.nullable(),
    }),
  ),
})
export type StaffUser = z.infer<typeof StaffUser>

const Kind = z
  .string()
  .regex(/^[a-z_]+$/)
  .max(30)
export const StaffWork = z.object({
  kinds: z.array(
    z.object({
      kind: Kind,
      due: count,
      leased: count.describe('Somebody is at it'),
      late: count.describe('Due for more than five minutes; of e-mails: tried before'),
      later: count,
      oldestDueAt: Timestamp.nullable(),
    }),
  ),
  late: z
    .array(
      z.object({
        tenantId: Uuid,
        organization: z.string(),
        state: z.enum(tenantStates),
        kind: Kind,
        rows: count,
        oldestDueAt: Timestamp,
      }),
    )
    .describe('The oldest first, at most 100'),
})
export type StaffWork = z.infer<typeof StaffWork>
export const WorkRetry = z.strictObject({ kind: Kind, tenantId: Uuid.optional() })
export type WorkRetry = z.infer<typeof WorkRetry>
export const WorkRetried = z.object({ rows: count })

/** `parked`: applying it failed. `unrouted`: it is nobody's. */
export const eventSources = ['parked', 'unrouted'] as const
export const StaffEventQuery = z.object({
  ...PageQuery.shape,
  source: z.enum(eventSources).default('parked'),
  open: z.enum(['true', 'false']).default('true').describe('Only what was not replayed'),
})
export type StaffEventQuery = z.infer<typeof StaffEventQuery>
export const StaffEvent = z.object({
  id: Uuid,
  reason: z.string().describe('Codes, never content'),
  at: Timestamp.describe('When it was set aside'),
  replayedAt: Timestamp.nullable(),
  kind: z.string().nullable().describe('Of a parked one'),
  tenantId: Uuid.nullable(),
  organization: z.string().nullable(),
  channelId: Uuid.nullable(),
  phoneNumberId: z.string().nullable().describe('What one of nobody names'),
  wabaId: z.string().nullable(),
  channels: z
    .array(z.object({ channelId: Uuid, phoneNumberId: z.string(), tenantId: Uuid, organization: z.string() }))
    .describe('Connected ones that it may go to: of the same tenant; or of the account, or number, that it names'),
})
export type StaffEvent = z.infer<typeof StaffEvent>
export const StaffEventPage = pageOf(StaffEvent)
export const ParkedRetry = z.strictObject({ channelId: Uuid.optional() })
export const UnroutedRoute = z.strictObject({ channelId: Uuid })

export const StaffBilling = z.object({
  plans: z.array(z.object({ code: z.string(), name: z.string(), tenants: count, active: count })),
  subscriptions: z.null().describe('Nothing yet: this deployment takes no payments'),
})
export type StaffBilling = z.infer<typeof StaffBilling>

export const StaffSecurity = z.object({
  figures: z.array(z.object({ day: z.iso.date(), kind: z.enum(refusalKinds), count })),
  users: count,
  usersWithFactor: count,
  tenantsWantingFactor: count,
  staffSessions: count,
})
export type StaffSecurity = z.infer<typeof StaffSecurity>

export const StaffAuditQuery = z.object({
  ...PageQuery.shape,
  tenantId: Uuid.optional().describe('Of this tenant; left out: the log of the platform'),
  action: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/)
    .max(60)
    .optional(),
})
export type StaffAuditQuery = z.infer<typeof StaffAuditQuery>
export const StaffAuditPage = pageOf(AuditLog)
export const StaffAuditVerdict = AuditVerdict

export const StaffSettings = z.object({
  environment: z.enum(['development', 'staging', 'production']),
  appUrl: z.string(),
  signupMode: z.enum(['closed', 'invite', 'open']),
  jurisdiction: z.enum(['default', 'eu', 'us']),
  keyProvider: z.string(),
  graphVersion: z.string(),
  apiRequestsPerMinute: count,
  email: z.boolean(),
  push: z.boolean(),
  redis: z.boolean(),
  allowedAddresses: z
    .array(z.string())
    .describe('From where staff may come; empty: this machine in development, else nobody'),
  staff: z.array(
    z.object({
      staffId: Uuid,
      name: z.string(),
      email: z.string(),
      since: Timestamp,
      sessions: count,
      lastSeenAt: Timestamp.nullable(),
    }),
  ),
})
export type StaffSettings = z.infer<typeof StaffSettings>
