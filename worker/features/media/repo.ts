import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { Jurisdiction } from '../../ports.ts'
import type { MediaFailure, MediaKind } from './policy.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** The right to work on a file; its end is what tells this lease from the next. */
export interface Lease {
  mediaId: string
  until: string
}

export interface LeasedFile {
  id: string
  channelId: string
  messageId: string | null
  state: 'pending' | 'stored' | 'failed'
  mimeType: string | null
  failure: MediaFailure | null
  /** With the one that begins now. */
  attempts: number
  retryUntilMs: number
  isUpload: boolean
  box: Uint8Array
  /** Of the contact that it is sealed for. */
  salt: Uint8Array | null
  jurisdiction: Jurisdiction
}

/** Files whose time has come and that nobody works on, most overdue first. Ids only, of all tenants. */
export async function listDueFiles(
  db: Database,
  nowMs: number,
  limit: number,
): Promise<{ tenantId: string; mediaId: string }[]> {
  const { rows } = await db.execute<{ tenantId: string; mediaId: string }>(sql`
    select tenant_id as "tenantId", ref_id as "mediaId" from work_due
    where kind = 'media' and due_at <= ${iso(nowMs)}::timestamptz
      and (lease_until is null or lease_until <= ${iso(nowMs)}::timestamptz)
    order by due_at limit ${limit}`)
  return rows
}

type LeaseRow = Omit<LeasedFile, 'id' | 'box' | 'salt' | 'retryUntilMs'> & {
  id: string | null
  box: Uint8Array | string
  salt: Uint8Array | string | null
  retryUntil: string | null
}

/**
 * Takes a due file for `leaseMs` and counts the attempt. A customer's file that was never tried is taken before its time:
 * the first nudge comes at once.
 *
 * @returns null if it is not due, somebody works on it, or there is nothing left to do; `file` is null if only the
 *   entry in the work list is left.
 */
export async function leaseFile(
  db: TenantDb,
  mediaId: string,
  nowMs: number,
  leaseMs: number,
): Promise<{ lease: Lease; file: LeasedFile | null } | null> {
  const until = iso(nowMs + leaseMs)
  const now = iso(nowMs)
  const [result] = await db.batch(
    db.build.execute<LeaseRow>(sql`
      with leased as (
        update work_due w set lease_until = ${until}::timestamptz
        where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'media' and w.ref_id = ${mediaId}::uuid
          and (w.lease_until is null or w.lease_until <= ${now}::timestamptz)
          and (w.due_at <= ${now}::timestamptz or exists (
            select from media f where f.tenant_id = w.tenant_id and f.id = w.ref_id and f.attempts = 0
              and f.uploaded_by is null))
        returning w.tenant_id, w.ref_id
      ), tried as (
        update media f set attempts = f.attempts + 1 from leased l
        where f.tenant_id = l.tenant_id and f.id = l.ref_id and f.state = 'pending'
        returning f.id, f.attempts
      )
      select f.id, f.channel_id as "channelId", f.message_id as "messageId", f.state, f.mime_type as "mimeType",
        f.failure, coalesce(t.attempts, f.attempts) as attempts, f.retry_until as "retryUntil",
        f.uploaded_by is not null as "isUpload", f.box, c.salt, n.jurisdiction
      from leased l
      join tenants n on n.id = l.tenant_id
      left join media f on f.tenant_id = l.tenant_id and f.id = l.ref_id
      left join tried t on t.id = f.id
      left join contacts c on c.tenant_id = f.tenant_id and c.id = f.contact_id`),
  )
  const row = result.rows[0]
  if (!row) return null
  const lease = { mediaId, until }
  const { id, box, salt, retryUntil, ...rest } = row
  if (id === null) return { lease, file: null }
  const file = {
    ...rest,
    id,
    box: fromPgBytes(box),
    salt: salt === null ? null : fromPgBytes(salt),
    retryUntilMs: retryUntil === null ? 0 : Date.parse(retryUntil),
  }
  return { lease, file }
}

export interface FileEnd {
  state: 'pending' | 'stored' | 'failed'
  failure: MediaFailure | null
  mimeType: string | null
  bytes: number | null
}

