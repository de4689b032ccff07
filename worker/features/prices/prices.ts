import type { Price, ReplyCost } from '../../contract/price.ts'
import { AppError } from '../../contract/problem.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { insertAudit } from '../tenant/index.ts'
import { countFreeForm, deletePrices, insertPrices, selectChannelOf, selectFreeEntry, selectPrices } from './repo.ts'

export interface PricesCtx {
  actor: Actor
  asActor: TenantDb
  /** A number's count is the tenant's, whatever the person sees. */
  asTenant: TenantDb
  now(): number
}

/** docs/sources.md#prices */
const FREE_REPLIES_A_MONTH = 1_000
const FREE_ENTRY_MS = 72 * 60 * 60_000

export async function listPrices({ asActor }: Pick<PricesCtx, 'asActor'>): Promise<Price[]> {
  const [{ rows }] = await asActor.batch(selectPrices(asActor))
  return rows.map((row) => ({ ...row, amountMicros: Number(row.amountMicros) }))
}

/** Replaces the whole table, in one transaction. */
export async function replacePrices(ctx: PricesCtx, prices: readonly Price[]): Promise<Price[]> {
  const { actor, asActor } = ctx
  await asActor.batch(
    deletePrices(asActor),
    insertPrices(asActor, prices),
    insertAudit(asActor, {
      memberId: actor.memberId,
      action: 'prices.changed',
      subjectId: actor.tenantId,
      details: { count: prices.length },
    }),
  )
  return listPrices(ctx)
}

/** What decides about the price of the next reply. @throws AppError NOT_FOUND */
export async function getReplyCost(ctx: PricesCtx, conversationId: string): Promise<ReplyCost> {
  const nowMs = ctx.now()
  const [channels, entries] = await ctx.asActor.batch(
    selectChannelOf(ctx.asActor, conversationId),
    selectFreeEntry(ctx.asActor, conversationId, new Date(nowMs - FREE_ENTRY_MS)),
  )
  const channel = channels.rows[0]
  if (!channel) throw new AppError('NOT_FOUND')
  const now = new Date(nowMs)
  const monthBegan = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  const [counted] = await ctx.asTenant.batch(
    countFreeForm(ctx.asTenant, channel.channelId, monthBegan, FREE_REPLIES_A_MONTH),
  )
  const entered = entries.rows[0]?.at
  return {
    used: counted.rows[0]?.used ?? 0,
    allowance: FREE_REPLIES_A_MONTH,
    freeUntil: entered ? new Date(Date.parse(entered) + FREE_ENTRY_MS).toISOString() : null,
  }
}
