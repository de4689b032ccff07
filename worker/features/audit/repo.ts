import { type SQL, sql } from 'drizzle-orm'
import type { AuditQuery, ChainFault } from '../../contract/audit.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import { firstIdAt } from '../../kit/ids.ts'

/** A row with its position in the chain, and that one's hash in hex; null: it waits for one. */
export type ChainedRow = AuditRow & { seq: string | null; hash: string | null }

export type AuditRow = {
  id: string
  at: string
  action: string
  subjectId: string | null
  memberId: string | null
  sessionId: string | null
  tokenId: string | null
  staffId: string | null
  requestId: string | null
  network: string | null
  details: Record<string, unknown>
}

/** A row's id is minted after its transaction began, whose time it bears; no transaction lasts this long. */
const TRANSACTION_MAX_MS = 10 * 60_000

type AuditFilter = Omit<AuditQuery, 'limit' | 'cursor' | 'format'>

/** The newest first. One more than `limit` tells that there is a next page. @param before The last row of the page above. */
export function selectAudit(db: TenantDb, query: AuditFilter, limit: number, before: string | null) {
  return db.build.execute<AuditRow>(pageOfAudit(query, limit, before))
}

/** The same, each row with its place in the chain. */
export function selectChained(db: TenantDb, query: AuditFilter, limit: number, before: string | null) {
  return db.build.execute<ChainedRow>(sql`
    select page.*, c.seq, encode(c.hash, 'hex') as hash
    from (${pageOfAudit(query, limit, before)}) page left join audit_chain c on c.audit_id = page.id
    order by page.id desc`)
}

