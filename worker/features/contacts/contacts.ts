import type { Page } from '../../contract/common.ts'
import type {
  AttributeValue,
  Consent,
  Contact,
  ContactDetail,
  ContactFilters,
  ContactQuery,
  ContactSearch,
  MergePreview,
} from '../../contract/contact.ts'
import { AppError } from '../../contract/problem.ts'
import { normaliseEmail, normalisePhone, normaliseUserId, normaliseUsername } from '../../crypto/normalise.ts'
import type { Vault } from '../../crypto/vault.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { indexValueAll } from './attributes.ts'
import type { ContactCtx } from './ctx.ts'
import { type PersonFields, shownName } from './customers.ts'
import {
  type ContactListRow,
  countContacts,
  countGroupConversations,
  countGroupNotes,
  type FilterSql,
  type PartRow,
  selectContacts,
  selectGroup,
  selectGroupAttributes,
  selectGroupIdentities,
  selectGroupNotes,
  selectMerges,
} from './repo/reads.ts'

export function listContacts(ctx: ContactCtx, query: ContactQuery): Promise<Page<Contact>> {
  const filters: FilterSql = {
    labelIds: query.label ? [query.label] : undefined,
    countries: query.country ? [query.country] : undefined,
    consent: query.consent,
    blocked: query.blocked && query.blocked === 'true',
  }
  return readPage(ctx, filters, query)
}

/** Who has exactly this number, username or e-mail address, and fits the filters. */
export async function searchContacts(ctx: ContactCtx, { q, filters, ...page }: ContactSearch): Promise<Page<Contact>> {
  const search = q === undefined ? undefined : await searchFor(ctx, q)
  return readPage(ctx, { ...(await filterSql(ctx, filters)), search }, page)
}

export async function countMatching(ctx: ContactCtx, filters: ContactFilters): Promise<number> {
  const [result] = await ctx.asActor.batch(countContacts(ctx.asActor, await filterSql(ctx, filters)))
  return result.rows[0]?.count ?? 0
}

/** Everything known of a person; the id of somebody merged into them leads there too. @throws AppError NOT_FOUND */
export async function getContact(ctx: ContactCtx, contactId: string): Promise<ContactDetail> {
  const { asActor: db, actor, vault } = ctx
  const [group, identities, notes, attributes, merges] = await db.batch(
    selectGroup(db, contactId),
    selectGroupIdentities(db, contactId),
    selectGroupNotes(db, contactId),
    selectGroupAttributes(db, contactId),
    selectMerges(db, contactId),
  )
  const people = await openPeople(vault, actor.tenantId, group.rows)
  const survivor = people.find(({ row }) => row.mergedInto === null)
  if (!survivor) throw new AppError('NOT_FOUND')
  const open = partOpener(ctx, people)
  return {
    ...combine(people, survivor),
    profileName: survivor.fields.name,
    attributes: await openAttributes(open, attributes.rows, survivor),
    notes: await Promise.all(
      notes.rows.map(async (row) => ({
        id: row.id,
        memberId: row.memberId,
        createdAt: toIso(row.createdAt),
        ...(await open<{ text: string }>('contact_notes', row)),
      })),
    ),
    identities: await Promise.all(
      identities.rows.map(async (row) => {
        const { value } = await open<{ value: string }>('contact_identities', row)
        return {
          kind: row.kind,
          value: row.kind === 'phone' ? `+${value}` : value,
          current: row.current,
          seenAt: toIso(row.seenAt),
          note: row.note,
        }
      }),
    ),
    merged: merges.rows.flatMap(({ mergedId, memberId, mergedAt }) => {
      const person = people.find(({ row }) => row.id === mergedId)
      if (!person) return []
      const { survivorName: _, ...fields } = person.fields
      return [{ ...personOf(mergedId, fields), memberId, mergedAt: toIso(mergedAt) }]
    }),
  }
}

/** What merging two people would give. @throws AppError NOT_FOUND, ALREADY_MERGED */
export async function previewMerge(
  ctx: ContactCtx,
  contactId: string,
  input: { contactId: string; name?: string | undefined },
): Promise<MergePreview> {
  const { asActor: db, actor, vault } = ctx
  const [ours, theirs, ourAttributes, theirAttributes] = await db.batch(
    selectGroup(db, contactId),
    selectGroup(db, input.contactId),
    selectGroupAttributes(db, contactId),
    selectGroupAttributes(db, input.contactId),
  )
  const [people, others] = await Promise.all([
    openPeople(vault, actor.tenantId, ours.rows),
    openPeople(vault, actor.tenantId, theirs.rows),
  ])
  const survivor = people.find(({ row }) => row.mergedInto === null)
  const merged = others.find(({ row }) => row.mergedInto === null)
  if (!survivor || !merged) throw new AppError('NOT_FOUND')
  if (survivor.row.id === merged.row.id) throw new AppError('ALREADY_MERGED')
  const everybody = [...people, ...others]
  const ids = everybody.map(({ row }) => row.id)
  const [conversations, notes] = await db.batch(countGroupConversations(db, ids), countGroupNotes(db, ids))
  const whole = combine(everybody, survivor)
  return {
    survivor: combine(people, survivor),
    merged: combine(others, merged),
    result: {
      name: input.name ?? whole.name ?? shownName(merged.fields),
      phones: [...new Set(everybody.flatMap(({ fields }) => (fields.phone ? [`+${fields.phone}`] : [])))],
      email: whole.email,
      labelIds: whole.labelIds,
      attributes: await openAttributes(
        partOpener(ctx, everybody),
        [...theirAttributes.rows, ...ourAttributes.rows],
        survivor,
      ),
      marketing: everybody.some(({ row }) => row.optedOutAt) ? 'withdrawn' : whole.consent.marketing,
      blocked: everybody.some(({ row }) => row.blocked),
      conversations: conversations.rows[0]?.count ?? 0,
      notes: notes.rows[0]?.count ?? 0,
    },
  }
}

