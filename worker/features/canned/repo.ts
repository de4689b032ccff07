import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

type Box = Uint8Array | string

export type CannedRow = { id: string; ownerId: string | null; box: Box; updatedAt: string }

const cannedColumns = sql`id, owner_id as "ownerId", box, updated_at as "updatedAt"`

/** The shared ones and the member's own. */
export function selectCanned(db: TenantDb, limit: number) {
  return db.build.execute<CannedRow>(sql`select ${cannedColumns} from canned_responses order by id limit ${limit}`)
}

export function selectOneCanned(db: TenantDb, id: string) {
  return db.build.execute<CannedRow>(sql`select ${cannedColumns} from canned_responses where id = ${id}::uuid`)
}

export interface CannedWrite {
  id: string
  ownerId: string | null
  box: Uint8Array
  atMs: number
}

export function insertCanned(db: TenantDb, { id, ownerId, box, atMs }: CannedWrite) {
  const at = new Date(atMs).toISOString()
  return db.build.execute(sql`
    insert into canned_responses (id, owner_id, box, created_at, updated_at)
    values (${id}::uuid, ${ownerId}::uuid, ${toPgHex(box)}::bytea, ${at}::timestamptz, ${at}::timestamptz)`)
}

export function updateCanned(db: TenantDb, { id, ownerId, box, atMs }: CannedWrite) {
  return db.build.execute(sql`
    update canned_responses set owner_id = ${ownerId}::uuid, box = ${toPgHex(box)}::bytea,
      updated_at = ${new Date(atMs).toISOString()}::timestamptz
    where id = ${id}::uuid`)
}

export function deleteCanned(db: TenantDb, id: string) {
  return db.build.execute(sql`delete from canned_responses where id = ${id}::uuid`)
}

export type CannedFileRow = { id: string; mimeType: string | null; bytes: string | null; box: Box }

/** Uploaded files among these, as far as they are there. */
export function selectCannedFiles(db: TenantDb, ids: readonly string[]) {
  return db.build.execute<CannedFileRow>(sql`
    select id, mime_type as "mimeType", bytes, box from media
    where id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json)))
      and uploaded_by is not null and state = 'stored' and message_id is null`)
}
