import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { type AuditEntry, insertAudit } from '../tenant/index.ts'

export type TemplateRow = {
  id: string
  channelId: string
  name: string
  language: string
  category: string
  status: string
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: ({ type: string } & Record<string, unknown>)[]
  syncedAt: string
}

/** Templates belong to accounts: each stands once for every channel of its account. */
export function selectTemplates(db: TenantDb, channelId: string | null) {
  return db.build.execute<TemplateRow>(sql`
    select t.id, c.id as "channelId", t.name, t.language, t.category, t.status,
      t.parameter_format as "parameterFormat", t.components, t.synced_at as "syncedAt"
    from templates t join channels c on c.tenant_id = t.tenant_id and c.waba_id = t.waba_id
    where ${channelId}::uuid is null or c.id = ${channelId}::uuid
    order by t.name, t.language, c.created_at`)
}

export interface SyncedTemplate {
  id: string
  metaId: string
  name: string
  language: string
  category: string
  status: string
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: { type: string }[]
}

/**
 * Makes the account's templates what WhatsApp lists: set-wise, in one transaction. A template keeps its id. The audit log
 * tells of each that was there and is another now, or gone.
 *
 * @returns how many are gone.
 */
export async function replaceTemplates(
  db: TenantDb,
  wabaId: string,
  listed: SyncedTemplate[],
  audit: AuditEntry,
): Promise<number> {
  const rows = JSON.stringify(listed)
  const [removed] = await db.batch(
    db.build.execute(sql`
      with removed as (delete from templates t where t.waba_id = ${wabaId} and not exists (
        select from json_to_recordset(${rows}::json) as x(name text, language text)
        where x.name = t.name and x.language = t.language
      ) returning t.id)
      insert into audit_log (member_id, action, subject_id)
      select ${audit.memberId}::uuid, 'template.removed', id from removed returning id`),
    db.build.execute(sql`
      with written as (insert into templates (id, waba_id, meta_id, name, language, category, status, parameter_format, components)
      select x.id, ${wabaId}, x."metaId", x.name, x.language, x.category, x.status, x."parameterFormat", x.components
      from json_to_recordset(${rows}::json) as x(id uuid, "metaId" text, name text, language text, category text,
        status text, "parameterFormat" text, components jsonb)
      on conflict (tenant_id, waba_id, name, language) do update set meta_id = excluded.meta_id,
        category = excluded.category, status = excluded.status, parameter_format = excluded.parameter_format,
        components = excluded.components, synced_at = now()
      returning new.id, to_jsonb(old) as before, to_jsonb(new) as after)
      insert into audit_log (member_id, action, subject_id, details)
      select ${audit.memberId}::uuid, 'template.changed', id,
        changed_fields(before, after, 'category', 'status', 'parameter_format') || case
          when before -> 'components' is distinct from after -> 'components' then '{"changed": ["components"]}'::jsonb
          else '{}' end
      from written where before - 'synced_at' - 'meta_id' is distinct from after - 'synced_at' - 'meta_id'
        and before is not null`),
    insertAudit(db, audit),
  )
  return removed.rows.length
}