interface OpenedPerson {
  row: ContactListRow
  fields: PersonFields
}

function openPeople(vault: Vault, tenantId: string, rows: ContactListRow[]): Promise<OpenedPerson[]> {
  return Promise.all(
    rows.map(async (row) => {
      const place = { table: 'contacts', id: row.id }
      const salt = fromPgBytes(row.salt)
      return { row, fields: await vault.openForContact<PersonFields>(tenantId, salt, place, fromPgBytes(row.box)) }
    }),
  )
}

/** Phones are kept as digits and shown in E.164. */
function personOf(id: string, fields: PersonFields) {
  return {
    id,
    name: shownName(fields),
    phone: fields.phone === null ? null : `+${fields.phone}`,
    username: fields.username,
  }
}

function present({ row, fields }: OpenedPerson): Contact {
  return {
    ...personOf(row.id, fields),
    email: fields.email ?? null,
    country: row.country,
    consent: consentOf(row),
    blocked: row.blocked,
    labelIds: row.labelIds,
    createdAt: toIso(row.createdAt),
    lastSeenAt: toIso(row.lastSeenAt),
    changedAt: toIso(row.changedAt),
  }
}

/** The survivor, with what only the merged know. */
function combine(people: OpenedPerson[], survivor: OpenedPerson): Contact {
  const known = people.map(present)
  const own = present(survivor)
  const first = <K extends 'phone' | 'username' | 'email' | 'country'>(field: K) =>
    own[field] ?? known.find((each) => each[field] !== null)?.[field] ?? null
  return {
    ...own,
    labelIds: [...new Set(known.flatMap((each) => each.labelIds))],
    phone: first('phone'),
    username: first('username'),
    email: first('email'),
    country: first('country'),
  }
}

function consentOf({ optedOutAt, grantedAt, consentSource }: ContactListRow): Consent {
  const marketing = optedOutAt ? 'withdrawn' : grantedAt ? 'granted' : 'unknown'
  return { marketing, source: consentSource, at: toIso(optedOutAt ?? grantedAt) }
}

type OpenPart = <T>(table: string, row: PartRow) => Promise<T>

/** Opens what hangs on one of these people. */
function partOpener({ vault, actor }: ContactCtx, people: OpenedPerson[]): OpenPart {
  const salts = new Map(people.map(({ row }) => [row.id, fromPgBytes(row.salt)]))
  return <T>(table: string, { id, contactId, box }: PartRow) =>
    vault.openForContact<T>(actor.tenantId, salts.get(contactId) as Uint8Array, { table, id }, fromPgBytes(box))
}

/** The survivor's own value of an attribute counts before those of the merged. */
function openAttributes(
  open: OpenPart,
  rows: (PartRow & { attributeId: string })[],
  { row: { id } }: OpenedPerson,
): Promise<ContactDetail['attributes']> {
  const ownLast = rows.toSorted((a, b) => Number(a.contactId === id) - Number(b.contactId === id))
  const counting = new Map(ownLast.map((row) => [row.attributeId, row]))
  return Promise.all(
    [...counting.values()].map(async (row) => ({
      attributeId: row.attributeId,
      ...(await open<{ value: AttributeValue }>('contact_attributes', row)),
    })),
  )
}

async function readPage(
  { asActor, actor, vault }: ContactCtx,
  filters: FilterSql,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Contact>> {
  const [result] = await asActor.batch(selectContacts(asActor, filters, page.limit + 1, decodeCursor(page.cursor)))
  const rows = result.rows.slice(0, page.limit)
  const last = result.rows.length > page.limit ? rows.at(-1) : undefined
  return {
    data: (await openPeople(vault, actor.tenantId, rows)).map(present),
    nextCursor: last ? encodeCursor({ at: last.changedAt, id: last.id }) : null,
  }
}

async function searchFor({ vault, actor }: ContactCtx, q: string): Promise<FilterSql['search']> {
  const digits = normalisePhone(q).replace(/^00/, '')
  const wanted: [kind: string, value: string][] = [
    ['username', normaliseUsername(q)],
    ['user_id', normaliseUserId(q)],
  ]
  if (digits.length >= 5) wanted.push(['phone', digits])
  const [identities, email] = await Promise.all([
    Promise.all(wanted.map(([kind, value]) => vault.indexAll(actor.tenantId, kind, value))),
    vault.indexAll(actor.tenantId, 'email', normaliseEmail(q)),
  ])
  return { identities: identities.flat(), email }
}

async function filterSql({ vault, actor }: ContactCtx, filters: ContactFilters): Promise<FilterSql> {
  const attributes = await Promise.all(
    (filters.attributes ?? []).map(async ({ attributeId, value }) => ({
      attributeId,
      indexes: await indexValueAll(vault, actor.tenantId, attributeId, value),
    })),
  )
  return { ...filters, attributes }
}
