import { sql } from 'drizzle-orm'
import type { ViewFilters } from '../../contract/view.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

export type ViewRow = {
  id: string
  memberId: string
  shared: boolean
  box: Uint8Array | string
  filters: ViewFilters
}

/** Of all that one member sees. */
const VIEWS_MAX = 50

const columns = sql`id, member_id as "memberId", shared, box, filters`

export function selectViews(db: TenantDb) {
  return db.build.execute<ViewRow>(sql`select ${columns} from views order by created_at, id limit ${VIEWS_MAX}`)
}

export function selectView(db: TenantDb, viewId: string) {
  return db.build.execute<ViewRow>(sql`select ${columns} from views where id = ${viewId}::uuid`)
}

/** What filters name by id, of those that are there. */
export function selectNamed(db: TenantDb, { assignee, team, label, channel }: ViewFilters) {
  const memberId = assignee === 'me' || assignee === 'none' ? undefined : assignee
  return db.build.execute<{ member: boolean; team: boolean; label: boolean; channel: boolean }>(sql`
    select ${memberId ?? null}::uuid is null or exists (select from memberships where id = ${memberId ?? null}::uuid) as member,
      ${team ?? null}::uuid is null or exists (select from teams where id = ${team ?? null}::uuid) as team,
      ${label ?? null}::uuid is null or exists (select from labels where id = ${label ?? null}::uuid) as label,
      ${channel ?? null}::uuid is null or exists (select from channels where id = ${channel ?? null}::uuid) as channel`)
}

export interface ViewWrite {
  id: string
  memberId: string
  shared: boolean
  box: Uint8Array
  filters: ViewFilters
}

/** @returns no row if the member sees as many as there may be. */
export function insertView(db: TenantDb, view: ViewWrite) {
  return db.build.execute(sql`
    with inserted as (
      insert into views (id, member_id, shared, box, filters)
      select ${view.id}::uuid, ${view.memberId}::uuid, ${view.shared}::boolean, ${toPgHex(view.box)}::bytea,
        ${JSON.stringify(view.filters)}::jsonb
      where (select count(*) from views) < ${VIEWS_MAX} returning id
    )
    insert into audit_log (member_id, action, subject_id, details)
    select ${view.memberId}::uuid, 'view.created', id, jsonb_build_object('shared', ${view.shared}::boolean)
    from inserted returning id`)
}

export function updateView(db: TenantDb, view: ViewWrite) {
  return db.build.execute(sql`
    with changed as (
      update views set shared = ${view.shared}::boolean, box = ${toPgHex(view.box)}::bytea,
        filters = ${JSON.stringify(view.filters)}::jsonb
      where id = ${view.id}::uuid returning id, to_jsonb(old) as before, to_jsonb(new) as after
    )
    insert into audit_log (member_id, action, subject_id, details)
    select ${view.memberId}::uuid, 'view.changed', id, changed_fields(before, after, 'shared') from changed`)
}

export function deleteView(db: TenantDb, viewId: string, memberId: string) {
  return db.build.execute(sql`
    with removed as (delete from views where id = ${viewId}::uuid returning id)
    insert into audit_log (member_id, action, subject_id)
    select ${memberId}::uuid, 'view.removed', id from removed`)
}
