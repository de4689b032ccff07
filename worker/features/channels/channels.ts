import type { Channel } from '../../contract/channel.ts'
import { AppError } from '../../contract/problem.ts'
import type { ChannelCtx } from './ctx.ts'
import { presentChannel } from './present.ts'
import { type ChannelRow, findChannelRow, selectChannels } from './repo/channels.ts'

type ReadCtx = Pick<ChannelCtx, 'actor' | 'asActor' | 'settings'>

/** The tenant's numbers, in the order they were connected. */
export async function listChannels(ctx: ReadCtx): Promise<Channel[]> {
  const [rows] = await ctx.asActor.batch(selectChannels(ctx.asActor))
  return rows.map((row) => presentChannel(ctx, row))
}

/** @throws AppError NOT_FOUND */
export async function getChannel(ctx: ReadCtx, channelId: string): Promise<Channel> {
  return presentChannel(ctx, await getChannelRow(ctx, channelId))
}

/** @throws AppError NOT_FOUND */
export async function getChannelRow({ asActor }: Pick<ChannelCtx, 'asActor'>, channelId: string): Promise<ChannelRow> {
  const row = await findChannelRow(asActor, channelId)
  if (!row) throw new AppError('NOT_FOUND')
  return row
}
