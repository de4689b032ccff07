import { AppError } from '../../contract/problem.ts'
import { roleAllows } from '../../contract/roles.ts'
import type { NewView, View, ViewChanges, ViewCounts, ViewFilters } from '../../contract/view.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import type { HubPort } from '../../ports.ts'
import { countListed, type ListFilter } from '../inbox/index.ts'
import {
  deleteView,
  insertView,
  selectNamed,
  selectView,
  selectViews,
  updateView,
  type ViewRow,
  type ViewWrite,
} from './repo.ts'

export interface ViewsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  hub: HubPort
  newId(): string
}

type ReadCtx = Pick<ViewsCtx, 'actor' | 'asActor' | 'vault'>

/** One's own and the shared ones, in the order in which they were made. */
export async function listViews(ctx: ReadCtx): Promise<View[]> {
  const [{ rows }] = await ctx.asActor.batch(selectViews(ctx.asActor))
  return Promise.all(rows.map((row) => present(ctx, row)))
}

/** How many conversations each of them shows to the actor. */
export async function countViews({ asActor, actor }: ReadCtx): Promise<ViewCounts> {
  const [{ rows }] = await asActor.batch(selectViews(asActor))
  if (rows.length === 0) return { data: [] }
  const counts = await asActor.batch(
    ...rows.map(({ filters }) => countListed(asActor, listOf(filters), actor.memberId)),
  )
  return { data: rows.map(({ id }, index) => ({ id, count: counts[index]?.rows[0]?.count ?? 0 })) }
}

/** @throws AppError NOT_FOUND, also for somebody else's own. */
export async function getView(ctx: ReadCtx, viewId: string): Promise<View> {
  return present(ctx, await getRow(ctx, viewId))
}

/** @throws AppError FORBIDDEN, INVALID_REQUEST, LIMIT_REACHED */
export async function createView(ctx: ViewsCtx, { name, shared, filters }: NewView): Promise<View> {
  assertMayWrite(ctx, shared)
  await assertNamed(ctx, filters)
  const view = { id: ctx.newId(), name, shared, own: true, filters }
  const [inserted] = await ctx.asActor.batch(insertView(ctx.asActor, await writeOf(ctx, view)))
  if (inserted.rows.length === 0) throw new AppError('LIMIT_REACHED', 'There are 50 views already. Remove one first.')
  if (shared) await tellScreens(ctx)
  return view
}

/** @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function changeView(ctx: ViewsCtx, viewId: string, changes: ViewChanges): Promise<View> {
  const row = await getRow(ctx, viewId)
  const before = await present(ctx, row)
  const view = {
    ...before,
    name: changes.name ?? before.name,
    shared: changes.shared ?? before.shared,
    filters: changes.filters ?? before.filters,
  }
  assertMayWrite(ctx, before.shared || view.shared)
  if (!view.shared && !view.own) {
    throw new AppError('FORBIDDEN', 'Only who made a view can take it back from the team.')
  }
  await assertNamed(ctx, view.filters)
  await ctx.asActor.batch(updateView(ctx.asActor, await writeOf(ctx, view)))
  if (before.shared || view.shared) await tellScreens(ctx)
  return view
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function removeView(ctx: ViewsCtx, viewId: string): Promise<void> {
  const { shared } = await getRow(ctx, viewId)
  assertMayWrite(ctx, shared)
  await ctx.asActor.batch(deleteView(ctx.asActor, viewId, ctx.actor.memberId))
  if (shared) await tellScreens(ctx)
}

/** Views of the team change what everybody sees beside the list. */
function assertMayWrite({ actor }: ReadCtx, shared: boolean): void {
  if (!shared || roleAllows(actor.role, 'shareViews')) return
  throw new AppError('FORBIDDEN', 'Shared views are made and changed by supervisors and above.')
}

/** @throws AppError INVALID_REQUEST if the filters name what is not there. */
async function assertNamed({ asActor }: ReadCtx, filters: ViewFilters): Promise<void> {
  const [{ rows }] = await asActor.batch(selectNamed(asActor, filters))
  const missing = (['member', 'team', 'label', 'channel'] as const).find((each) => rows[0]?.[each] === false)
  if (missing === undefined) return
  const path = `filters.${missing === 'member' ? 'assignee' : missing}`
  throw new AppError('INVALID_REQUEST', `The ${missing} of the view is not there.`, {
    errors: [{ path, message: 'There is no such thing any more.' }],
  })
}

/** What is shared concerns every screen of the team. */
function tellScreens({ hub }: ViewsCtx): Promise<void> {
  return hub.publish([{ type: 'views.updated', data: {}, ids: {} }])
}

const statuses = { open: 'open', snoozed: 'snoozed', closed: 'closed', any: 'open,snoozed,closed' }

function listOf({ status, unread, failed, mentioned, ...filters }: ViewFilters): ListFilter {
  return {
    ...{ ...filters, status: statuses[status] },
    ...(unread && { unread: 'true' as const }),
    ...(failed && { failed: 'true' as const }),
    ...(mentioned && { mentioned: 'me' as const }),
  }
}

const placeOf = (id: string) => ({ table: 'views', id })

async function getRow({ asActor }: ReadCtx, viewId: string): Promise<ViewRow> {
  const [{ rows }] = await asActor.batch(selectView(asActor, viewId))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}

async function writeOf({ actor, vault }: ReadCtx, { id, name, shared, filters }: View): Promise<ViewWrite> {
  const box = await vault.seal(actor.tenantId, placeOf(id), { name })
  return { id, memberId: actor.memberId, shared, box, filters }
}

async function present({ actor, vault }: ReadCtx, { id, memberId, shared, box, filters }: ViewRow): Promise<View> {
  const { name } = await vault.open<{ name: string }>(actor.tenantId, placeOf(id), fromPgBytes(box))
  return { id, name, shared, own: memberId === actor.memberId, filters }
}
