import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Role } from '../../contract/roles.ts'
import { type TenantState, tenantStates } from '../../contract/tenant-state.ts'
import { asTenant, type TenantDb, type Trail, trailStatement } from '../../db/actor.ts'
import { fromPgBytes, toIso, toPgHex, uuids } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { Jurisdiction } from '../../ports.ts'
import { insertAudit, type TenantRow, tenantColumns } from '../tenant/index.ts'
import { insertMailedLink, type MailedLink } from './link-repo.ts'

export const FoundSessionShape = z.object({
  sessionId: z.uuid(),
  userId: z.uuid(),
  tenantId: z.uuid(),
  memberId: z.uuid(),
  role: Role,
  sees: z.enum(['all', 'own']),
  jurisdiction: z.enum(['default', 'eu', 'us']),
  /** The tenant's access epoch when this was read. */
  epoch: z.number().int(),
  /** When the person last proved who they are, in epoch milliseconds. */
  provedAtMs: z.number().int(),
  /** From when on they may do nothing but enrol, in epoch milliseconds; null: nothing is wanted of them. */
  factorDueMs: z.number().int().nullable(),
  expiresAtMs: z.number().int(),
  /** It began by the tenant's own identity provider. What was remembered before there were such did not. */
  bySso: z.boolean().default(false),
  /** When it was last noted that the session is used, in epoch milliseconds. */
  seenAtMs: z.number().int(),
  /** When it is idle, unless it is used before then, in epoch milliseconds. */
  idleAtMs: z.number().int(),
})
export type FoundSession = z.infer<typeof FoundSessionShape>

/**
 * Who a session is, if it is not ended, idle or over.
 *
 * @param isUse Notes, if it was not lately, that the session is used.
 */
export async function selectSession(db: Database, tokenHash: Uint8Array, isUse: boolean): Promise<FoundSession | null> {
  type Row = Omit<FoundSession, 'epoch' | `${string}Ms`> & {
    epoch: string
    provedAt: string
    factorDueAt: string | null
    expiresAt: string
    seenAt: string
    idleAt: string
  }
  const { rows } = await db.execute<Row>(sql`
    select session_id as "sessionId", user_id as "userId", tenant_id as "tenantId", member_id as "memberId", role, sees,
      jurisdiction, epoch, proved_at as "provedAt", expires_at as "expiresAt", by_sso as "bySso",
      seen_at as "seenAt", idle_at as "idleAt",
      case when not by_sso then factor_due_at(tenant_id, user_id, role) end as "factorDueAt"
    from find_session(${toPgHex(tokenHash)}::bytea, ${isUse})`)
  const [row] = rows
  if (!row) return null
  const { epoch, provedAt, factorDueAt, expiresAt, seenAt, idleAt, ...who } = row
  return {
    ...who,
    epoch: Number(epoch),
    provedAtMs: Date.parse(provedAt),
    factorDueMs: factorDueAt === null ? null : Date.parse(factorDueAt),
    expiresAtMs: Date.parse(expiresAt),
    seenAtMs: Date.parse(seenAt),
    idleAtMs: Date.parse(idleAt),
  }
}

/** When sessions are idle unless they are used before then, in epoch milliseconds; those that ended are not there. */
export async function selectIdleAt(db: TenantDb, sessionIds: readonly string[]): Promise<Map<string, number>> {
  const [{ rows }] = await db.batch(
    db.build.execute<{ id: string; idleAt: string }>(sql`
      select id, idle_at as "idleAt" from sessions_idle_at(
        array(select value::uuid from json_array_elements_text(${JSON.stringify(sessionIds)}::json)))`),
  )
  return new Map(rows.map(({ id, idleAt }) => [id, Date.parse(idleAt)]))
}

export const TenantAccessShape = z.object({
  /** Grows with every change of who may do what there. */
  epoch: z.number().int(),
  state: z.enum(tenantStates),
  /** Of the plan, for each member and token; null: the deployment's. */
  apiRequestsPerMinute: z.number().int().nullable().default(null),
})
export type TenantAccess = z.infer<typeof TenantAccessShape>

