import { sql } from 'drizzle-orm'
import type { Upload } from '../../contract/channel.ts'
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

export type DraftFileRow = { id: string; kind: Upload['kind']; mimeType: string; bytes: string }

/** Files that the member uploaded for the conversation's number since then and has not sent. */
export function selectDraftFiles(db: TenantDb, { memberId, conversationId, mediaIds, since }: FilesWanted) {
  return db.build.execute<DraftFileRow>(sql`
    select f.id, f.kind, coalesce(f.mime_type, 'application/octet-stream') as "mimeType", f.bytes
    from media f join conversations v on v.tenant_id = f.tenant_id and v.channel_id = f.channel_id
    where f.id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(mediaIds)}::json)))
      and v.id = ${conversationId}::uuid and f.uploaded_by = ${memberId}::uuid and f.state = 'stored'
      and f.message_id is null and f.created_at >= ${since.toISOString()}::timestamptz`)
}

interface FilesWanted {
  memberId: string
  conversationId: string
  mediaIds: string[]
  since: Date
}

interface DraftPlace {
  memberId: string
  conversationId: string
  /** The draft that is replaced, null for none; undefined: whichever is there. */
  basedOn: string | null | undefined
}

export type KeptRow = { updatedAt: string }

/**
 * No row comes back if another draft is there than the one it is based on. Without such a one, of two devices the later
 * one wins, whichever arrives first. No two drafts of a place have the same time, which names them.
 */
export function upsertDraft(db: TenantDb, draft: DraftPlace & { box: Uint8Array; atMs: number }) {
  const { memberId, conversationId, basedOn = null } = draft
  const isFree = draft.basedOn === undefined
  return db.build.execute<KeptRow>(sql`
    insert into drafts (member_id, conversation_id, box, updated_at)
    select ${memberId}::uuid, ${conversationId}::uuid, ${toPgHex(draft.box)}::bytea,
      ${new Date(draft.atMs).toISOString()}::timestamptz
    where ${basedOn}::timestamptz is null or exists (
      select from drafts
      where member_id = ${memberId}::uuid and conversation_id = ${conversationId}::uuid
        and updated_at = ${basedOn}::timestamptz
      for update
    )
    on conflict (tenant_id, member_id, conversation_id) do update
      set box = excluded.box,
        updated_at = greatest(excluded.updated_at, drafts.updated_at + interval '1 millisecond')
      where case when ${isFree}::boolean then drafts.updated_at <= excluded.updated_at
        else drafts.updated_at = ${basedOn}::timestamptz end
    returning updated_at as "updatedAt"`)
}

export function deleteDraft(db: TenantDb, { memberId, conversationId, basedOn }: DraftPlace) {
  const isBase = basedOn === undefined ? sql`` : sql`and updated_at = ${basedOn}::timestamptz`
  return db.build.execute<KeptRow>(sql`
    delete from drafts where member_id = ${memberId}::uuid and conversation_id = ${conversationId}::uuid ${isBase}
    returning updated_at as "updatedAt"`)
}
