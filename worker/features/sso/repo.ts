import { sql } from 'drizzle-orm'
import type { NewSso } from '../../contract/sso.ts'
import type { TenantState } from '../../contract/tenant-state.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso, toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import { createUser, type EndedSession, endedOf, type MaybeEnded, type NewUser } from '../identity/index.ts'

/** How a tenant's people sign in by its provider. */
export interface SsoRow {
  issuer: string
  clientId: string
  secretBox: Uint8Array
  enabled: boolean
  only: boolean
  defaultRole: 'agent' | 'viewer' | null
}

export interface DomainRow {
  id: string
  domain: string
  token: string
  provedAt: string | null
}

/** The tenant whose people have addresses of a domain, and come in by its provider; null if there is none. */
export async function findSsoTenant(
  db: Database,
  domain: string,
): Promise<{ tenantId: string; state: TenantState } | null> {
  const { rows } = await db.execute<{ tenantId: string; state: TenantState }>(sql`
    select tenant_id as "tenantId", state from find_sso_tenant(${domain})`)
  return rows[0] ?? null
}

/** The settings, null while there are none, and the domains by name. */
export async function selectSso(db: TenantDb): Promise<{ sso: SsoRow | null; domains: DomainRow[] }> {
  const [settings, domains] = await db.batch(
    db.build.execute<Omit<SsoRow, 'secretBox'> & { secretBox: Uint8Array | string }>(sql`
      select issuer, client_id as "clientId", secret_box as "secretBox", enabled, sso_only as only,
        default_role as "defaultRole"
      from sso_settings where tenant_id = ${db.tenantId}::uuid`),
    db.build.execute<DomainRow & Record<string, unknown>>(sql`
      select id, domain, token, proved_at as "provedAt" from sso_domains
      where tenant_id = ${db.tenantId}::uuid order by domain`),
  )
  const [row] = settings.rows
  return {
    sso: row ? { ...row, secretBox: fromPgBytes(row.secretBox) } : null,
    domains: domains.rows.map((domain) => ({ ...domain, provedAt: toIso(domain.provedAt) })),
  }
}

/**
 * Writes the settings, with the row of the audit log that says what changed. With another issuer nobody is linked any more.
 * Sessions that could not begin as things are now end.
 */
export async function saveSso(
  db: TenantDb,
  wish: Omit<NewSso, 'clientSecret'> & { secretBox: Uint8Array; isNewSecret: boolean },
  byMemberId: string,
): Promise<EndedSession[]> {
  const { issuer, clientId, secretBox, isNewSecret, enabled, only, defaultRole } = wish
  const [, , ended] = await db.batch(
    db.build.execute(sql`
      delete from sso_identities i using sso_settings s
      where i.tenant_id = ${db.tenantId}::uuid and s.tenant_id = i.tenant_id and s.issuer <> ${issuer}`),
    db.build.execute(sql`
      with changed as (
        insert into sso_settings as s (issuer, client_id, secret_box, enabled, sso_only, default_role)
        values (${issuer}, ${clientId}, ${toPgHex(secretBox)}::bytea, ${enabled}::boolean, ${only}::boolean, ${defaultRole})
        on conflict (tenant_id) do update set issuer = excluded.issuer, client_id = excluded.client_id,
          secret_box = excluded.secret_box, enabled = excluded.enabled, sso_only = excluded.sso_only,
          default_role = excluded.default_role
        returning tenant_id, coalesce(to_jsonb(old), '{}') as before, to_jsonb(new) as after
      )
      insert into audit_log (member_id, action, subject_id, details)
      select ${byMemberId}::uuid, 'sso.changed', tenant_id,
        changed_fields(before, after, 'issuer', 'client_id', 'enabled', 'sso_only', 'default_role')
          || jsonb_build_object('secret', ${isNewSecret}::boolean)
      from changed`),
    db.build.execute<EndedSession>(sql`
      select id, tenant_id as "tenantId", member_id as "memberId", jurisdiction from end_unfit_sessions()`),
  )
  return ended.rows
}

export const DOMAINS_MAX = 20

