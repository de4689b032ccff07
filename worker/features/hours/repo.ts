import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

export type HoursRow = { box: Uint8Array | string; changedAt: string }

export function selectHours(db: TenantDb) {
  return db.build.execute<HoursRow>(sql`select box, changed_at as "changedAt" from business_hours`)
}

export function upsertHours(db: TenantDb, box: Uint8Array, answers: boolean) {
  return db.build.execute(sql`
    insert into business_hours (box, answers) values (${toPgHex(box)}::bytea, ${answers}::boolean)
    on conflict (tenant_id) do update set box = excluded.box, answers = excluded.answers, changed_at = now()`)
}
