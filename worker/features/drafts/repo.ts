import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

type Box = Uint8Array | string

export type DraftRow = { contactId: string; salt: Box; box: Box | null; updatedAt: string | null }

/** The conversation as far as the member sees it, with their draft if there is one. */
export function selectDraft(db: TenantDb, memberId: string, conversationId: string) {
  return db.build.execute<DraftRow>(sql`
    select v.contact_id as "contactId", c.salt, d.box, d.updated_at as "updatedAt"
    from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    left join drafts d on d.tenant_id = v.tenant_id and d.member_id = ${memberId}::uuid and d.conversation_id = v.id
    where v.id = ${conversationId}::uuid`)
}

/** Of two devices the later one wins, whichever arrives first. */
export function upsertDraft(
  db: TenantDb,
  draft: { memberId: string; conversationId: string; box: Uint8Array; atMs: number },
) {
  return db.build.execute(sql`
    insert into drafts (member_id, conversation_id, box, updated_at)
    values (${draft.memberId}::uuid, ${draft.conversationId}::uuid, ${toPgHex(draft.box)}::bytea,
      ${new Date(draft.atMs).toISOString()}::timestamptz)
    on conflict (tenant_id, member_id, conversation_id) do update
      set box = excluded.box, updated_at = excluded.updated_at
      where drafts.updated_at <= excluded.updated_at`)
}

export function deleteDraft(db: TenantDb, memberId: string, conversationId: string) {
  return db.build.execute(sql`
    delete from drafts where member_id = ${memberId}::uuid and conversation_id = ${conversationId}::uuid`)
}
