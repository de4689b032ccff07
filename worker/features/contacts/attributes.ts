import type { Attribute, AttributeDefinitionChanges, AttributeValue, NewAttribute } from '../../contract/contact.ts'
import { AppError } from '../../contract/problem.ts'
import type { IndexValue, Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { pgCode } from '../../db/codes.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { changedNames, changesOf, insertAudit } from '../tenant/index.ts'
import { normaliseValue } from './attribute-values.ts'
import type { ContactCtx, ContactWriteCtx } from './ctx.ts'
import { selectAttributes } from './repo/reads.ts'
import { deleteAttribute, insertAttribute, updateAttribute } from './repo/writes.ts'

/** A hundred answer every question that a person asks another; more would not fit a page either. */
const ATTRIBUTES_MAX = 100
const place = (id: string) => ({ table: 'attributes', id })

/** The private fields of an attribute's row. */
type SealedAttribute = Pick<Attribute, 'name' | 'key' | 'options'>

/** In the order they were made. */
export async function listAttributes(db: TenantDb, vault: Vault): Promise<Attribute[]> {
  const [result] = await db.batch(selectAttributes(db))
  return Promise.all(
    result.rows.map(async ({ id, kind, box, createdAt }) => ({
      id,
      kind,
      ...(await vault.open<SealedAttribute>(db.tenantId, place(id), fromPgBytes(box))),
      createdAt: toIso(createdAt),
    })),
  )
}

/** @throws AppError NOT_FOUND */
export async function getAttribute({ asActor, vault }: ContactCtx, attributeId: string): Promise<Attribute> {
  const found = (await listAttributes(asActor, vault)).find((each) => each.id === attributeId)
  if (!found) throw new AppError('NOT_FOUND')
  return found
}

/** @throws AppError ALREADY_EXISTS for a key that is taken, INVALID_REQUEST when there are enough. */
export async function createAttribute(ctx: ContactWriteCtx, input: NewAttribute): Promise<Attribute> {
  const { actor, asActor, vault } = ctx
  if ((await listAttributes(asActor, vault)).length >= ATTRIBUTES_MAX) {
    throw new AppError('INVALID_REQUEST', `A team has at most ${ATTRIBUTES_MAX} attributes.`)
  }
  const id = ctx.newId()
  const sealed: SealedAttribute = { name: input.name, key: input.key, options: input.options ?? [] }
  const [box, keyIndex] = await Promise.all([
    vault.seal(actor.tenantId, place(id), sealed),
    vault.index(actor.tenantId, 'attribute-key', input.key),
  ])
  try {
    await asActor.batch(
      insertAttribute(asActor, { id, kind: input.kind, keyIndex, box }),
      insertAudit(asActor, {
        ...{ memberId: actor.memberId, action: 'attribute.created', subjectId: id },
        details: { kind: input.kind, options: sealed.options.length },
      }),
    )
  } catch (error) {
    if (pgCode(error) !== '23505') throw error
    throw new AppError('ALREADY_EXISTS', 'There is an attribute with this key.', {
      errors: [{ path: 'key', message: 'Taken by another attribute.' }],
    })
  }
  return getAttribute(ctx, id)
}

/** @throws AppError NOT_FOUND, INVALID_REQUEST for options of what is no list. */
export async function changeAttribute(
  ctx: ContactCtx,
  attributeId: string,
  changes: AttributeDefinitionChanges,
): Promise<Attribute> {
  const { actor, asActor, vault } = ctx
  const { name, key, options, kind } = await getAttribute(ctx, attributeId)
  if (changes.options && kind !== 'list') {
    throw new AppError('INVALID_REQUEST', 'Only a list has options.', {
      errors: [{ path: 'options', message: 'Only a list has options.' }],
    })
  }
  const sealed: SealedAttribute = { key, name: changes.name ?? name, options: changes.options ?? options }
  const box = await vault.seal(actor.tenantId, place(attributeId), sealed)
  const details = {
    ...changesOf({ options: options.length }, { options: sealed.options.length }),
    changed: changedNames({ name, options }, sealed),
  }
  await asActor.batch(
    updateAttribute(asActor, attributeId, box),
    insertAudit(asActor, { memberId: actor.memberId, action: 'attribute.changed', subjectId: attributeId, details }),
  )
  return getAttribute(ctx, attributeId)
}

/** With the value that each customer has of it. @throws AppError NOT_FOUND */
export async function removeAttribute({ actor, asActor }: ContactCtx, attributeId: string): Promise<void> {
  const [gone] = await asActor.batch(deleteAttribute(asActor, attributeId))
  if (gone.rows.length === 0) throw new AppError('NOT_FOUND')
  await asActor.batch(
    insertAudit(asActor, { memberId: actor.memberId, action: 'attribute.removed', subjectId: attributeId }),
  )
}

const indexKind = (attributeId: string) => `attribute ${attributeId}`

/** How a value of an attribute is found without being opened. */
export function indexValue(
  vault: Vault,
  tenantId: string,
  attributeId: string,
  value: AttributeValue,
): Promise<IndexValue> {
  return vault.index(tenantId, indexKind(attributeId), normaliseValue(value))
}

export function indexValueAll(
  vault: Vault,
  tenantId: string,
  attributeId: string,
  value: AttributeValue,
): Promise<IndexValue[]> {
  return vault.indexAll(tenantId, indexKind(attributeId), normaliseValue(value))
}
