import { eq, sql } from 'drizzle-orm'
import type { AuditAction } from '../../contract/audit-actions.ts'
import type { Desk, TenantChanges, TenantSecurity } from '../../contract/team.ts'
import type { KeyStore, StoredKey } from '../../crypto/keys.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { Jurisdiction } from '../../ports.ts'
import { encryptionKeys } from './table.ts'

/** The tenants' wrapped keys in Postgres. */
export function postgresKeyStore(db: Database): KeyStore {
  return {
    async listKeys(tenantId) {
      const tenant = asTenant(db, tenantId)
      const [rows] = await tenant.batch(
        tenant.build.select().from(encryptionKeys).where(eq(encryptionKeys.tenantId, tenantId)),
      )
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }) as StoredKey)
    },
    async insertKey(row) {
      const { id, tenantId, purpose, version, provider, wrapped, createdAt } = row
      const tenant = asTenant(db, tenantId)
      // Together or not at all: nobody finds an old version that does not seal and no new one, or a renewal without its row.
      await tenant.batch(
        tenant.build.execute(sql`
          with made as (
            insert into encryption_keys (id, purpose, version, provider, wrapped, created_at)
            values (${id}::uuid, ${purpose}, ${version}::integer, ${provider}, ${toPgHex(wrapped)}::bytea,
              ${new Date(createdAt).toISOString()}::timestamptz)
            on conflict do nothing returning id, purpose, version
          ), older as (
            update encryption_keys k set state = 'open-only', rotated_at = now() from made m
            where k.tenant_id = ${tenantId}::uuid and k.purpose = m.purpose and k.version < m.version and k.state = 'active'
          )
          insert into audit_log (action, subject_id, details)
          select 'key.renewed', id, jsonb_build_object('purpose', purpose, 'version', version) from made where version > 1`),
      )
    },
  }
}

/** Tenants with a content or secret key from before, in the order of their ids. @param after The last one that was seen. */
export async function listOldKeyed(
  db: Database,
  beforeMs: number,
  after: string | null,
  max: number,
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from tenants_with_old_keys(${new Date(beforeMs).toISOString()}::timestamptz, ${after}::uuid, ${max}) id`)
  return rows.map(({ id }) => id)
}

export interface TenantRow extends Record<string, unknown> {
  id: string
  name: string
  plan: string
  jurisdiction: Jurisdiction
  agentsSeeOwnOnly: boolean
  security: TenantSecurity
  desk: Desk
  /** What the plan includes. */
  planFeatures: string[]
}

export const tenantColumns = sql`t.id, t.name, t.plan, t.jurisdiction, t.agents_see_own_only as "agentsSeeOwnOnly",
  json_build_object('sessionIdleMinutes', t.session_idle_minutes, 'sessionMaxDays', t.session_max_days,
    'mfaRoles', t.mfa_roles, 'mfaFrom', to_char(t.mfa_from at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as security,
  json_build_object('onlyAssigneeSends', t.only_assignee_sends, 'signature', t.signature, 'readReceipts', t.read_receipts,
    'customerTyping', t.customer_typing, 'sharedDrafts', t.shared_drafts, 'assignment', t.assignment,
    'agentCapacity', t.agent_capacity, 'awayMinutes', t.away_minutes,
    'closeAfterDays', t.close_after_days) as desk,
  array_to_json(p.features) as "planFeatures"`

export function selectTenant(db: TenantDb) {
  return db.build.execute<TenantRow>(sql`
    select ${tenantColumns} from tenants t join plans p on p.code = t.plan where t.id = ${db.tenantId}::uuid`)
}

export async function insertTenant(db: TenantDb, tenant: { name: string; jurisdiction: Jurisdiction }): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      insert into tenants (id, name, jurisdiction) values (${db.tenantId}::uuid, ${tenant.name}, ${tenant.jurisdiction})`),
  )
}