/** null if there is no such tenant. */
export async function selectAccess(db: Database, tenantId: string): Promise<TenantAccess | null> {
  const { rows } = await db.execute<Omit<TenantAccess, 'epoch'> & { epoch: string }>(sql`
    select epoch, state, api_requests_per_minute as "apiRequestsPerMinute" from tenant_access(${tenantId}::uuid)`)
  const [row] = rows
  return row ? { ...row, epoch: Number(row.epoch) } : null
}

/** What a session is recognised by in a list of devices. */
export type Device = { browser: string | null; system: string | null }

export type NewSession = Device & {
  /** By the tenant's own identity provider. */
  bySso: boolean
  /** When the person proved who they are, in epoch milliseconds; left out: just now. */
  provedAtMs?: number | undefined
  id: string
  tokenHash: Uint8Array
  userId: string
  tenantId: string
  memberId: string
}

/** @returns when it is over, or null if the membership is not active: then nothing was inserted. */
export async function insertSession(db: Database, session: NewSession, trail?: Trail): Promise<number | null> {
  const { id, tokenHash, userId, tenantId, memberId, browser, system, bySso, provedAtMs } = session
  const provedAt = provedAtMs === undefined ? null : new Date(provedAtMs).toISOString()
  const tenant = asTenant(db, tenantId, { ...trail, sessionId: id })
  const [{ rows }] = await tenant.batch(
    db.execute<{ until: string | null }>(sql`
      select create_session(${id}::uuid, ${toPgHex(tokenHash)}::bytea, ${userId}::uuid, ${tenantId}::uuid,
        ${memberId}::uuid, ${browser}, ${system}, ${bySso}, ${provedAt}::timestamptz) as until`),
    insertAudit(tenant, { memberId, action: 'session.started', subjectId: id, details: bySso ? { by: 'sso' } : {} }),
  )
  const until = rows[0]?.until ?? null
  return until === null ? null : Date.parse(until)
}

/** The same session under another token. @returns when it is over, or null if the old token is worth nothing. */
export async function rotateSessionRow(
  db: Database,
  oldHash: Uint8Array,
  newHash: Uint8Array,
  isProved: boolean,
): Promise<number | null> {
  const { rows } = await db.execute<{ until: string | null }>(sql`
    select rotate_session(${toPgHex(oldHash)}::bytea, ${toPgHex(newHash)}::bytea, ${isProved}) as until`)
  const until = rows[0]?.until ?? null
  return until === null ? null : Date.parse(until)
}

export type UserSessionRow = Device & {
  id: string
  tenantId: string
  organization: string
  createdAt: string
  lastSeenAt: string
}

export async function selectUserSessions(db: Database, userId: string): Promise<UserSessionRow[]> {
  const { rows } = await db.execute<UserSessionRow>(sql`
    select id, tenant_id as "tenantId", organization, browser, system, created_at as "createdAt",
      last_seen_at as "lastSeenAt"
    from user_sessions(${userId}::uuid)`)
  return rows
}

export type EndedSession = { id: string; tenantId: string; memberId: string; jurisdiction: Jurisdiction }

/** One session, or all but `keptId` (null keeps none); of one tenant alone, where `tenantId` says so. */
export type EndWhich = ({ id: string } | { keptId: string | null }) & { tenantId?: string | undefined }

/**
 * Ends a person's sessions.
 *
 * @param trail Of whoever ends them.
 */
export async function endUserSessionRows(
  db: Database,
  userId: string,
  which: EndWhich,
  trail: Trail = {},
): Promise<EndedSession[]> {
  const [wanted, kept] = 'id' in which ? [which.id, null] : [null, which.keptId]
  const [, { rows }] = await db.batch([
    db.execute(trailStatement(trail)),
    db.execute<EndedSession>(sql`
      select id, tenant_id as "tenantId", member_id as "memberId", jurisdiction
      from end_user_sessions(${userId}::uuid, ${wanted}::uuid, ${kept}::uuid, ${which.tenantId ?? null}::uuid)`),
  ])
  return rows
}

