import {
  AGENT_STEPS_MAX,
  type AgentAnalytics,
  type AgentFigures,
  type AgentSteps,
  type AnalyticsQuery,
} from '../../contract/analytics.ts'
import { AppError } from '../../contract/problem.ts'
import { toIso } from '../../db/columns.ts'
import { type Group, type Key, selectFirstReplies, selectMessageFigures, selectResolutions } from './repo.ts'
import { byKey, durationsOf } from './rows.ts'
import { type AnalyticsCtx, scopeOf } from './scope.ts'

/** What each member wrote, answered first and closed, most sent first. What is nobody's of the team is left out. */
export async function getAgentAnalytics(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<AgentAnalytics> {
  const rows = await readAgents(ctx, query, { by: 'member' })
  return { agents: rows.map(({ figures }) => figures).sort(busiestFirst) }
}

/**
 * The same, told apart by steps of time, newest first; steps in which a member did nothing are left out.
 * @throws AppError INVALID_REQUEST for more of them than anybody reads
 */
export async function getAgentSteps(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<AgentSteps> {
  const rows = await readAgents(ctx, query, { steps: query, by: 'member' })
  if (rows.length > AGENT_STEPS_MAX) {
    const message = `At most ${AGENT_STEPS_MAX} lines: take longer steps, a shorter time or one agent.`
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path: 'granularity', message }] })
  }
  const steps = rows.map(({ step, figures }) => ({ at: toIso(step ?? ''), ...figures }))
  return { steps: steps.sort((a, b) => (a.at === b.at ? busiestFirst(a, b) : a.at < b.at ? 1 : -1)) }
}

async function readAgents(ctx: AnalyticsCtx, query: AnalyticsQuery, group: Group) {
  const { asActor: db } = ctx
  const scope = scopeOf(ctx, query)
  const [counted, replies, resolutions] = await db.batch(
    selectMessageFigures(db, scope, group),
    selectFirstReplies(db, scope, group),
    selectResolutions(db, scope, group),
  )
  const [countedBy, repliesBy, resolutionsBy] = [byKey(counted.rows), byKey(replies.rows), byKey(resolutions.rows)]
  const keys = new Map<string, Key>([...countedBy, ...repliesBy, ...resolutionsBy])
  return [...keys].flatMap(([name, { step, key }]) => {
    if (key === null) return []
    const messages = countedBy.get(name)
    const figures: AgentFigures = {
      memberId: key,
      inbound: messages?.inbound ?? 0,
      sent: messages?.outbound ?? 0,
      firstReply: durationsOf(repliesBy.get(name)),
      resolution: durationsOf(resolutionsBy.get(name)),
    }
    return [{ step, figures }]
  })
}

const busiestFirst = (a: AgentFigures, b: AgentFigures) => b.sent - a.sent || (a.memberId < b.memberId ? -1 : 1)
