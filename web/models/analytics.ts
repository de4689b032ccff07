import type {
  AgentAnalytics,
  AgentSteps,
  ConversationAnalytics,
  MessageAnalytics,
  Overview,
} from '../../worker/contract/analytics.ts'
import { type AnalyticsPeriod, type AnalyticsScope, api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'

export const periodDays = [7, 28, 90] as const
export type PeriodDays = (typeof periodDays)[number]

/** Everything that the screen shows of one period. */
export interface Report {
  period: AnalyticsPeriod
  overview: Overview
  messages: MessageAnalytics
  conversations: ConversationAnalytics
  agents: AgentAnalytics
  agentSteps: AgentSteps
}

export const report = loading<Report>()

/** Whole days of the person's own calendar, up to now. */
export function periodOf(days: PeriodDays, nowMs: number): AnalyticsPeriod {
  const from = new Date(nowMs)
  from.setHours(0, 0, 0, 0)
  from.setDate(from.getDate() - days + 1)
  return {
    from: from.toISOString(),
    to: new Date(nowMs).toISOString(),
    granularity: days > 31 ? 'week' : 'day',
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

export async function readReport(days: PeriodDays, scope: AnalyticsScope): Promise<void> {
  const period = { ...periodOf(days, Date.now()), ...scope }
  await loadInto(report, async () => {
    const [overview, messages, conversations, agents, agentSteps] = await Promise.all([
      api.getOverview(period),
      api.getMessageAnalytics(period),
      api.getConversationAnalytics(period),
      api.getAgentAnalytics(period),
      api.getAgentSteps(period),
    ])
    return { period, overview, messages, conversations, agents, agentSteps }
  })
}

/** How much more than before, as a fraction; null where there is nothing to compare with. */
export function changeOf(current: number | null, previous: number | null): number | null {
  return current === null || previous === null || previous === 0 ? null : (current - previous) / previous
}
