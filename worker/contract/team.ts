import { z } from 'zod'
import { Email, NameInput, PresentPassword, Timestamp, Uuid } from './common.ts'
import { normalisePassword, PASSWORD_MAX, PASSWORD_MIN } from './password-strength.ts'
import { Role } from './roles.ts'
import { tenantStates } from './tenant-state.ts'

const Password = z.string().overwrite(normalisePassword).min(PASSWORD_MIN, 'At least 12 characters.').max(PASSWORD_MAX)
const Name = NameInput(80)
const Token = z.string().min(20).max(100)

export const SignIn = z.strictObject({ email: Email, password: PresentPassword })
export type SignIn = z.infer<typeof SignIn>
export const SignUp = z.strictObject({
  email: Email,
  password: Password,
  name: Name,
  organization: NameInput(80),
  /** The deployment's SETUP_TOKEN, when sign-up is closed and nobody owns anything yet. */
  setupToken: z.string().max(200).optional(),
  jurisdiction: z.enum(['default', 'eu', 'us']).optional(),
})
export type SignUp = z.infer<typeof SignUp>
export const AcceptInvitation = z.strictObject({
  token: Token,
  password: Password.optional(),
  name: Name.optional(),
})

export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const LinkToken = z.strictObject({ token: Token })
export const ForgottenPassword = z.strictObject({ email: Email })
export const PasswordReset = z.strictObject({ token: Token, password: Password })
export type PasswordReset = z.infer<typeof PasswordReset>
export const PasswordChange = z.strictObject({ current: PresentPassword, password: Password })
export type PasswordChange = z.infer<typeof PasswordChange>

export const signatures = ['none', 'first', 'full'] as const
export const assignmentModes = ['manual', 'round-robin', 'least-busy'] as const
export type AssignmentMode = (typeof assignmentModes)[number]

/** How the team works together at its desk. */
export const Desk = z.object({
  /** A reply, template or reaction is taken from the assignee alone. */
  onlyAssigneeSends: z.boolean(),
  /** The part of the writer's name that the server puts under outgoing text. */
  signature: z.enum(signatures),
  /** Customers see blue ticks when an agent has read their messages. */
  readReceipts: z.boolean(),
  /** Customers see that somebody is writing; WhatsApp then marks their messages as read too. */
  customerTyping: z.boolean(),
  /** Colleagues see what stands in each other's composers. */
  sharedDrafts: z.boolean(),
  /** Who gets a conversation that nobody has when the customer writes. */
  assignment: z.enum(assignmentModes),
  /** Open conversations that an agent gets by themselves, where they have no capacity of their own. */
  agentCapacity: z.number().int().min(1).max(500),
  /** Minutes after the last window closed until waiting customers go to others; 0: never. */
  awayMinutes: z.number().int().min(0).max(480),
  /** Days without a word until a conversation is closed by itself; 0: never. */
  closeAfterDays: z.number().int().min(0).max(90),
})
export type Desk = z.infer<typeof Desk>

/** How people of the tenant prove who they are, and for how long. */
export const TenantSecurity = z.object({
  /** A session that is not used for so long is over. */
  sessionIdleMinutes: z.number().int().min(15).max(720),
  /** A session is over so many days after the sign-in, used or not. */
  sessionMaxDays: z.number().int().min(1).max(30),
  /** Members of these roles need a second factor to sign in. */
  mfaRoles: z.array(Role).max(5),
  /** From when on; until then they are told. */
  mfaFrom: Timestamp,
})
export type TenantSecurity = z.infer<typeof TenantSecurity>

export const Tenant = z.object({
  id: Uuid,
  name: z.string(),
  plan: z.string(),
  jurisdiction: z.string(),
  /** Whether agents see only their own and unassigned conversations. */
  agentsSeeOwnOnly: z.boolean(),
  security: TenantSecurity,
  desk: Desk,
  features: z.record(z.string(), z.boolean()),
})
export type Tenant = z.infer<typeof Tenant>
export const TenantChanges = z.strictObject({
  name: NameInput(80).optional(),
  agentsSeeOwnOnly: z.boolean().optional(),
  security: z.strictObject(TenantSecurity.shape).partial().optional(),
  desk: z.strictObject(Desk.shape).partial().optional(),
})
export type TenantChanges = z.infer<typeof TenantChanges>