/** With its row of the audit log, which has what changed. */
export function updateTenant(
  db: TenantDb,
  { name, agentsSeeOwnOnly, security = {}, desk = {} }: TenantChanges,
  byMemberId: string,
) {
  return db.build.execute(sql`
    with changed as (update tenants set name = coalesce(${name ?? null}::text, name),
      agents_see_own_only = coalesce(${agentsSeeOwnOnly ?? null}::boolean, agents_see_own_only),
      session_idle_minutes = coalesce(${security.sessionIdleMinutes ?? null}::smallint, session_idle_minutes),
      session_max_days = coalesce(${security.sessionMaxDays ?? null}::smallint, session_max_days),
      mfa_roles = coalesce(${security.mfaRoles ? textArray(security.mfaRoles) : null}::text[], mfa_roles),
      mfa_from = coalesce(${security.mfaFrom ?? null}::timestamptz, mfa_from),
      only_assignee_sends = coalesce(${desk.onlyAssigneeSends ?? null}::boolean, only_assignee_sends),
      signature = coalesce(${desk.signature ?? null}::text, signature),
      read_receipts = coalesce(${desk.readReceipts ?? null}::boolean, read_receipts),
      customer_typing = coalesce(${desk.customerTyping ?? null}::boolean, customer_typing),
      shared_drafts = coalesce(${desk.sharedDrafts ?? null}::boolean, shared_drafts),
      assignment = coalesce(${desk.assignment ?? null}::text, assignment),
      agent_capacity = coalesce(${desk.agentCapacity ?? null}::smallint, agent_capacity),
      away_minutes = coalesce(${desk.awayMinutes ?? null}::smallint, away_minutes),
      close_after_days = coalesce(${desk.closeAfterDays ?? null}::smallint, close_after_days)
    where id = ${db.tenantId}::uuid
    returning id, to_jsonb(old) as before, to_jsonb(new) as after)
    insert into audit_log (member_id, action, subject_id, details)
    select ${byMemberId}::uuid, 'tenant.changed', id, changed_fields(before, after, 'name', 'agents_see_own_only',
      'session_idle_minutes', 'session_max_days', 'mfa_roles', 'mfa_from', 'only_assignee_sends', 'signature',
      'read_receipts', 'customer_typing', 'shared_drafts', 'assignment', 'agent_capacity', 'away_minutes', 'close_after_days')
    from changed`)
}

/** Of words of ours: no commas, quotes or braces. */
const textArray = (words: readonly string[]) => `{${words.join(',')}}`

/**
 * What the sweep looks for again and again, as long as it is on: members who are away for too long, or conversations in which
 * nobody says a word any more. The tenant stands in the work list itself.
 */
export function scheduleLook(db: TenantDb, kind: 'assignment' | 'closure', isOn: boolean) {
  return isOn
    ? db.build.execute(sql`
        insert into work_due (tenant_id, kind, ref_id, due_at)
        values (${db.tenantId}::uuid, ${kind}, ${db.tenantId}::uuid, now()) on conflict do nothing`)
    : db.build.execute(sql`
        delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = ${kind}
          and ref_id = ${db.tenantId}::uuid`)
}

export interface AuditEntry {
  /** null: the system. */
  memberId: string | null
  action: AuditAction
  subjectId: string | null
  /** Ids and codes, never content. */
  details?: Record<string, unknown>
}

/** Which of these fields of a setting change, each as [before, after], as `changed_fields` of the database tells it. */
export function changesOf<T extends object>(before: T, after: { [K in keyof T]?: T[K] | undefined }) {
  return { changes: Object.fromEntries(changedNames(before, after).map((name) => [name, [before[name], after[name]]])) }
}

/** Which of these fields change, where what stands in them is content: their names alone. */
export function changedNames<T extends object>(before: T, after: { [K in keyof T]?: T[K] | undefined }) {
  const names = Object.keys(before) as (keyof T & string)[]
  return names.filter(
    (name) => after[name] !== undefined && JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
}

/** The row of the audit log, for the transaction of what it tells about. */
export function insertAudit(db: TenantDb, { memberId, action, subjectId, details = {} }: AuditEntry) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id, details)
    values (${memberId}::uuid, ${action}, ${subjectId}::uuid, ${JSON.stringify(details)}::jsonb)`)
}
