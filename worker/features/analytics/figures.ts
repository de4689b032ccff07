import {
  type AgentAnalytics,
  type AnalyticsQuery,
  BUCKETS_MAX,
  type ConversationAnalytics,
  type Durations,
  type Granularity,
  type MessageAnalytics,
  type Overview,
  type OverviewFigures,
} from '../../contract/analytics.ts'
import { AppError } from '../../contract/problem.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import {
  type CountRow,
  type DurationRow,
  type Key,
  type MessageRow,
  type Period,
  selectBuckets,
  selectChannelNames,
  selectFirstReplies,
  selectMessageFigures,
  selectOpened,
  selectResolutions,
} from './repo.ts'

interface AnalyticsCtx {
  asActor: TenantDb
  now(): number
}

const bucketMs: Record<Granularity, number> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_419_200_000,
}
const DEFAULT_LENGTH_MS = 28 * 86_400_000

/**
 * The period that a query asks for.
 * @throws AppError INVALID_REQUEST for a zone that is none, a period that ends before it begins, or too many buckets.
 */
function periodOf({ now }: AnalyticsCtx, { granularity, tz, ...wanted }: AnalyticsQuery): Period {
  const to = wanted.to ?? new Date(now()).toISOString()
  const from = wanted.from ?? new Date(Date.parse(to) - DEFAULT_LENGTH_MS).toISOString()
  const refuse = (path: string, message: string) => {
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz })
  } catch {
    refuse('tz', 'This is no time zone.')
  }
  const lengthMs = Date.parse(to) - Date.parse(from)
  if (lengthMs <= 0) refuse('to', 'The end must be after the beginning.')
  if (lengthMs / bucketMs[granularity] > BUCKETS_MAX)
    refuse('granularity', `At most ${BUCKETS_MAX} steps: take longer ones.`)
  return { from, to }
}