/** How an attempt ended. @returns false if the lease was over: another run has the file now, and nothing is changed. */
export async function settleFile(db: TenantDb, lease: Lease, end: FileEnd): Promise<boolean> {
  const [result] = await db.batch(
    db.build.execute(sql`
      update media f set state = ${end.state}, failure = ${end.failure}, mime_type = ${end.mimeType},
        bytes = ${end.bytes}::bigint
      where f.id = ${lease.mediaId}::uuid and f.state = 'pending' and exists (
        select from work_due w where ${held(db, lease)})
      returning f.id`),
  )
  return result.rows.length > 0
}

/** Nothing is left to do. */
export async function closeWork(db: TenantDb, lease: Lease): Promise<void> {
  await db.batch(db.build.execute(sql`delete from work_due w where ${held(db, lease)}`))
}

export async function postponeWork(db: TenantDb, lease: Lease, dueAtMs: number): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      update work_due w set due_at = ${iso(dueAtMs)}::timestamptz, lease_until = null where ${held(db, lease)}`),
  )
}

function held(db: TenantDb, { mediaId, until }: Lease) {
  return sql`w.tenant_id = ${db.tenantId}::uuid and w.kind = 'media' and w.ref_id = ${mediaId}::uuid
    and w.lease_until = ${until}::timestamptz`
}

export interface NewUpload {
  id: string
  channelId: string
  kind: MediaKind
  mimeType: string
  bytes: number
  box: Uint8Array
  memberId: string
  /** If it is not finished by then, it is taken away again. */
  abandonedAtMs: number
}

/** The row comes before the bytes: whatever lies in R2 has a row that knows of it. */
export async function insertUpload(db: TenantDb, upload: NewUpload): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      insert into media (id, channel_id, kind, state, mime_type, bytes, box, uploaded_by)
      values (${upload.id}::uuid, ${upload.channelId}::uuid, ${upload.kind}, 'pending', ${upload.mimeType},
        ${upload.bytes}::bigint, ${toPgHex(upload.box)}::bytea, ${upload.memberId}::uuid)`),
    db.build.execute(sql`
      insert into work_due (tenant_id, kind, ref_id, due_at)
      values (${db.tenantId}::uuid, 'media', ${upload.id}::uuid, ${iso(upload.abandonedAtMs)}::timestamptz)`),
  )
}

/** @returns false if it was taken away meanwhile. */
export async function finishUpload(
  db: TenantDb,
  upload: { id: string; box: Uint8Array; memberId: string },
): Promise<boolean> {
  const [result] = await db.batch(
    db.build.execute(sql`
      with stored as (
        update media set state = 'stored', box = ${toPgHex(upload.box)}::bytea
        where id = ${upload.id}::uuid and state = 'pending' returning tenant_id, id
      ), done as (
        delete from work_due w using stored s where w.tenant_id = s.tenant_id and w.kind = 'media' and w.ref_id = s.id
      ), audited as (
        insert into audit_log (member_id, action, subject_id)
        select ${upload.memberId}::uuid, 'media.uploaded', id from stored
      )
      select id from stored`),
  )
  return result.rows.length > 0
}

export interface ReadableFile {
  id: string
  kind: MediaKind
  state: 'pending' | 'stored' | 'failed'
  mimeType: string | null
  bytes: number | null
  failure: MediaFailure | null
  /** Sealed for the tenant, not for a contact. */
  isUpload: boolean
  box: Uint8Array
  salt: Uint8Array | null
}

/** A file as far as the person may see it; one of a message that its writer deleted is seen by nobody. */
export async function findFile(db: TenantDb, mediaId: string): Promise<ReadableFile | null> {
  type Row = Omit<ReadableFile, 'bytes' | 'box' | 'salt'> & {
    bytes: string | null
    box: Uint8Array | string
    salt: Uint8Array | string | null
  }
  const [result] = await db.batch(
    db.build.execute<Row>(sql`
      select f.id, f.kind, f.state, f.mime_type as "mimeType", f.bytes, f.failure,
        f.uploaded_by is not null as "isUpload", f.box, c.salt
      from media f left join contacts c on c.tenant_id = f.tenant_id and c.id = f.contact_id
      where f.id = ${mediaId}::uuid and not exists (
        select from messages a
        where a.tenant_id = f.tenant_id and a.reply_to_id = f.message_id and a.contact_id = f.contact_id
          and a.type = 'revoke')`),
  )
  const row = result.rows[0]
  if (!row) return null
  return {
    ...row,
    bytes: row.bytes === null ? null : Number(row.bytes),
    box: fromPgBytes(row.box),
    salt: row.salt === null ? null : fromPgBytes(row.salt),
  }
}
