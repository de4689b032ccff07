import { sql } from 'drizzle-orm'
import type { LabelColor } from '../../contract/label-colors.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

export type LabelRow = { id: string; color: LabelColor; box: Uint8Array | string }

const LABELS_MAX = 200

export function selectLabels(db: TenantDb) {
  return db.build.execute<LabelRow>(sql`select id, color, box from labels order by created_at, id limit ${LABELS_MAX}`)
}

export function selectLabel(db: TenantDb, labelId: string) {
  return db.build.execute<LabelRow & { conversations: number; contacts: number }>(sql`
    select l.id, l.color, l.box,
      (select count(*)::int from conversation_labels x where x.tenant_id = l.tenant_id and x.label_id = l.id) as conversations,
      (select count(*)::int from contact_labels x where x.tenant_id = l.tenant_id and x.label_id = l.id) as contacts
    from labels l where l.id = ${labelId}::uuid`)
}

export interface LabelWrite {
  id: string
  /** The name's index under every live version of the index key, newest first. */
  nameIndexes: Uint8Array[]
  box: Uint8Array
  color: LabelColor
  memberId: string
}

export type LabelInsert = 'created' | 'exists' | 'full'

export async function insertLabel(db: TenantDb, label: LabelWrite): Promise<LabelInsert> {
  const [taken, inserted] = await db.batch(
    selectNamed(db, label),
    db.build.execute(sql`
      with inserted as (
        insert into labels (id, name_index, box, color)
        select ${label.id}::uuid, ${newestIndex(label)}::bytea, ${toPgHex(label.box)}::bytea, ${label.color}
        where (select count(*) from labels) < ${LABELS_MAX} and not exists (
          select from labels where name_index = any (${indexes(label)}))
        on conflict do nothing returning id
      )
      insert into audit_log (member_id, action, subject_id)
      select ${label.memberId}::uuid, 'label.created', id from inserted returning id`),
  )
  if (inserted.rows.length > 0) return 'created'
  return taken.rows.length > 0 ? 'exists' : 'full'
}

/** @returns whether it was changed: not if another label has the name, or it is not there. */
export async function updateLabel(db: TenantDb, label: LabelWrite): Promise<boolean> {
  const [changed] = await db.batch(
    db.build.execute(sql`
      with changed as (
        update labels set name_index = ${newestIndex(label)}::bytea, box = ${toPgHex(label.box)}::bytea, color = ${label.color}
        where id = ${label.id}::uuid and not exists (
          select from labels other where other.name_index = any (${indexes(label)}) and other.id <> ${label.id}::uuid)
        returning id, to_jsonb(old) as before, to_jsonb(new) as after
      )
      insert into audit_log (member_id, action, subject_id, details)
      select ${label.memberId}::uuid, 'label.changed', id, changed_fields(before, after, 'color') from changed
      returning id`),
  )
  return changed.rows.length > 0
}

/** Takes it off everything it stands on, too. @returns whether it was there. */
export async function deleteLabel(db: TenantDb, labelId: string, memberId: string): Promise<boolean> {
  const [removed] = await db.batch(
    db.build.execute(sql`
      with removed as (delete from labels where id = ${labelId}::uuid returning id)
      insert into audit_log (member_id, action, subject_id)
      select ${memberId}::uuid, 'label.removed', id from removed returning id`),
  )
  return removed.rows.length > 0
}

function selectNamed(db: TenantDb, label: LabelWrite) {
  return db.build.execute(sql`select id from labels where name_index = any (${indexes(label)})`)
}

const newestIndex = ({ nameIndexes: [newest] }: LabelWrite) => toPgHex(newest ?? new Uint8Array())

const indexes = ({ nameIndexes }: LabelWrite) =>
  sql`array(select value::bytea from json_array_elements_text(${JSON.stringify(nameIndexes.map(toPgHex))}::json))`