/** No row: it is there already, or there are as many as there may be. */
export function insertDomain(db: TenantDb, row: Omit<DomainRow, 'provedAt'>, byMemberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with made as (
      insert into sso_domains (id, domain, token)
      select ${row.id}::uuid, ${row.domain}, ${row.token}
      where (select count(*) from sso_domains where tenant_id = ${db.tenantId}::uuid) < ${DOMAINS_MAX}
      on conflict (tenant_id, domain) do nothing returning id
    )
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'sso_domain.added', id from made returning subject_id as id`)
}

/** Its record was seen in the DNS. @throws a database error on `sso_domains_proved` if it is another tenant's. */
export function proveDomain(db: TenantDb, id: string, byMemberId: string) {
  return db.build.execute(sql`
    with proved as (
      update sso_domains set proved_at = now() where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid returning id
    )
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'sso_domain.proved', id from proved`)
}

/** No row: it is not there. */
export function deleteDomain(db: TenantDb, id: string, byMemberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with gone as (
      delete from sso_domains where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid returning id
    )
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'sso_domain.removed', id from gone returning subject_id as id`)
}

export interface LinkedMember extends Record<string, unknown> {
  memberId: string
  userId: string
  active: boolean
}

/** Who a subject of the provider is; null: nobody is linked with it. @param indexes Under every live version of the key. */
export async function findLinked(db: TenantDb, indexes: Uint8Array[]): Promise<LinkedMember | null> {
  const wanted = JSON.stringify(indexes.map(toPgHex))
  const [{ rows }] = await db.batch(
    db.build.execute<LinkedMember>(sql`
      select m.id as "memberId", m.user_id as "userId", m.active
      from json_array_elements_text(${wanted}::json) as wanted (value)
      join sso_identities i on i.tenant_id = ${db.tenantId}::uuid and i.subject_index = wanted.value::bytea
      join memberships m on m.tenant_id = i.tenant_id and m.id = i.member_id limit 1`),
  )
  return rows[0] ?? null
}

/** @returns false if the member is linked with another subject, or the subject with another member. */
export async function linkMember(db: TenantDb, memberId: string, subjectIndex: Uint8Array): Promise<boolean> {
  const [{ rows }] = await db.batch(
    db.build.execute<{ id: string }>(sql`
      with linked as (
        insert into sso_identities (member_id, subject_index)
        select id, ${toPgHex(subjectIndex)}::bytea from memberships
        where tenant_id = ${db.tenantId}::uuid and id = ${memberId}::uuid and active
        on conflict do nothing returning member_id
      )
      insert into audit_log (member_id, action, subject_id)
      select member_id, 'sso.linked', member_id from linked returning subject_id as id`),
  )
  return rows.length > 0
}

/**
 * Confirms an account's address by the provider's word, gives it a password that nobody knows, and ends its sessions.
 *
 * @returns the sessions that ended; null if the account is confirmed, of other tenants too, or has a second factor.
 */
export async function confirmBySso(db: TenantDb, userId: string, passwordHash: string): Promise<EndedSession[] | null> {
  const [{ rows }] = await db.batch(
    db.build.execute<MaybeEnded>(sql`
      with done as materialized (
        select confirm_by_sso(${userId}::uuid, ${passwordHash}) as is_done
      )
      select ended.id, tenant_id as "tenantId", member_id as "memberId", jurisdiction
      from done left join lateral end_user_sessions(${userId}::uuid, null, null, null) ended on done.is_done
      where done.is_done`),
  )
  return endedOf(rows)
}

export interface NewSsoMember {
  id: string
  userId: string
  /** Under the tenant's key. */
  box: Uint8Array
  role: 'agent' | 'viewer'
  subjectIndex: Uint8Array
}

/**
 * A member who came by the provider, with their user (if new) and who they are there, in one transaction.
 *
 * @returns false if nothing was made: somebody was faster.
 */
export async function insertSsoMember(db: TenantDb, newUser: NewUser | null, member: NewSsoMember): Promise<boolean> {
  const isThere = newUser ? createUser(newUser) : sql`true`
  const [{ rows }] = await db.batch(
    db.build.execute<{ id: string }>(sql`
      with person as materialized (
        select ${isThere} as there
      ), member as (
        insert into memberships (id, user_id, role, box)
        select ${member.id}::uuid, ${member.userId}::uuid, ${member.role}, ${toPgHex(member.box)}::bytea
        from person where there
        on conflict do nothing returning id, role
      ), linked as (
        insert into sso_identities (member_id, subject_index)
        select id, ${toPgHex(member.subjectIndex)}::bytea from member returning member_id
      )
      insert into audit_log (member_id, action, subject_id, details)
      select id, 'member.joined', id, jsonb_build_object('by', 'sso', 'role', role) from member, linked
      returning subject_id as id`),
    db.build.execute(sql`select verify_user(${member.userId}::uuid)`),
  )
  return rows.length > 0
}
