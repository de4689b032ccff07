import { useEffect } from 'preact/hooks'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { now } from '../../../models/clock.ts'
import { type Cost, costOf, costs, prices, readCost, readPrices, templateCostOf } from '../../../models/prices.ts'
import { t } from '../../../texts/composer.ts'
import { formatCalendarDate, formatNumber, formatPrice } from '../../../texts/format.ts'

/** Whether the next reply is free, and why, or what it costs. */
export function CostHint({ conversation: { id, contact, lastMessageAt } }: { conversation: Conversation }) {
  useEffect(() => void readCost(id), [id, lastMessageAt])
  usePrices()
  const facts = costs.value.get(id)
  if (!facts) return null
  const cost = costOf(id, contact, facts, now.value)
  return <CostWords cost={cost} why={t.cost} />
}

interface TemplateCostProps {
  category: string
  phone: string | null
  /** null: nothing was ever written to them from this number, as far as is known. */
  conversationId: string | null
}

/** What a template costs, by its category and the customer's country. */
export function TemplateCost({ category, phone, conversationId }: TemplateCostProps) {
  useEffect(() => void (conversationId !== null && readCost(conversationId)), [conversationId])
  usePrices()
  const facts = conversationId === null ? null : (costs.value.get(conversationId) ?? null)
  if ((conversationId !== null && facts === null) || prices.value.value === null) return null
  const cost = templateCostOf(category, phone, conversationId, facts, now.value)
  return <CostWords cost={cost} why={t.cost.template} />
}

function usePrices(): void {
  useEffect(() => {
    if (prices.peek().state !== 'ready') void readPrices()
  }, [])
}

type Why = Pick<typeof t.cost, 'billedWhy' | 'unknownWhy'>

function CostWords({ cost, why }: { cost: Cost; why: Why }) {
  return (
    <span class={`cost-hint ${cost.kind}`} title={titleOf(cost, why)}>
      {wordsOf(cost)}
    </span>
  )
}

function wordsOf(cost: Cost): string {
  if (cost.kind === 'ad') return t.cost.ad
  if (cost.kind === 'allowance') return t.cost.allowance(formatNumber(cost.used), formatNumber(cost.allowance))
  return cost.price ? t.cost.billed(formatPrice(cost.price.amountMicros, cost.price.currency)) : t.cost.unknown
}

function titleOf(cost: Cost, why: Why): string {
  if (cost.kind === 'ad') return t.cost.adWhy
  if (cost.kind === 'allowance') return t.cost.allowanceWhy
  return cost.price ? why.billedWhy(formatCalendarDate(cost.price.validFrom), cost.price.source) : why.unknownWhy
}
