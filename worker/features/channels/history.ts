import type { ChannelNews } from '../../contract/channel.ts'
import type { Page, PageQuery } from '../../contract/common.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { getChannelRow } from './channels.ts'
import type { ChannelCtx } from './ctx.ts'
import { summaryOf, topicOf } from './events.ts'
import { noticeOf } from './notices.ts'
import { type ChannelEventRow, channelEventPlace, selectEvents } from './repo/channels.ts'

/** What Meta said about a number, newest first. @throws AppError NOT_FOUND */
export async function listEvents(
  ctx: ChannelCtx,
  channelId: string,
  { limit, cursor }: PageQuery,
): Promise<Page<ChannelNews>> {
  await getChannelRow(ctx, channelId)
  const [{ rows }] = await ctx.asActor.batch(selectEvents(ctx.asActor, channelId, limit, decodeCursor(cursor)))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    data: await Promise.all(page.map((row) => presentEvent(ctx, row))),
    nextCursor: last && rows.length > limit ? encodeCursor(last) : null,
  }
}

export async function presentEvent(
  { vault, actor }: ChannelCtx,
  { id, at, field, eventKey, box }: ChannelEventRow,
): Promise<ChannelNews> {
  const place = channelEventPlace(fromPgBytes(eventKey))
  const value = await vault.open<Record<string, unknown>>(actor.tenantId, place, fromPgBytes(box))
  const notice = noticeOf(field, value)
  return { id, at: toIso(at), field, topic: topicOf(field, value), summary: summaryOf(notice), notice }
}