export async function endSessionRow(
  db: TenantDb,
  tokenHash: Uint8Array,
  who: { memberId: string; sessionId: string },
): Promise<void> {
  await db.batch(
    db.build.execute(sql`select from end_session(${toPgHex(tokenHash)}::bytea)`),
    insertAudit(db, { memberId: who.memberId, action: 'session.ended', subjectId: who.sessionId }),
  )
}

/** Counts a wrong password or code of a person, by the hour. */
export async function noteSignInFailure(db: Database, userId: string, kind: 'password' | 'factor'): Promise<void> {
  await db.execute(sql`select note_sign_in_failure(${userId}::uuid, ${kind})`)
}

/** Writes what was counted in hours that are over into the audit logs. @returns how many counts; fewer than `max`: all. */
export async function tellSignInFailures(db: Database, max: number): Promise<number> {
  const { rows } = await db.execute<{ told: string }>(sql`select tell_sign_in_failures(${max}) as told`)
  return Number(rows[0]?.told ?? 0)
}

/** Of the last 30 days, to the hour. */
export async function selectSignInFailures(db: Database, userId: string) {
  const { rows } = await db.execute<{ count: string; lastHour: string | null }>(sql`
    select count, last_hour as "lastHour" from user_sign_in_failures(${userId}::uuid)`)
  return { count: Number(rows[0]?.count ?? 0), lastHour: toIso(rows[0]?.lastHour ?? null) }
}

/**
 * Deletes sessions, links, tickets and challenges that are over.
 *
 * @returns how many of the kind of which the most went; fewer than `max`: nothing is left.
 */
export async function purgeAccessRows(db: Database, max: number): Promise<number> {
  const { rows } = await db.execute<{ gone: string }>(sql`select purge_access(${max}) as gone`)
  return Number(rows[0]?.gone ?? 0)
}

export interface UserRow {
  id: string
  passwordHash: string
  box: Uint8Array
}

/** @param emailIndexes The e-mail under every live version of the platform's index key. */
export async function selectUser(db: Database, emailIndexes: Uint8Array[]): Promise<UserRow | null> {
  const wanted = JSON.stringify(emailIndexes.map(toPgHex))
  const { rows } = await db.execute<{ id: string; passwordHash: string; box: Uint8Array | string }>(sql`
    select u.id, u.password_hash as "passwordHash", u.box
    from json_array_elements_text(${wanted}::json) as wanted (value), find_user(wanted.value::bytea) u limit 1`)
  const [row] = rows
  return row ? { ...row, box: fromPgBytes(row.box) } : null
}

export async function selectUserBox(db: Database, userId: string): Promise<Uint8Array | null> {
  const { rows } = await db.execute<{ box: Uint8Array | string | null }>(sql`select user_box(${userId}::uuid) as box`)
  return rows[0]?.box ? fromPgBytes(rows[0].box) : null
}

export type MembershipRow = {
  tenantId: string
  memberId: string
  role: Role
  organization: string
  state: TenantState
  /** They come in by the provider of the tenant alone. */
  ssoOnly: boolean
}

const membershipColumns = sql`u.tenant_id as "tenantId", u.member_id as "memberId", u.role, u.organization, u.state,
  u.sso_only as "ssoOnly"`

/** Where a person works: what they can enter first, the last used of it first. */
export async function selectMemberships(db: Database, userId: string): Promise<MembershipRow[]> {
  const { rows } = await db.execute<MembershipRow>(sql`
    select ${membershipColumns} from user_memberships(${userId}::uuid) u`)
  return rows
}

/** As {@link selectMemberships}, of the person behind a member. */
export function selectMembershipsOf(db: TenantDb, memberId: string) {
  return db.build.execute<MembershipRow>(sql`
    select ${membershipColumns}
    from memberships m, user_memberships(m.user_id) u
    where m.id = ${memberId}::uuid`)
}

