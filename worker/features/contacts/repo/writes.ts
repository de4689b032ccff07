import { sql } from 'drizzle-orm'
import type { AttributeKind, ConsentState } from '../../../contract/contact-lists.ts'
import type { IndexValue } from '../../../crypto/vault.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex, uuids } from '../../../db/columns.ts'

/** The portfolios that the tenant's numbers belong to: who a customer is hangs on one. */
export function selectPortfolios(db: TenantDb) {
  return db.build.execute<{ portfolioId: string }>(sql`
    select distinct portfolio_id as "portfolioId" from accounts`)
}

export function setEmailIndex(db: TenantDb, contactId: string, index: IndexValue | null) {
  return db.build.execute(sql`
    update contacts set email_index = ${index && toPgHex(index.bytes)}::bytea,
      email_index_version = ${index?.version ?? null}::int, changed_at = now()
    where id = ${contactId}::uuid`)
}

export function setConsent(
  db: TenantDb,
  contactIds: string[],
  { marketing, source, at }: { marketing: ConsentState; source: string; at: string },
) {
  return db.build.execute(sql`
    update contacts set opted_out_at = case when ${marketing} = 'withdrawn' then ${at}::timestamptz end,
      granted_at = case when ${marketing} = 'granted' then ${at}::timestamptz end,
      consent_source = case when ${marketing} <> 'unknown' then ${source} end, changed_at = now()
    where id = any (${uuids(contactIds)})`)
}

export function setBlocked(db: TenantDb, contactIds: string[], blocked: boolean) {
  return db.build.execute(sql`
    update contacts set blocked_at = case when ${blocked} then coalesce(blocked_at, now()) end, changed_at = now()
    where id = any (${uuids(contactIds)})`)
}

export function insertNote(db: TenantDb, note: { id: string; contactId: string; box: Uint8Array; memberId: string }) {
  return db.build.execute(sql`
    with noted as (
      insert into contact_notes (id, contact_id, box, member_id)
      values (${note.id}::uuid, ${note.contactId}::uuid, ${toPgHex(note.box)}::bytea, ${note.memberId}::uuid)
      returning contact_id)
    update contacts c set changed_at = now() from noted where c.id = noted.contact_id`)
}

/** @returns the row if it was there. `memberId` null: whoever wrote it. */
export function deleteNote(db: TenantDb, noteId: string, contactIds: string[], memberId: string | null) {
  return db.build.execute<{ id: string }>(sql`
    delete from contact_notes where id = ${noteId}::uuid and contact_id = any (${uuids(contactIds)})
      and (${memberId}::uuid is null or member_id = ${memberId}::uuid)
    returning id`)
}

export interface AttributeWrite {
  id: string
  contactId: string
  attributeId: string
  index: IndexValue
  box: Uint8Array
}

export function insertAttributeValue(db: TenantDb, value: AttributeWrite) {
  return db.build.execute(sql`
    insert into contact_attributes (id, contact_id, attribute_id, value_index, index_version, box)
    values (${value.id}::uuid, ${value.contactId}::uuid, ${value.attributeId}::uuid, ${toPgHex(value.index.bytes)}::bytea,
      ${value.index.version}::int, ${toPgHex(value.box)}::bytea)`)
}

/** Takes a value away from everybody that a person consists of. */
export function deleteAttributeValues(db: TenantDb, contactIds: string[], attributeId: string) {
  return db.build.execute(sql`
    delete from contact_attributes
    where contact_id = any (${uuids(contactIds)}) and attribute_id = ${attributeId}::uuid`)
}

export function touchContact(db: TenantDb, contactId: string) {
  return db.build.execute(sql`update contacts set changed_at = now() where id = ${contactId}::uuid`)
}

