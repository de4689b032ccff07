import type { JournalEvent } from '../../contract/events.ts'
import { Batch } from './apply-batch.ts'
import { commitBatch } from './apply-commit.ts'
import type { Applied, ApplyCtx } from './apply-ctx.ts'
import { mergeHistory } from './history.ts'

/**
 * Applies events set-wise: at most one read and one write round trip for all of them, plus one to read what quotes and
 * annotations changed. Applying an event again changes nothing. Throws what the database throws; then nothing of
 * the batch was written, and `ctx.customers` has been told to forget.
 */
export async function applyEvents(ctx: ApplyCtx, events: JournalEvent[]): Promise<Applied> {
  const known = await ofKnownChannels(ctx, events)
  return ctx.customers.exclusively(async () => {
    try {
      const merged = await mergeHistory(ctx, known)
      const batch = new Batch(ctx, merged.completes)
      await batch.customers(merged.events)
      for (const { channelId, event } of merged.events) {
        if (event.kind === 'message') await batch.message({ channelId, event })
        else if (event.kind === 'identity') await batch.identity({ channelId, event })
        else if (event.kind === 'status') batch.status({ channelId, event })
        else if (event.kind === 'attempt') batch.attempt(event)
        else if (event.kind === 'channel') batch.channelEvent({ channelId, event })
        else batch.media(event)
      }
      return await commitBatch(ctx, await batch.gathered())
    } catch (error) {
      ctx.customers.forget()
      throw error
    }
  })
}

/** Events of a channel that was removed meanwhile have nowhere to go. */
async function ofKnownChannels(ctx: ApplyCtx, events: JournalEvent[]): Promise<JournalEvent[]> {
  const ids = new Set(events.map((each) => each.channelId))
  const known = new Set<string>()
  for (const id of ids) if (await ctx.channel(id)) known.add(id)
  return known.size === ids.size ? events : events.filter((each) => known.has(each.channelId))
}
