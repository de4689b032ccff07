import { useEffect } from 'preact/hooks'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { now } from '../../../models/clock.ts'
import { type Cost, costOf, costs, prices, readCost, readPrices } from '../../../models/prices.ts'
import { t } from '../../../texts/composer.ts'
import { formatNumber, formatPrice } from '../../../texts/format.ts'

/** Whether the next reply is free, and why, or what it costs. */
export function CostHint({ conversation: { id, contact, lastMessageAt } }: { conversation: Conversation }) {
  useEffect(() => void readCost(id), [id, lastMessageAt])
  useEffect(() => {
    if (prices.peek().state !== 'ready') void readPrices()
  }, [])
  const facts = costs.value.get(id)
  if (!facts) return null
  const cost = costOf(id, contact, facts, now.value)
  return (
    <span class={`cost-hint ${cost.kind}`} title={titleOf(cost)}>
      {wordsOf(cost)}
    </span>
  )
}

function wordsOf(cost: Cost): string {
  if (cost.kind === 'ad') return t.cost.ad
  if (cost.kind === 'allowance') return t.cost.allowance(formatNumber(cost.used), formatNumber(cost.allowance))
  return cost.price ? t.cost.billed(formatPrice(cost.price.amountMicros, cost.price.currency)) : t.cost.unknown
}

function titleOf(cost: Cost): string {
  if (cost.kind === 'ad') return t.cost.adWhy
  if (cost.kind === 'allowance') return t.cost.allowanceWhy
  return cost.price ? t.cost.billedWhy(cost.price.validFrom, cost.price.source) : t.cost.unknownWhy
}