/** The merge, and what of a person holds for all: a withdrawn consent and a block. */
export function insertMerge(
  db: TenantDb,
  merge: { id: string; survivorId: string; mergedId: string; box: Uint8Array | null; memberId: string },
) {
  const { survivorId, mergedId } = merge
  return [
    db.build.execute(sql`
      insert into contact_merges (id, survivor_id, merged_id, box, member_id)
      values (${merge.id}::uuid, ${survivorId}::uuid, ${mergedId}::uuid, ${merge.box && toPgHex(merge.box)}::bytea,
        ${merge.memberId}::uuid)`),
    db.build.execute(sql`
      update contacts set merged_into = ${survivorId}::uuid, changed_at = now()
      where id = ${mergedId}::uuid or merged_into = ${mergedId}::uuid`),
    db.build.execute(sql`
      with people as (
        select id, opted_out_at, consent_source, blocked_at from contacts
        where id = ${survivorId}::uuid or merged_into = ${survivorId}::uuid
      ), strictest as (
        select min(opted_out_at) as opted_out_at, min(blocked_at) as blocked_at,
          (array_agg(consent_source order by opted_out_at) filter (where opted_out_at is not null))[1] as source
        from people
      )
      update contacts c set opted_out_at = coalesce(c.opted_out_at, s.opted_out_at),
        consent_source = case when c.opted_out_at is null and s.opted_out_at is not null then s.source else c.consent_source end,
        granted_at = case when s.opted_out_at is null then c.granted_at end,
        blocked_at = coalesce(c.blocked_at, s.blocked_at), changed_at = now()
      from strictest s where c.id in (select id from people)`),
  ]
}

export function selectMerge(db: TenantDb, survivorId: string, mergedId: string) {
  return db.build.execute<{ id: string; box: Uint8Array | string | null }>(sql`
    select id, box from contact_merges
    where survivor_id = ${survivorId}::uuid and merged_id = ${mergedId}::uuid and undone_at is null`)
}

const mergedBefore = (mergedId: string) => sql`
  with recursive people as (
    select ${mergedId}::uuid as id
    union
    select m.merged_id from people p join contact_merges m on m.survivor_id = p.id and m.undone_at is null
  )`

/** A merged person, and everybody who had been merged into them. */
export function selectMergedBefore(db: TenantDb, mergedId: string) {
  return db.build.execute<{ id: string }>(sql`${mergedBefore(mergedId)} select id from people`)
}

/** Takes a person out again, with everybody who was merged into them before. */
export function undoMerge(db: TenantDb, mergeId: string, mergedId: string) {
  return [
    db.build.execute(sql`update contact_merges set undone_at = now() where id = ${mergeId}::uuid`),
    db.build.execute(sql`
      ${mergedBefore(mergedId)}
      update contacts c set merged_into = case when c.id = ${mergedId}::uuid then null else ${mergedId}::uuid end,
        changed_at = now()
      from people p where c.id = p.id`),
  ]
}

/** Nobody sees these people any more; what is due erases them. */
export function markRemoved(db: TenantDb, rootId: string, contactIds: string[], dueAt: string) {
  return db.build.execute(sql`
    with removed as (
      update contacts set removed_at = now() where id = any (${uuids(contactIds)}) and removed_at is null
      returning tenant_id)
    insert into work_due (tenant_id, kind, ref_id, due_at)
    select distinct tenant_id, 'removal', ${rootId}::uuid, ${dueAt}::timestamptz from removed
    on conflict do nothing`)
}

/** @returns who is there again; nobody once it is due. */
export function restoreRemoved(db: TenantDb, rootId: string) {
  return db.build.execute<{ id: string }>(sql`
    with stopped as (
      delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'removal' and ref_id = ${rootId}::uuid
        and due_at > now()
      returning ref_id
    )
    update contacts c set removed_at = null, changed_at = now()
    from stopped s where (c.id = s.ref_id or c.merged_into = s.ref_id) and c.removed_at is not null
    returning c.id`)
}

/** Files of these people that lie in the bucket. */
export function selectFiles(db: TenantDb, contactIds: string[]) {
  return db.build.execute<{ id: string }>(sql`
    select f.id from conversations v
    join messages m on m.tenant_id = v.tenant_id and m.conversation_id = v.id
    join media f on f.tenant_id = m.tenant_id and f.message_id = m.id
    where v.contact_id = any (${uuids(contactIds)})`)
}