/**
 * Ends the session of a token and begins another in a tenant of the same person.
 *
 * @returns null if the token is worth nothing, or the person cannot enter there.
 */
export async function switchSessionRow(
  db: Database,
  { oldHash, newId, newHash, tenantId }: { oldHash: Uint8Array; newId: string; newHash: Uint8Array; tenantId: string },
  trail: Trail,
): Promise<{ memberId: string; expiresAtMs: number } | null> {
  const [, { rows }] = await db.batch([
    db.execute(trailStatement(trail)),
    db.execute<{ memberId: string; until: string }>(sql`
      select member_id as "memberId", until
      from switch_session(${toPgHex(oldHash)}::bytea, ${newId}::uuid, ${toPgHex(newHash)}::bytea, ${tenantId}::uuid)`),
  ])
  const [row] = rows
  return row ? { memberId: row.memberId, expiresAtMs: Date.parse(row.until) } : null
}

export async function hasOwner(db: Database): Promise<boolean> {
  const { rows } = await db.execute<{ there: boolean }>(sql`select has_owner() as there`)
  return rows[0]?.there ?? true
}

export type MeRow = TenantRow & {
  memberId: string
  userId: string
  role: Role
  box: Uint8Array | string
  factorDueAt: string | null
  verified: boolean
}

export function selectMe(db: TenantDb, memberId: string) {
  return db.build.execute<MeRow>(sql`
    select m.id as "memberId", m.user_id as "userId", m.role, m.box,
      is_verified(m.user_id) as verified,
      factor_due_at(m.tenant_id, m.user_id, m.role) as "factorDueAt", ${tenantColumns}
    from memberships m join tenants t on t.id = m.tenant_id join plans p on p.code = t.plan
    where m.id = ${memberId}::uuid`)
}

export interface NewUser {
  id: string
  emailIndex: Uint8Array
  box: Uint8Array
  passwordHash: string
}

export interface NewMembership {
  id: string
  userId: string
  /** Under the tenant's key. */
  box: Uint8Array
}

/**
 * The first member of a new tenant, with their user, in one transaction.
 *
 * @param isSetup Only while nobody owns anything here; two at once make one owner.
 * @param mailed The link that confirms the address; null where no e-mails are sent.
 * @returns false if nothing was made: the e-mail is taken, or there is an owner already.
 */
export async function insertOwner(
  db: TenantDb,
  user: NewUser,
  member: NewMembership,
  isSetup: boolean,
  mailed: MailedLink | null,
): Promise<boolean> {
  const oneAtATime: SQL = isSetup
    ? sql`select pg_advisory_xact_lock(hashtextextended('first owner', 0))`
    : sql`select 1`
  const [, made] = await db.batch(
    db.build.execute(oneAtATime),
    db.build.execute(sql`
      with person as materialized (
        select ${createUser(user)} as made where not ${isSetup}::boolean or not has_owner()
      ), member as (
        insert into memberships (id, user_id, role, box)
        select ${member.id}::uuid, ${user.id}::uuid, 'owner', ${toPgHex(member.box)}::bytea from person where made
        returning id
      )
      insert into audit_log (member_id, action, subject_id)
      select id, 'tenant.created', ${db.tenantId}::uuid from member returning id`),
    ...(mailed ? [insertMailedLink(db.build, mailed)] : []),
  )
  return made.rows.length > 0
}

export interface FoundInvitation {
  tenantId: string
  id: string
  role: Role
  box: Uint8Array
  organization: string
  accepted: boolean
  /** Whoever has the token got it by e-mail. */
  byMail: boolean
}

