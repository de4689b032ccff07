import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  AgentAnalytics,
  type AgentFigures,
  AgentSteps,
  AnalyticsQuery,
  ConversationAnalytics,
  MessageAnalytics,
  Overview,
} from '../../contract/analytics.ts'
import { type AppEnv, defineRoute, newRouter, problemResponses, requireFresh, WANTS_FRESH } from '../../http/router.ts'
import { toCsv } from '../../kit/csv.ts'
import { listMembers } from '../team/index.ts'
import { insertAudit } from '../tenant/index.ts'
import { getAgentAnalytics, getAgentSteps } from './agents.ts'
import { inZone, tableOf } from './csv.ts'
import { getChannelFigures, getConversationAnalytics, getMessageAnalytics, getOverview } from './figures.ts'

const figures = <T extends z.ZodType>(schema: T, description: string) => ({
  200: {
    content: { 'application/json': { schema }, 'text/csv': { schema: z.string() } },
    description: `${description} As CSV: ${WANTS_FRESH}`,
  },
  ...problemResponses,
})
const common = { method: 'get', operation: 'readAnalytics', request: { query: AnalyticsQuery } } as const

const overviewRoute = defineRoute({
  ...common,
  path: '/analytics/overview',
  operationId: 'getOverview',
  description: 'Messages, conversations, first replies and resolutions of a time, and of the same length before it.',
  responses: figures(Overview, 'Two periods.'),
})

const messagesRoute = defineRoute({
  ...common,
  path: '/analytics/messages',
  operationId: 'getMessageAnalytics',
  description:
    'Messages in and out, per step of time and per number. As CSV: per step of time, or with `per=channel` per number, with first replies and resolutions.',
  responses: figures(MessageAnalytics, 'Oldest step first.'),
})

const conversationsRoute = defineRoute({
  ...common,
  path: '/analytics/conversations',
  operationId: 'getConversationAnalytics',
  description:
    'Opened, closed, time to the first reply and to resolution in seconds (median and 90th percentile), per step of time and per number. As CSV: per step of time.',
  responses: figures(ConversationAnalytics, 'Oldest step first.'),
})

const agentsRoute = defineRoute({
  ...common,
  path: '/analytics/agents',
  operationId: 'getAgentAnalytics',
  description: 'What each member sent, first replies and resolutions with their times in seconds.',
  responses: figures(AgentAnalytics, 'Most sent first.'),
})

const agentStepsRoute = defineRoute({
  ...common,
  path: '/analytics/agent-steps',
  operationId: 'getAgentSteps',
  description: 'The figures of each member per step of time; steps in which a member did nothing are left out.',
  responses: figures(AgentSteps, 'Newest step first, in it most sent first.'),
})

/** With each member's name in front: a spreadsheet knows no ids. */
async function named<T extends AgentFigures>(ctx: Parameters<typeof listMembers>[0], rows: readonly T[]) {
  const names = new Map((await listMembers(ctx)).map(({ id, name }) => [id, name]))
  return rows.map((row) => ({ name: names.get(row.memberId) ?? '', ...row }))
}

/** The file, and the row of the audit log that tells who took it. */
async function csv(c: Context<AppEnv>, name: string, rows: readonly object[]) {
  const { asActor, actor } = c.var.ctx
  const { from, to } = c.req.query()
  const details = { report: name, from, to }
  await asActor.batch(
    insertAudit(asActor, { memberId: actor.memberId, action: 'analytics.exported', subjectId: null, details }),
  )
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', `attachment; filename="${name}.csv"`)
  return c.body(toCsv(tableOf(rows)), 200)
}

/** Who reads these figures; taking them away as a file wants a fresh proof. */
const readerOf = (c: Context<AppEnv>, { format }: { format: 'json' | 'csv' }) =>
  format === 'csv' ? requireFresh(c) : c.var.ctx

export const analyticsRoutes = newRouter()
  .openapi(overviewRoute, async (c) => {
    const query = c.req.valid('query')
    const overview = await getOverview(readerOf(c, query), query)
    if (query.format === 'json') return c.json(overview, 200)
    const rows = Object.entries(overview).map(([period, of]) => ({ period, ...of }))
    return (await csv(c, 'overview', rows)) as never
  })
  .openapi(messagesRoute, async (c) => {
    const query = c.req.valid('query')
    const ctx = readerOf(c, query)
    if (query.format === 'csv' && query.per === 'channel') {
      return (await csv(c, 'numbers', await getChannelFigures(ctx, query))) as never
    }
    const analytics = await getMessageAnalytics(ctx, query)
    if (query.format === 'json') return c.json(analytics, 200)
    return (await csv(c, 'messages', inZone(analytics.buckets, query))) as never
  })
  .openapi(conversationsRoute, async (c) => {
    const query = c.req.valid('query')
    const analytics = await getConversationAnalytics(readerOf(c, query), query)
    if (query.format === 'json') return c.json(analytics, 200)
    return (await csv(c, 'conversations', inZone(analytics.buckets, query))) as never
  })
  .openapi(agentsRoute, async (c) => {
    const query = c.req.valid('query')
    const ctx = readerOf(c, query)
    const analytics = await getAgentAnalytics(ctx, query)
    if (query.format === 'json') return c.json(analytics, 200)
    return (await csv(c, 'agents', await named(ctx, analytics.agents))) as never
  })
  .openapi(agentStepsRoute, async (c) => {
    const query = c.req.valid('query')
    const ctx = readerOf(c, query)
    const { steps } = await getAgentSteps(ctx, query)
    if (query.format === 'json') return c.json({ steps }, 200)
    const rows = (await named(ctx, inZone(steps, query))).map(({ at, ...row }) => ({ at, ...row }))
    return (await csv(c, 'agents-by-step', rows)) as never
  })