function pageOfAudit({ actor, action, subject, from, to }: AuditFilter, limit: number, before: string | null): SQL {
  const filters: SQL[] = [
    ...(actor === undefined ? [] : [actor === 'system' ? sql`member_id is null` : sql`member_id = ${actor}::uuid`]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
    ...(subject === undefined ? [] : [sql`subject_id = ${subject}::uuid`]),
    ...(from === undefined ? [] : [sql`at >= ${from}::timestamptz and id >= ${firstIdAt(Date.parse(from))}::uuid`]),
    ...(to === undefined
      ? []
      : [sql`at < ${to}::timestamptz and id < ${firstIdAt(Date.parse(to) + TRANSACTION_MAX_MS)}::uuid`]),
    ...(before === null ? [] : [sql`id < ${before}::uuid`]),
  ]
  return sql`
    select id, at, action, subject_id as "subjectId", member_id as "memberId", session_id as "sessionId",
      token_id as "tokenId", staff_id as "staffId", request_id as "requestId", network, details
    from audit_log where ${sql.join([sql`true`, ...filters], sql` and `)}
    order by id desc limit ${limit + 1}`
}

/** Gives positions to the tenant's waiting rows. @returns how many. */
export async function chainRows(db: TenantDb, atMost: number): Promise<number> {
  const [{ rows }] = await db.batch(
    db.build.execute<{ chained: number }>(sql`select chain_audit(${db.tenantId}::uuid, ${atMost}) as chained`),
  )
  return rows[0]?.chained ?? 0
}

/** The same for every tenant. */
export async function chainWaitingRows(db: Database, atMost: number): Promise<number> {
  const { rows } = await db.execute<{ chained: number }>(sql`select chain_waiting_audit(${atMost}) as chained`)
  return rows[0]?.chained ?? 0
}

/** The last position that was checked; of a chain's beginning, all empty. */
export interface ChainPlace {
  seq: number
  hash: string
  at: string | null
}

export type ChainPage = ChainPlace & { checked: number; fault: ChainFault | null; faultSeq: number; auditId: string }

/** How far a row's time may be before that of the row above it: rows get their positions as they are committed. */
const DISORDER = sql`interval '1 hour'`

/** Where a chain begins whose first rows went after their seven years. No row: with its first one. */
const begin = sql`
  select seq, hash, row_at from (select seq, hash, row_at from audit_chain order by seq limit 1) f where row_at is not null`

/**
 * Checks so many positions after a place, and finds the first fault among them. No row: there are none. The place is moved to
 * where the chain begins, if that is later by now.
 */
export function checkChain(db: TenantDb, after: ChainPlace, limit: number) {
  return db.build.execute<Omit<ChainPage, 'seq' | 'faultSeq'> & { seq: string; faultSeq: string | null }>(sql`
    with place as materialized (
      select ${after.seq}::bigint as seq, ${after.hash}::bytea as hash, ${after.at}::timestamptz as at
      union all ${begin} order by seq desc limit 1
    ), page as materialized (
      select c.seq, c.audit_id, c.hash from audit_chain c
      where c.seq > (select seq from place) order by c.seq limit ${limit}
    ), beside as (
      select p.*, a.id is null as is_missing, a.at, audit_line(a) as line,
        lag(p.seq, 1, b.seq) over w as seq_before, lag(p.hash, 1, b.hash) over w as hash_before,
        lag(a.at, 1, b.at) over w as at_before
      from page p cross join place b left join audit_log a on a.id = p.audit_id window w as (order by p.seq)
    ), judged as (
      select seq, audit_id, hash, at, case
        when seq <> seq_before + 1 then 'position_missing'
        when is_missing then 'row_missing'
        when hash <> sha256(hash_before || line) then 'row_changed'
        when at < at_before - ${DISORDER} then 'row_backdated' end as fault
      from beside
    ), first_fault as (
      select seq, audit_id, fault from judged where fault is not null order by seq limit 1
    )
    select last.seq, last.hash::text as hash, last.at, (select count(*)::int from judged) as checked,
      f.fault, f.seq as "faultSeq", f.audit_id as "auditId"
    from (select seq, hash, at from judged order by seq desc limit 1) last left join first_fault f on true`)
}

/** The last position whose row went after its seven years, and when the first row that remains was written. */
export function selectStart(db: TenantDb) {
  return db.build.execute<{ seq: string; at: string | null }>(sql`
    select s.seq, (select a.at from audit_chain c join audit_log a on a.id = c.audit_id
      where c.seq > s.seq order by c.seq limit 1) as at
    from (${begin}) s`)
}

/** Rows that wait for a position, and one that neither has one nor waits, or waits and is not there. */
export function selectOutside(db: TenantDb) {
  return db.build.execute<{ unchained: number; unlistedId: string | null; missingId: string | null }>(sql`
    select (select count(*)::int from audit_unchained) as unchained,
      (select a.id from audit_log a
        where not exists (select from audit_chain c
            where c.tenant_id = a.tenant_id and c.audit_id = a.id and c.row_at is null)
          and not exists (select from audit_unchained u where u.tenant_id = a.tenant_id and u.audit_id = a.id)
        limit 1) as "unlistedId",
      (select u.audit_id from audit_unchained u
        where not exists (select from audit_log a where a.tenant_id = u.tenant_id and a.id = u.audit_id)
        limit 1) as "missingId"`)
}

/** The hash of a position, in hex; no row if it is not there. */
export function selectHash(db: TenantDb, seq: number) {
  return db.build.execute<{ hash: string }>(sql`
    select encode(hash, 'hex') as hash from audit_chain where seq = ${seq}::bigint`)
}

export interface ChainHead {
  tenantId: string
  seq: number
  /** In hex. */
  hash: string
}

/** The heads of chains that grew since, a page of tenants at a time. */
export async function selectHeads(
  db: Database,
  afterTenantId: string | null,
  sinceMs: number,
  limit: number,
): Promise<ChainHead[]> {
  const since = new Date(sinceMs).toISOString()
  const { rows } = await db.execute<{ tenantId: string; seq: string; hash: string }>(sql`
    select tenant_id as "tenantId", seq, encode(hash, 'hex') as hash
    from audit_heads(${afterTenantId}::uuid, ${limit}, ${since}::timestamptz)`)
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** Tenants whose log begins with a row that is older than seven years, and its position. A page of tenants at a time. */
export async function selectOverdue(
  db: Database,
  afterTenantId: string | null,
  limit: number,
): Promise<{ tenantId: string; seq: number }[]> {
  const { rows } = await db.execute<{ tenantId: string; seq: string }>(sql`
    select tenant_id as "tenantId", seq from audit_overdue(${afterTenantId}::uuid, ${limit})`)
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** Removes rows that are older than seven years, up to a position. @returns the last position whose row is gone. */
export async function purgeRows(db: Database, tenantId: string, through: number, atMost: number): Promise<number> {
  const { rows } = await db.execute<{ seq: string }>(
    sql`select purge_audit(${tenantId}::uuid, ${through}::bigint, ${atMost}) as seq`,
  )
  return Number(rows[0]?.seq ?? 0)
}

export const EMPTY_CHAIN: ChainPlace = { seq: 0, hash: toPgHex(new Uint8Array()), at: null }
