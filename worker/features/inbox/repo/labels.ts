import { sql } from 'drizzle-orm'
import type { LabelSuggestion } from '../../../contract/label.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { uuids } from '../../../db/columns.ts'

/** Those of the labels that are there. */
export function selectLabelIds(db: TenantDb, labelIds: string[]) {
  return db.build.execute<{ id: string }>(sql`select id from labels where id = any (${uuids(labelIds)})`)
}

export function selectConversationLabels(db: TenantDb, conversationId: string) {
  return db.build.execute<{ id: string }>(sql`
    select label_id as id from conversation_labels where conversation_id = ${conversationId}::uuid`)
}

/** A label to put on a conversation, or to take off. */
export interface LabelMove {
  conversationId: string
  labelId: string
  add: boolean
}

/** Puts labels on conversations and takes others off; each that really changed has its row in the audit log. */
export function moveLabels(db: TenantDb, moves: LabelMove[], memberId: string) {
  return db.build.execute(sql`
    with input as materialized (
      select * from json_to_recordset(${JSON.stringify(moves)}::json) as x("conversationId" uuid, "labelId" uuid, add boolean)
    ), removed as (
      delete from conversation_labels c using input x
      where not x.add and c.conversation_id = x."conversationId" and c.label_id = x."labelId"
        and c.conversation_id = any (array(select "conversationId" from input))
      returning c.conversation_id, c.label_id
    ), added as (
      insert into conversation_labels (conversation_id, label_id, member_id)
      select x."conversationId", x."labelId", ${memberId}::uuid from input x
      where x.add and exists (select from labels l where l.id = x."labelId")
      on conflict do nothing returning conversation_id, label_id
    ), changed as (
      select conversation_id, label_id, 'added' as what from added
      union all select conversation_id, label_id, 'removed' from removed
    )
    insert into audit_log (member_id, action, subject_id, details)
    select ${memberId}::uuid, 'conversation.labelled', conversation_id, jsonb_build_object(
      'added', coalesce(jsonb_agg(label_id) filter (where what = 'added'), '[]'),
      'removed', coalesce(jsonb_agg(label_id) filter (where what = 'removed'), '[]'))
    from changed group by conversation_id`)
}

/** The labels of a person: of their contact, and of those merged into it. */
export function selectContactLabels(db: TenantDb, contactIds: string[]) {
  return db.build.execute<{ id: string }>(sql`
    select distinct label_id as id from contact_labels where contact_id = any (${uuids(contactIds)})`)
}

/** Takes labels off everybody that a person consists of, and puts others on the contact they are shown as. */
export function changeContactLabels(
  db: TenantDb,
  contactId: string,
  contactIds: string[],
  change: { add: string[]; remove: string[]; memberId: string },
) {
  return db.build.execute(sql`
    with removed as (
      delete from contact_labels
      where contact_id = any (${uuids(contactIds)}) and label_id = any (${uuids(change.remove)})
    ), added as (
      insert into contact_labels (contact_id, label_id, member_id)
      select ${contactId}::uuid, l.id, ${change.memberId}::uuid from labels l where l.id = any (${uuids(change.add)})
      on conflict do nothing
    )
    insert into audit_log (member_id, action, subject_id, details)
    values (${change.memberId}::uuid, 'contact.labelled', ${contactId}::uuid,
      ${JSON.stringify({ added: change.add, removed: change.remove })}::jsonb)`)
}

const SUGGESTED_MAX = 5
/** Of the labels that the person gave last, these many count. */
const RECENT_GIVEN = 50

/** What the customer has elsewhere, most used first, then what the person gave lately; never what is there already. */
export function selectSuggestions(db: TenantDb, conversationId: string, memberId: string) {
  return db.build.execute<LabelSuggestion>(sql`
    with shown as (
      select v.contact_id from conversations v where v.id = ${conversationId}::uuid
    ), offered as (
      select l.label_id, 2000 as weight from contact_labels l where l.contact_id = (select contact_id from shown)
      union all
      select l.label_id, 1000 from conversation_labels l
      where l.conversation_id in (
        select v.id from conversations v
        where v.contact_id = (select contact_id from shown) and v.id <> ${conversationId}::uuid)
      union all
      (select l.label_id, 1 from conversation_labels l
       where l.member_id = ${memberId}::uuid and exists (select from shown)
       order by l.created_at desc limit ${RECENT_GIVEN})
    )
    select o.label_id as "labelId", case when sum(o.weight) >= 1000 then 'customer' else 'recent' end as because
    from offered o
    where o.label_id not in (
      select l.label_id from conversation_labels l where l.conversation_id = ${conversationId}::uuid)
    group by 1 order by sum(o.weight) desc, 1 limit ${SUGGESTED_MAX}`)
}
