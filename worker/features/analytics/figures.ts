import type {
  AnalyticsQuery,
  ConversationAnalytics,
  MessageAnalytics,
  Overview,
  OverviewFigures,
} from '../../contract/analytics.ts'
import { toIso } from '../../db/columns.ts'
import {
  type CountRow,
  type DurationRow,
  type MessageRow,
  type Scope,
  selectBuckets,
  selectChannelNames,
  selectFirstReplies,
  selectMessageFigures,
  selectOpened,
  selectResolutions,
} from './repo.ts'
import { byKey, durationsOf, idsOf } from './rows.ts'
import { type AnalyticsCtx, scopeOf } from './scope.ts'

/** The totals of the period, and of the one of the same length before it. */
export async function getOverview(ctx: AnalyticsCtx, query: AnalyticsQuery): Promise<Overview> {
  const { asActor: db } = ctx
  const current = scopeOf(ctx, query)
  const lengthMs = Date.parse(current.to) - Date.parse(current.from)
  const previous = { ...current, from: new Date(Date.parse(current.from) - lengthMs).toISOString(), to: current.from }
  const statementsOf = (scope: Scope) =>
    [
      selectMessageFigures(db, scope, {}),
      selectOpened(db, scope, {}),
      selectFirstReplies(db, scope, {}),
      selectResolutions(db, scope, {}),
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
  const scope = scopeOf(ctx, query)
  const [buckets, perBucket, perChannel] = await db.batch(
    selectBuckets(db, scope, query),
    selectMessageFigures(db, scope, { steps: query }),
    selectMessageFigures(db, scope, { by: 'channel' }),
  )
  const byBucket = byKey(perBucket.rows)
  return {
    buckets: buckets.rows.map(({ step }) => ({ at: toIso(step), ...messageFigures(byBucket.get(step)) })),
    channels: perChannel.rows.map((row) => ({ channelId: String(row.key), ...messageFigures(row) })),
  }
}

export async function getConversationAnalytics(
  ctx: AnalyticsCtx,
  query: AnalyticsQuery,
): Promise<ConversationAnalytics> {
  const { asActor: db } = ctx
  const scope = scopeOf(ctx, query)
  const bucket = { steps: query }
  const channel = { by: 'channel' } as const
  const [buckets, opened, replies, resolutions, openedIn, repliesIn, resolutionsIn] = await db.batch(
    selectBuckets(db, scope, query),
    selectOpened(db, scope, bucket),
    selectFirstReplies(db, scope, bucket),
    selectResolutions(db, scope, bucket),
    selectOpened(db, scope, channel),
    selectFirstReplies(db, scope, channel),
    selectResolutions(db, scope, channel),
  )
  const figuresOf = join(opened.rows, replies.rows, resolutions.rows)
  const figuresIn = join(openedIn.rows, repliesIn.rows, resolutionsIn.rows)
  return {
    buckets: buckets.rows.map(({ step }) => ({ at: toIso(step), ...figuresOf(step) })),
    channels: idsOf(openedIn.rows, repliesIn.rows, resolutionsIn.rows).map((key) => ({
      channelId: key,
      ...figuresIn(key),
    })),
  }
}

/** Each number with its name, its messages and its times. */
export async function getChannelFigures(ctx: AnalyticsCtx, query: AnalyticsQuery) {
  const { asActor: db } = ctx
  const scope = scopeOf(ctx, query)
  const channel = { by: 'channel' } as const
  const [names, messages, opened, replies, resolutions] = await db.batch(
    selectChannelNames(db),
    selectMessageFigures(db, scope, channel),
    selectOpened(db, scope, channel),
    selectFirstReplies(db, scope, channel),
    selectResolutions(db, scope, channel),
  )
  const nameOf = new Map(names.rows.map(({ id, name }) => [id, name]))
  const counted = byKey(messages.rows)
  const figuresOf = join(opened.rows, replies.rows, resolutions.rows)
  return idsOf(messages.rows, opened.rows, replies.rows, resolutions.rows).map((channelId) => ({
    name: nameOf.get(channelId) ?? '',
    channelId,
    ...messageFigures(counted.get(channelId)),
    ...figuresOf(channelId),
  }))
}

function join(opened: CountRow[], replies: DurationRow[], resolutions: DurationRow[]) {
  const [openedBy, repliesBy, resolutionsBy] = [byKey(opened), byKey(replies), byKey(resolutions)]
  return (key: string) => conversationFigures(openedBy.get(key), repliesBy.get(key), resolutionsBy.get(key))
}

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