/** @returns null if it was withdrawn, is over, or never was. */
export async function selectInvitation(db: Database, tokenHash: Uint8Array): Promise<FoundInvitation | null> {
  const { rows } = await db.execute<Omit<FoundInvitation, 'box'> & { box: Uint8Array | string }>(sql`
    select tenant_id as "tenantId", id, role, box, organization, accepted, by_mail as "byMail"
    from find_invitation(${toPgHex(tokenHash)}::bytea)`)
  const [row] = rows
  return row ? { ...row, box: fromPgBytes(row.box) } : null
}

/** Those that can be used, with the address that each is for. */
export function selectOpenInvitations(db: TenantDb) {
  return db.build.execute<{ id: string; box: Uint8Array | string }>(sql`
    select id, box from invitations where accepted_at is null and revoked_at is null and expires_at > now()`)
}

/** Parts of a statement that withdraw invitations (`i`), with their rows of the audit log. */
export const withdrawnWhere = (which: SQL, byMemberId: SQL) => sql`
  withdrawn as (
    update invitations i set revoked_at = now()
    where i.accepted_at is null and i.revoked_at is null and ${which} returning i.id
  ), withdrawn_audited as (
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}, 'invitation.withdrawn', id from withdrawn
  )`

/** A person's membership of the tenant, active or not. */
export async function selectMembership(
  db: TenantDb,
  userId: string,
): Promise<{ id: string; active: boolean; isSuspended: boolean } | null> {
  const [{ rows }] = await db.batch(
    db.build.execute<{ id: string; active: boolean; isSuspended: boolean }>(sql`
      select id, active, not active and left_at is null as "isSuspended"
      from memberships where user_id = ${userId}::uuid`),
  )
  return rows[0] ?? null
}

/**
 * Uses an invitation up: the user (if new), the membership (a former one comes back) and the invitation change together
 * or not at all. Of several at once, one succeeds. Who came by the mailed link has the address. Nobody comes back whose access
 * is switched off, or who left after the invitation was made.
 *
 * @param otherIds Further open invitations of the same person: they are over then.
 * @returns false if nothing changed.
 */
export async function acceptInvitationRow(
  db: TenantDb,
  { id: invitationId, byMail }: Pick<FoundInvitation, 'id' | 'byMail'>,
  newUser: NewUser | null,
  member: NewMembership,
  otherIds: readonly string[],
): Promise<boolean> {
  const isThere = newUser ? createUser(newUser) : sql`true`
  const [, accepted] = await db.batch(
    db.build.execute(sql`select id from invitations where id = ${invitationId}::uuid for update`),
    db.build.execute(sql`
      with ready as (
        select id, role, created_at from invitations
        where id = ${invitationId}::uuid and accepted_at is null and revoked_at is null and expires_at > now()
      ), person as materialized (
        select ${isThere} as there from ready
      ), member as (
        insert into memberships as m (id, user_id, role, box)
        select ${member.id}::uuid, ${member.userId}::uuid, ready.role, ${toPgHex(member.box)}::bytea
        from ready, person where there
        on conflict (tenant_id, user_id) do update set active = true, left_at = null, role = excluded.role,
          box = excluded.box
        where not m.active and m.left_at <= (select created_at from ready)
        returning m.id, m.role
      ), ${withdrawnWhere(
        sql`i.id = any (${uuids(otherIds)}) and exists (select from member)`,
        sql`(select id from member)`,
      )}, used as (
        update invitations set accepted_at = now() where id = ${invitationId}::uuid and exists (select from member)
        returning id
      )
      insert into audit_log (member_id, action, subject_id, details)
      select member.id, 'member.joined', member.id, jsonb_build_object('invitationId', used.id, 'role', member.role)
      from member, used returning id`),
    ...(byMail ? [db.build.execute(sql`select verify_user(${member.userId}::uuid)`)] : []),
  )
  return accepted.rows.length > 0
}

/** false if the e-mail is taken. */
export function createUser({ id, emailIndex, box, passwordHash }: NewUser): SQL {
  return sql`create_user(${id}::uuid, ${toPgHex(emailIndex)}::bytea, ${toPgHex(box)}::bytea, ${passwordHash})`
}
