import type { StaffEvent, StaffEventQuery } from '../../contract/admin.ts'
import type { Page } from '../../contract/common.ts'
import type { WebhookEvent } from '../../contract/events.ts'
import { AppError } from '../../contract/problem.ts'
import { asTenant } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import { replayParked } from '../inbox/index.ts'
import { ofOneToOne } from '../webhooks/index.ts'
import type { StaffCtx } from './ctx.ts'
import { pageById } from './page.ts'
import {
  finishUnroutedRow,
  noteReplayed,
  selectParkedEvents,
  selectParkedPlace,
  selectUnroutedEvents,
  selectUnroutedFor,
} from './repo/work.ts'

/** What found no place, of all tenants and of nobody: ids, kinds, reasons, and where each may go. */
export async function listEvents(ctx: StaffCtx, query: StaffEventQuery): Promise<Page<StaffEvent>> {
  const { source, open, cursor, limit } = query
  const page = { limit, before: decodeCursor(cursor)?.id ?? null, openOnly: open === 'true' }
  const rows = await (source === 'parked' ? selectParkedEvents(ctx, page) : selectUnroutedEvents(ctx, page))
  const shown = rows.map((row) => ({ ...row, at: toIso(row.at), replayedAt: toIso(row.replayedAt) }))
  return pageById(shown, limit, ({ at }) => at)
}

/**
 * Gives a parked event to its tenant's journal again, or to another connected channel of the same tenant.
 *
 * @throws AppError NOT_FOUND, UNAVAILABLE if the journal is full
 */
export async function retryParked(ctx: StaffCtx, id: string, channelId: string | null): Promise<void> {
  const place = await selectParkedPlace(ctx, id, channelId)
  if (!place) throw new AppError('NOT_FOUND')
  const asActor = asTenant(ctx.db, place.tenantId, ctx.trail)
  await replayParked(
    { actor: { memberId: null }, asActor, intake: ctx.intake, inbox: ctx.inboxOf(place) },
    id,
    channelId,
  )
  await noteReplayed(ctx, id, { tenantId: place.tenantId, channelId })
}

/**
 * Gives an event of nobody to a channel of the account that it names.
 *
 * @throws AppError NOT_FOUND if it may not go there, or went before; UNAVAILABLE if the journal is full
 */
export async function routeUnrouted(ctx: StaffCtx, id: string, channelId: string): Promise<void> {
  const found = await selectUnroutedFor(ctx, id, channelId)
  if (!found) throw new AppError('NOT_FOUND')
  const event = JSON.parse(fromUtf8(await ctx.intake.open(found.box, 'unrouted'))) as WebhookEvent
  if (!(await ctx.inboxOf(found).receive([{ channelId, event: ofOneToOne(event) }]))) {
    throw new AppError('UNAVAILABLE', 'The journal is full. Try again later.')
  }
  await finishUnroutedRow(ctx, id, channelId)
}
