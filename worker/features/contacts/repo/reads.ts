import { type SQL, sql } from 'drizzle-orm'
import type { AttributeKind, ConsentSource, ConsentState } from '../../../contract/contact-lists.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { IdentityKind } from '../customers.ts'
import type { IdentityNote } from './directory.ts'

type Box = Uint8Array | string

export type ContactListRow = {
  id: string
  salt: Box
  box: Box
  country: string | null
  optedOutAt: string | null
  grantedAt: string | null
  consentSource: ConsentSource | null
  blocked: boolean
  labelIds: string[]
  mergedInto: string | null
  createdAt: string
  lastSeenAt: string | null
  changedAt: string
}

const types = { uuid: sql`uuid`, text: sql`text`, bytea: sql`bytea` }
const array = (values: readonly string[], type: keyof typeof types) =>
  sql`array(select value::${types[type]} from json_array_elements_text(${JSON.stringify(values)}::json))`
export const bytes = (indexes: readonly { bytes: Uint8Array }[]) =>
  array(
    indexes.map((index) => toPgHex(index.bytes)),
    'bytea',
  )

/** A window closes 24 hours after the customer's last message: that is when they were seen. */
const seenByConversation = (contactId: SQL) => sql`
  (select max(v.window_closes_at) - interval '24 hours' from conversations v
   where v.tenant_id = c.tenant_id and v.contact_id = ${contactId})`
const columns = sql`
  c.id, c.salt, c.box, c.country, c.opted_out_at as "optedOutAt", c.granted_at as "grantedAt",
  c.consent_source as "consentSource", c.blocked_at is not null as blocked, c.merged_into as "mergedInto",
  c.created_at as "createdAt", c.changed_at as "changedAt",
  (select coalesce(json_agg(distinct l.label_id), '[]') from (
    select c.id union all select g.id from contacts g where g.tenant_id = c.tenant_id and g.merged_into = c.id) p (id)
   join contact_labels l on l.tenant_id = c.tenant_id and l.contact_id = p.id) as "labelIds",
  greatest(${seenByConversation(sql`c.id`)}, (
    select max(v.window_closes_at) - interval '24 hours' from contacts g
    join conversations v on v.tenant_id = g.tenant_id and v.contact_id = g.id
    where g.tenant_id = c.tenant_id and g.merged_into = c.id)) as "lastSeenAt"`

/** Whom a list may show: neither who is part of another person, nor who is being erased. */
const shown = sql`c.merged_into is null and c.removed_at is null and c.erased_at is null`

/** Filters as the database takes them: values of attributes by their blind indexes. */
export interface FilterSql {
  labelIds?: string[] | undefined
  countries?: string[] | undefined
  consent?: ConsentState | undefined
  blocked?: boolean | undefined
  createdAfter?: string | undefined
  createdBefore?: string | undefined
  seenAfter?: string | undefined
  seenBefore?: string | undefined
  attributes?: { attributeId: string; indexes: { bytes: Uint8Array }[] }[] | undefined
  /** Blind indexes of what was searched for: of identities, and of the e-mail address. */
  search?: { identities: { bytes: Uint8Array }[]; email: { bytes: Uint8Array }[] } | undefined
}

const consents: Record<ConsentState, SQL> = {
  unknown: sql`c.opted_out_at is null and c.granted_at is null`,
  granted: sql`c.granted_at is not null`,
  withdrawn: sql`c.opted_out_at is not null`,
}

function conditions(filters: FilterSql): SQL {
  const { countries, consent, blocked, search } = filters
  const parts = [shown]
  if (countries) parts.push(sql`c.country = any (${array(countries, 'text')})`)
  if (consent) parts.push(consents[consent])
  if (blocked !== undefined) parts.push(blocked ? sql`c.blocked_at is not null` : sql`c.blocked_at is null`)
  if (filters.labelIds) {
    parts.push(
      isAmong(sql`
        select l.tenant_id, l.contact_id from contact_labels l where l.label_id = any (${array(filters.labelIds, 'uuid')})`),
    )
  }
  if (filters.createdAfter) parts.push(sql`c.created_at >= ${filters.createdAfter}::timestamptz`)
  if (filters.createdBefore) parts.push(sql`c.created_at < ${filters.createdBefore}::timestamptz`)
  if (filters.seenAfter) parts.push(wroteSince(filters.seenAfter))
  if (filters.seenBefore) parts.push(sql`not (${wroteSince(filters.seenBefore)})`)
  for (const { attributeId, indexes } of filters.attributes ?? []) {
    parts.push(
      isAmong(sql`
        select a.tenant_id, a.contact_id from contact_attributes a
        where a.attribute_id = ${attributeId}::uuid and a.value_index = any (${bytes(indexes)})`),
    )
  }
  if (search) {
    parts.push(
      isAmong(sql`
        select i.tenant_id, i.contact_id from contact_identities i where i.value_index = any (${bytes(search.identities)})
        union all
        select e.tenant_id, e.id from contacts e where e.email_index = any (${bytes(search.email)})`),
    )
  }
  return sql.join(parts, sql` and `)
}

/** A person is found by what is known of anybody who was merged into them. */
const isAmong = (found: SQL) => sql`
  c.id in (
    select coalesce(g.merged_into, g.id) from (${found}) f (tenant_id, contact_id)
    join contacts g on g.tenant_id = f.tenant_id and g.id = f.contact_id)`