/** An organization that a person belongs to. */
export const Organization = z.object({
  tenantId: Uuid,
  name: z.string(),
  role: Role,
  state: z.enum(tenantStates),
})
export type Organization = z.infer<typeof Organization>

export const Me = z.object({
  userId: Uuid,
  memberId: Uuid,
  name: z.string(),
  email: z.string(),
  /** False while the person has yet to follow the link that was mailed to them; true where no e-mails are sent. */
  emailVerified: z.boolean(),
  role: Role,
  /** From when on a second factor is wanted, while the person has none: until they enrol, nothing else goes. */
  factorDueAt: Timestamp.nullable(),
  /** Whether they came by the organization's own sign-in: what is theirs everywhere (password, factors) is not changed then. */
  bySso: z.boolean(),
  tenant: Tenant,
  /** All that they belong to: what they can enter first, the last used of it first. */
  organizations: z.array(Organization),
})
export type Me = z.infer<typeof Me>

/** A browser that a person is signed in with. */
export const DeviceSession = z.object({
  id: Uuid,
  /** Where it is signed in to. */
  organization: z.string(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  createdAt: Timestamp,
  /** To five minutes. */
  lastSeenAt: Timestamp,
  /** The one that asks. */
  current: z.boolean(),
})
export type DeviceSession = z.infer<typeof DeviceSession>

/** Wrong passwords and codes given for one's account, whoever gave them. */
export const SignInFailures = z.object({
  /** In the last 30 days. */
  count: z.number().int(),
  /** The hour of the last one. */
  lastHour: Timestamp.nullable(),
})
export type SignInFailures = z.infer<typeof SignInFailures>

export const Member = z.object({
  id: Uuid,
  name: z.string(),
  email: z.string().nullable().describe('Only for admins and oneself'),
  role: Role,
  active: z.boolean(),
  /** Open conversations that automatic assignment gives them at most; null: the tenant's number for agents, none for others. */
  capacity: z.number().int().nullable(),
  joinedAt: Timestamp,
  /** Who left, or was removed, is told of for the sake of what they wrote; then they are not active. */
  leftAt: Timestamp.nullable(),
})
export type Member = z.infer<typeof Member>
export const MemberChanges = z.strictObject({
  role: Role.optional(),
  active: z.boolean().optional(),
  capacity: z.number().int().min(0).max(500).nullable().optional(),
})

export const Team = z.object({ id: Uuid, name: z.string(), memberIds: z.array(Uuid) })
export type Team = z.infer<typeof Team>
const TeamMembers = z.array(Uuid).max(200)
export const NewTeam = z.strictObject({ name: NameInput(60), memberIds: TeamMembers.default([]) })
export type NewTeam = z.infer<typeof NewTeam>
export const TeamChanges = z.strictObject({ name: NameInput(60).optional(), memberIds: TeamMembers.optional() })
export type TeamChanges = z.infer<typeof TeamChanges>

export const NewInvitation = z.strictObject({ email: Email, role: Role.exclude(['owner']) })
export type NewInvitation = z.infer<typeof NewInvitation>
export const Invitation = z.object({
  id: Uuid,
  email: z.string(),
  role: Role,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  acceptedAt: Timestamp.nullable(),
})
export type Invitation = z.infer<typeof Invitation>
/** The link is shown once, to the person who made it; null: it goes by e-mail alone, since a program asked. */
export const CreatedInvitation = Invitation.extend({ link: z.string().nullable() })
export type CreatedInvitation = z.infer<typeof CreatedInvitation>
export const InvitationPreview = z.object({
  organization: z.string(),
  role: Role,
  email: z.string(),
  knownUser: z.boolean(),
})
export type InvitationPreview = z.infer<typeof InvitationPreview>

export const TenantSwitch = z.strictObject({ tenantId: Uuid })
export const NewOwner = z.strictObject({ memberId: Uuid })
