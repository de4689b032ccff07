import type { Label, LabelChanges, LabelDetail, NewLabel } from '../../contract/label.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import type { HubPort } from '../../ports.ts'
import { assertUnused } from '../contacts/index.ts'
import {
  deleteLabel,
  insertLabel,
  type LabelRow,
  type LabelWrite,
  selectLabel,
  selectLabels,
  updateLabel,
} from './repo.ts'

export interface LabelsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  hub: HubPort
  newId(): string
}

type ReadCtx = Pick<LabelsCtx, 'actor' | 'asActor' | 'vault'>

/** All of them, in the order in which they were made. */
export async function listLabels(ctx: ReadCtx): Promise<Label[]> {
  const [{ rows }] = await ctx.asActor.batch(selectLabels(ctx.asActor))
  return Promise.all(rows.map((row) => present(ctx, row)))
}

/** A label with how much it is used. @throws AppError NOT_FOUND */
export async function getLabel(ctx: ReadCtx, labelId: string): Promise<LabelDetail> {
  const [{ rows }] = await ctx.asActor.batch(selectLabel(ctx.asActor, labelId))
  const row = rows[0]
  if (!row) throw new AppError('NOT_FOUND')
  return { ...(await present(ctx, row)), conversations: row.conversations, contacts: row.contacts }
}

/** @throws AppError ALREADY_EXISTS; LIMIT_REACHED if there are as many as fit on one page. */
export async function createLabel(ctx: LabelsCtx, input: NewLabel): Promise<Label> {
  const label = { id: ctx.newId(), ...input }
  const outcome = await insertLabel(ctx.asActor, await writeOf(ctx, label))
  if (outcome === 'exists') throw nameTaken()
  if (outcome === 'full') throw new AppError('LIMIT_REACHED', 'There are 200 labels already. Remove one first.')
  await tellScreens(ctx)
  return label
}

/** @throws AppError NOT_FOUND, ALREADY_EXISTS */
export async function changeLabel(ctx: LabelsCtx, labelId: string, changes: LabelChanges): Promise<Label> {
  const { id, name, color } = await getLabel(ctx, labelId)
  const label = { id, name: changes.name ?? name, color: changes.color ?? color }
  if (!(await updateLabel(ctx.asActor, await writeOf(ctx, label)))) throw nameTaken()
  await tellScreens(ctx)
  return label
}

/** Takes it off every conversation and contact, too. @throws AppError NOT_FOUND, IN_USE by segments. */
export async function removeLabel(ctx: LabelsCtx, labelId: string): Promise<void> {
  await assertUnused(ctx, labelId)
  if (!(await deleteLabel(ctx.asActor, labelId, ctx.actor.memberId))) throw new AppError('NOT_FOUND')
  await tellScreens(ctx)
}

/** Conversations carry ids of labels: a screen that reads the labels again shows all of them right. */
function tellScreens({ hub }: LabelsCtx): Promise<void> {
  return hub.publish([{ type: 'labels.updated', data: {}, ids: {} }])
}

const nameTaken = () =>
  new AppError('ALREADY_EXISTS', 'There is a label with this name already.', {
    errors: [{ path: 'name', message: 'There is a label with this name already.' }],
  })

const placeOf = (id: string) => ({ table: 'labels', id })

async function writeOf({ actor, vault }: ReadCtx, { id, name, color }: Label): Promise<LabelWrite> {
  // One label a name, however it is written.
  const normalised = name.normalize('NFKC').toLowerCase()
  const [box, indexes] = await Promise.all([
    vault.seal(actor.tenantId, placeOf(id), { name }),
    vault.indexAll(actor.tenantId, 'label', normalised),
  ])
  return { id, nameIndexes: indexes.map((index) => index.bytes), box, color, memberId: actor.memberId }
}

async function present({ actor, vault }: ReadCtx, { id, color, box }: LabelRow): Promise<Label> {
  const { name } = await vault.open<{ name: string }>(actor.tenantId, placeOf(id), fromPgBytes(box))
  return { id, name, color }
}