const wroteSince = (at: string) =>
  isAmong(sql`
    select v.tenant_id, v.contact_id from conversations v
    where v.window_closes_at >= ${at}::timestamptz + interval '24 hours'`)

/** One page, whoever changed last first. */
export function selectContacts(
  db: TenantDb,
  filters: FilterSql,
  limit: number,
  before: { at: string; id: string } | null,
) {
  const older = before ? sql`and (c.changed_at, c.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``
  return db.build.execute<ContactListRow>(sql`
    select ${columns} from contacts c where ${conditions(filters)} ${older}
    order by c.changed_at desc, c.id desc limit ${limit}`)
}

export function countContacts(db: TenantDb, filters: FilterSql) {
  return db.build.execute<{ count: number }>(sql`
    select count(*)::int as count from contacts c where ${conditions(filters)}`)
}

/** Everybody a person consists of: the ids, however one of them is named. */
const groupOf = (contactId: string) => sql`
  with root as materialized (
    select tenant_id, coalesce(merged_into, id) as id from contacts
    where id = ${contactId}::uuid and removed_at is null and erased_at is null
  ), people as materialized (
    select c.id from root r join contacts c on c.tenant_id = r.tenant_id and c.id = r.id
    union
    select c.id from root r join contacts c on c.tenant_id = r.tenant_id and c.merged_into = r.id
  )`

/** The person and those merged into them; the one without `mergedInto` is the survivor. */
export function selectGroup(db: TenantDb, contactId: string) {
  return db.build.execute<ContactListRow>(sql`
    ${groupOf(contactId)}
    select ${columns} from people p join contacts c on c.tenant_id = ${db.tenantId}::uuid and c.id = p.id`)
}

export type PartRow = { id: string; contactId: string; box: Box }

export function selectGroupIdentities(db: TenantDb, contactId: string) {
  return db.build.execute<
    PartRow & { kind: IdentityKind; current: boolean; note: IdentityNote | null; seenAt: string }
  >(sql`
    ${groupOf(contactId)}
    select i.id, i.contact_id as "contactId", i.kind, i.box, i.current, i.note, i.seen_at as "seenAt"
    from people p join contact_identities i on i.tenant_id = ${db.tenantId}::uuid and i.contact_id = p.id
    order by i.current desc, i.seen_at desc limit 100`)
}

export function selectGroupNotes(db: TenantDb, contactId: string) {
  return db.build.execute<PartRow & { memberId: string; createdAt: string }>(sql`
    ${groupOf(contactId)}
    select n.id, n.contact_id as "contactId", n.box, n.member_id as "memberId", n.created_at as "createdAt"
    from people p join contact_notes n on n.tenant_id = ${db.tenantId}::uuid and n.contact_id = p.id
    order by n.created_at desc limit 200`)
}

export function selectGroupAttributes(db: TenantDb, contactId: string) {
  return db.build.execute<PartRow & { attributeId: string }>(sql`
    ${groupOf(contactId)}
    select a.id, a.contact_id as "contactId", a.attribute_id as "attributeId", a.box
    from people p join contact_attributes a on a.tenant_id = ${db.tenantId}::uuid and a.contact_id = p.id`)
}

/** Who was merged straight into the person, and can be taken out again. */
export function selectMerges(db: TenantDb, contactId: string) {
  return db.build.execute<{ mergedId: string; memberId: string; mergedAt: string }>(sql`
    ${groupOf(contactId)}
    select m.merged_id as "mergedId", m.member_id as "memberId", m.merged_at as "mergedAt"
    from root r join contact_merges m on m.tenant_id = r.tenant_id and m.survivor_id = r.id
    where m.undone_at is null order by m.merged_at desc`)
}

/** Where a person has conversations, and as which of their contacts. */
export function selectGroupChannels(db: TenantDb, contactId: string) {
  return db.build.execute<{ channelId: string; contactId: string }>(sql`
    ${groupOf(contactId)}
    select v.channel_id as "channelId", v.contact_id as "contactId"
    from people p join conversations v on v.tenant_id = ${db.tenantId}::uuid and v.contact_id = p.id
    order by v.last_message_at desc limit 20`)
}

export function countGroupConversations(db: TenantDb, contactIds: string[]) {
  return db.build.execute<{ count: number }>(sql`
    select count(*)::int as count from conversations where contact_id = any (${array(contactIds, 'uuid')})`)
}

export function countGroupNotes(db: TenantDb, contactIds: string[]) {
  return db.build.execute<{ count: number }>(sql`
    select count(*)::int as count from contact_notes where contact_id = any (${array(contactIds, 'uuid')})`)
}

export type AttributeRow = { id: string; kind: AttributeKind; box: Box; createdAt: string }

export function selectAttributes(db: TenantDb) {
  return db.build.execute<AttributeRow>(sql`
    select id, kind, box, created_at as "createdAt" from attributes order by created_at, id limit 100`)
}

export type SegmentRow = { id: string; box: Box; createdAt: string }

export function selectLabelIds(db: TenantDb, labelIds: string[]) {
  return db.build.execute<{ id: string }>(sql`select id from labels where id = any (${array(labelIds, 'uuid')})`)
}

export function selectSegments(db: TenantDb) {
  return db.build.execute<SegmentRow>(sql`
    select id, box, created_at as "createdAt" from segments order by created_at, id limit 100`)
}

export function selectSegment(db: TenantDb, segmentId: string) {
  return db.build.execute<SegmentRow>(sql`
    select id, box, created_at as "createdAt" from segments where id = ${segmentId}::uuid`)
}