/** The totals of the period, and of the one of the same length before it. */
export async function getOverview(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<Overview> {
  const { asActor: db } = ctx
  const current = periodOf(ctx, query)
  const lengthMs = Date.parse(current.to) - Date.parse(current.from)
  const previous = { from: new Date(Date.parse(current.from) - lengthMs).toISOString(), to: current.from }
  const statementsOf = (period: Period) =>
    [
      selectMessageFigures(db, period, null),
      selectOpened(db, period, null),
      selectFirstReplies(db, period, null),
      selectResolutions(db, period, null),
    ] as const
  const [a, b, c, d, e, f, g, h] = await db.batch(...statementsOf(current), ...statementsOf(previous))
  return { current: totalsOf(a.rows, b.rows, c.rows, d.rows), previous: totalsOf(e.rows, f.rows, g.rows, h.rows) }
}

function totalsOf(
  [messages]: MessageRow[],
  [opened]: CountRow[],
  [replies]: DurationRow[],
  [resolutions]: DurationRow[],
): OverviewFigures {
  return { ...messageFigures(messages), ...conversationFigures(opened, replies, resolutions) }
}

export async function getMessageAnalytics(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<MessageAnalytics> {
  const { asActor: db } = ctx
  const period = periodOf(ctx, query)
  const { granularity, tz } = query
  const [buckets, perBucket, perChannel] = await db.batch(
    selectBuckets(db, period, granularity, tz),
    selectMessageFigures(db, period, { by: 'bucket', granularity, tz }),
    selectMessageFigures(db, period, { by: 'channel' }),
  )
  const byBucket = byKey(perBucket.rows)
  return {
    buckets: buckets.rows.map(({ key }) => ({ at: toIso(key), ...messageFigures(byBucket.get(key)) })),
    channels: perChannel.rows.map((row) => ({ channelId: String(row.key), ...messageFigures(row) })),
  }
}

export async function getConversationAnalytics(
  ctx: AnalyticsCtx,
  query: AnalyticsQuery,
): Promise<ConversationAnalytics> {
  const { asActor: db } = ctx
  const period = periodOf(ctx, query)
  const { granularity, tz } = query
  const bucket = { by: 'bucket', granularity, tz } as const
  const channel = { by: 'channel' } as const
  const [buckets, opened, replies, resolutions, openedIn, repliesIn, resolutionsIn] = await db.batch(
    selectBuckets(db, period, granularity, tz),
    selectOpened(db, period, bucket),
    selectFirstReplies(db, period, bucket),
    selectResolutions(db, period, bucket),
    selectOpened(db, period, channel),
    selectFirstReplies(db, period, channel),
    selectResolutions(db, period, channel),
  )
  const figuresOf = join(opened.rows, replies.rows, resolutions.rows)
  const figuresIn = join(openedIn.rows, repliesIn.rows, resolutionsIn.rows)
  return {
    buckets: buckets.rows.map(({ key }) => ({ at: toIso(key), ...figuresOf(key) })),
    channels: keysOf(openedIn.rows, repliesIn.rows, resolutionsIn.rows).map((key) => ({
      channelId: key,
      ...figuresIn(key),
    })),
  }
}

/** Each number with its name, its messages and its times. */
export async function getChannelFigures(ctx: AnalyticsCtx, query: AnalyticsQuery) {
  const { asActor: db } = ctx
  const period = periodOf(ctx, query)
  const channel = { by: 'channel' } as const
  const [names, messages, opened, replies, resolutions] = await db.batch(
    selectChannelNames(db),
    selectMessageFigures(db, period, channel),
    selectOpened(db, period, channel),
    selectFirstReplies(db, period, channel),
    selectResolutions(db, period, channel),
  )
  const nameOf = new Map(names.rows.map(({ id, name }) => [id, name]))
  const counted = byKey(messages.rows)
  const figuresOf = join(opened.rows, replies.rows, resolutions.rows)
  return keysOf(messages.rows, opened.rows, replies.rows, resolutions.rows).map((channelId) => ({
    name: nameOf.get(channelId) ?? '',
    channelId,
    ...messageFigures(counted.get(channelId)),
    ...figuresOf(channelId),
  }))
}

/** What each member wrote, answered first and closed. What nobody of the team did is left out. */
export async function getAgentAnalytics(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<AgentAnalytics> {
  const { asActor: db } = ctx
  const period = periodOf(ctx, query)
  const group = { by: 'member' } as const
  const [sent, replies, resolutions] = await db.batch(
    selectMessageFigures(db, period, group),
    selectFirstReplies(db, period, group),
    selectResolutions(db, period, group),
  )
  const [sentBy, repliesBy, resolutionsBy] = [byKey(sent.rows), byKey(replies.rows), byKey(resolutions.rows)]
  const agents = keysOf(sent.rows, replies.rows, resolutions.rows).map((memberId) => ({
    memberId,
    sent: sentBy.get(memberId)?.outbound ?? 0,
    firstReply: durationsOf(repliesBy.get(memberId)),
    resolution: durationsOf(resolutionsBy.get(memberId)),
  }))
  return { agents: agents.sort((a, b) => b.sent - a.sent || (a.memberId < b.memberId ? -1 : 1)) }
}

function join(opened: CountRow[], replies: DurationRow[], resolutions: DurationRow[]) {
  const [openedBy, repliesBy, resolutionsBy] = [byKey(opened), byKey(replies), byKey(resolutions)]
  return (key: string) => conversationFigures(openedBy.get(key), repliesBy.get(key), resolutionsBy.get(key))
}

const byKey = <R extends Key>(rows: R[]) => new Map(rows.map((row) => [row.key, row]))
const keysOf = (...sets: Key[][]) => [...new Set(sets.flat().flatMap(({ key }) => (key === null ? [] : [key])))].sort()

const messageFigures = (row: MessageRow | undefined) => ({
  inbound: row?.inbound ?? 0,
  outbound: row?.outbound ?? 0,
  failed: row?.failed ?? 0,
})

const conversationFigures = (opened?: CountRow, replies?: DurationRow, resolutions?: DurationRow) => ({
  opened: opened?.count ?? 0,
  closed: resolutions?.count ?? 0,
  firstReply: durationsOf(replies),
  resolution: durationsOf(resolutions),
})

function durationsOf(row: DurationRow | undefined): Durations {
  return { count: row?.count ?? 0, median: row?.median ?? null, p90: row?.p90 ?? null }
}
