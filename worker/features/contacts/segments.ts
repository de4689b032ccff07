import type { Page } from '../../contract/common.ts'
import type { Contact, ContactFilters, NewSegment, Segment, SegmentChanges } from '../../contract/contact.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { changedNames, changesOf, insertAudit } from '../tenant/index.ts'
import { listAttributes } from './attributes.ts'
import { countMatching, searchContacts } from './contacts.ts'
import type { ContactCtx, ContactWriteCtx } from './ctx.ts'
import { type SegmentRow, selectLabelIds, selectSegment, selectSegments } from './repo/reads.ts'
import { deleteSegment, insertSegment, updateSegment } from './repo/writes.ts'

const SEGMENTS_MAX = 100
const place = (id: string) => ({ table: 'segments', id })

/** In the order they were made. */
export async function listSegments({ asActor, actor, vault }: ContactCtx): Promise<Segment[]> {
  const [result] = await asActor.batch(selectSegments(asActor))
  return Promise.all(result.rows.map((row) => present(vault, actor.tenantId, row)))
}

/** @throws AppError NOT_FOUND */
export async function getSegment({ asActor, actor, vault }: ContactCtx, segmentId: string): Promise<Segment> {
  const [result] = await asActor.batch(selectSegment(asActor, segmentId))
  if (!result.rows[0]) throw new AppError('NOT_FOUND')
  return present(vault, actor.tenantId, result.rows[0])
}

/** A page of who belongs to it now. @throws AppError NOT_FOUND */
export async function listSegmentContacts(
  ctx: ContactCtx,
  segmentId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Contact>> {
  const { filters } = await getSegment(ctx, segmentId)
  return searchContacts(ctx, { filters, ...page })
}

/** How many belong to it now. @throws AppError NOT_FOUND */
export async function countSegment(ctx: ContactCtx, segmentId: string): Promise<number> {
  return countMatching(ctx, (await getSegment(ctx, segmentId)).filters)
}

/** @throws AppError INVALID_REQUEST when there are enough, or for an attribute or label that is not there. */
export async function createSegment(ctx: ContactWriteCtx, input: NewSegment): Promise<Segment> {
  const { actor, asActor, vault } = ctx
  if ((await listSegments(ctx)).length >= SEGMENTS_MAX) {
    throw new AppError('INVALID_REQUEST', `A team has at most ${SEGMENTS_MAX} segments.`)
  }
  await assertKnown(ctx, input.filters)
  const id = ctx.newId()
  const box = await vault.seal(actor.tenantId, place(id), input)
  await asActor.batch(
    insertSegment(asActor, { id, box, memberId: actor.memberId }),
    insertAudit(asActor, { memberId: actor.memberId, action: 'segment.created', subjectId: id }),
  )
  return getSegment(ctx, id)
}

/** @throws AppError NOT_FOUND, INVALID_REQUEST for an attribute or label that is not there. */
export async function changeSegment(ctx: ContactCtx, segmentId: string, changes: SegmentChanges): Promise<Segment> {
  const { actor, asActor, vault } = ctx
  const { name, filters } = await getSegment(ctx, segmentId)
  if (changes.filters) await assertKnown(ctx, changes.filters)
  const box = await vault.seal(actor.tenantId, place(segmentId), {
    name: changes.name ?? name,
    filters: changes.filters ?? filters,
  })
  const [before, after] = [told(name, filters), told(changes.name ?? name, changes.filters ?? filters)]
  const details = { ...changesOf(before.named, after.named), changed: changedNames(before.content, after.content) }
  await asActor.batch(
    updateSegment(asActor, segmentId, box),
    insertAudit(asActor, { memberId: actor.memberId, action: 'segment.changed', subjectId: segmentId, details }),
  )
  return getSegment(ctx, segmentId)
}

/** The people stay. @throws AppError NOT_FOUND */
export async function removeSegment({ actor, asActor }: ContactCtx, segmentId: string): Promise<void> {
  const [gone] = await asActor.batch(deleteSegment(asActor, segmentId))
  if (gone.rows.length === 0) throw new AppError('NOT_FOUND')
  await asActor.batch(
    insertAudit(asActor, { memberId: actor.memberId, action: 'segment.removed', subjectId: segmentId }),
  )
}

/** What the audit log tells with values, and what it says of no more than that it changed: lists are too long for it, too. */
function told(name: string, filters: ContactFilters) {
  const { labelIds = null, countries = null, attributes = null, consent = null, blocked = null } = filters
  const { createdAfter = null, createdBefore = null, seenAfter = null, seenBefore = null } = filters
  const named = { consent, blocked, createdAfter, createdBefore, seenAfter, seenBefore }
  return { named, content: { name, labelIds, countries, attributes } }
}

/** @throws AppError IN_USE for an attribute or label that segments ask for: without it nobody would belong to them. */
export async function assertUnused(ctx: ContactCtx, id: string): Promise<void> {
  const users = (await listSegments(ctx)).filter(
    ({ filters: { attributes, labelIds } }) =>
      labelIds?.includes(id) || attributes?.some(({ attributeId }) => attributeId === id),
  )
  if (users.length === 0) return
  throw new AppError(
    'IN_USE',
    `Change or delete the segments that use it first: ${users.map(({ name }) => name).join(', ')}.`,
  )
}

/** What the filters name must be there; otherwise nobody would ever belong. */
async function assertKnown({ asActor, vault }: ContactCtx, filters: ContactFilters): Promise<void> {
  const { attributes = [], labelIds = [] } = filters
  const known = new Set(attributes.length > 0 ? (await listAttributes(asActor, vault)).map((each) => each.id) : [])
  const [labels] = await asActor.batch(selectLabelIds(asActor, labelIds))
  const there = new Set(labels.rows.map((each) => each.id))
  const attribute = attributes.findIndex((each) => !known.has(each.attributeId))
  const label = labelIds.findIndex((id) => !there.has(id))
  if (attribute < 0 && label < 0) return
  const message = `There is no such ${attribute < 0 ? 'label' : 'attribute'}.`
  const path = attribute < 0 ? `filters.labelIds.${label}` : `filters.attributes.${attribute}`
  throw new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })
}

async function present(vault: Vault, tenantId: string, { id, box, createdAt }: SegmentRow): Promise<Segment> {
  const sealed = await vault.open<NewSegment>(tenantId, place(id), fromPgBytes(box))
  return { id, ...sealed, createdAt: toIso(createdAt) }
}