/** Who is to be erased under this id, and whether it is time. */
export function selectRemoved(db: TenantDb, rootId: string) {
  return db.build.execute<{ id: string }>(sql`
    select c.id from work_due w
    join contacts c on c.tenant_id = w.tenant_id and (c.id = w.ref_id or c.merged_into = w.ref_id)
    where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'removal' and w.ref_id = ${rootId}::uuid
      and w.due_at <= now() and c.removed_at is not null and c.erased_at is null`)
}

/**
 * Destroys the salts, and with them everything that was sealed for these people; takes away what would still find
 * them, and what nobody could read any more. In one transaction: it happened, or it did not.
 */
export function eraseContacts(db: TenantDb, rootId: string, contactIds: string[]) {
  const ids = uuids(contactIds)
  const theirs = sql`
    select m.id from messages m where m.conversation_id in (select id from conversations where contact_id = any (${ids}))
    union all
    select m.id from messages m where m.conversation_id is null and m.contact_id = any (${ids})`
  return [
    db.build.execute(sql`delete from message_events where message_id in (${theirs})`),
    db.build.execute(sql`delete from media where message_id in (${theirs})`),
    db.build.execute(sql`delete from messages where conversation_id is null and contact_id = any (${ids})`),
    db.build.execute(sql`delete from conversations where contact_id = any (${ids})`),
    db.build.execute(sql`delete from contact_identities where contact_id = any (${ids})`),
    db.build.execute(sql`delete from contact_labels where contact_id = any (${ids})`),
    db.build.execute(sql`delete from contact_notes where contact_id = any (${ids})`),
    db.build.execute(sql`delete from contact_attributes where contact_id = any (${ids})`),
    db.build.execute(sql`delete from contact_merges where survivor_id = any (${ids}) or merged_id = any (${ids})`),
    db.build.execute(sql`
      update contacts set salt = null, box = null, email_index = null, email_index_version = null, country = null,
        erased_at = now()
      where id = any (${ids})`),
    db.build.execute(sql`
      insert into audit_log (action, subject_id, details)
      values ('contact.erased', ${rootId}::uuid, jsonb_build_object('contacts', ${contactIds.length}::int))`),
    db.build.execute(sql`
      delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'removal' and ref_id = ${rootId}::uuid`),
  ]
}

export function insertAttribute(
  db: TenantDb,
  attribute: { id: string; kind: AttributeKind; keyIndex: IndexValue; box: Uint8Array },
) {
  return db.build.execute(sql`
    insert into attributes (id, kind, key_index, box)
    values (${attribute.id}::uuid, ${attribute.kind}, ${toPgHex(attribute.keyIndex.bytes)}::bytea,
      ${toPgHex(attribute.box)}::bytea)`)
}

export function updateAttribute(db: TenantDb, attributeId: string, box: Uint8Array) {
  return db.build.execute(sql`
    update attributes set box = ${toPgHex(box)}::bytea where id = ${attributeId}::uuid`)
}

/** With every value that it has. */
export function deleteAttribute(db: TenantDb, attributeId: string) {
  return db.build.execute<{ id: string }>(sql`
    delete from attributes where id = ${attributeId}::uuid returning id`)
}

export function insertSegment(db: TenantDb, segment: { id: string; box: Uint8Array; memberId: string }) {
  return db.build.execute(sql`
    insert into segments (id, box, member_id)
    values (${segment.id}::uuid, ${toPgHex(segment.box)}::bytea, ${segment.memberId}::uuid)`)
}

export function updateSegment(db: TenantDb, segmentId: string, box: Uint8Array) {
  return db.build.execute(sql`update segments set box = ${toPgHex(box)}::bytea where id = ${segmentId}::uuid`)
}

export function deleteSegment(db: TenantDb, segmentId: string) {
  return db.build.execute<{ id: string }>(sql`delete from segments where id = ${segmentId}::uuid returning id`)
}
