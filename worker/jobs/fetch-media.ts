import { z } from 'zod'
import type { Bindings } from '../env.ts'
import { createMediaGraph, type FetchDeps, fetchMedia, listDueFiles } from '../features/media/index.ts'
import { backoffSeconds } from '../kit/backoff.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { inboxPort } from '../objects.ts'
import { servicesOf } from '../services.ts'

const Nudge = z.object({ tenantId: z.uuid(), mediaId: z.uuid() })
const SWEEP_MAX = 50

/**
 * Fetches the files that the nudges name, all of a batch at once: a voice note must not wait for a video. A nudge that
 * cannot be read holds nothing that the work list does not.
 */
export async function consumeMedia(batch: MessageBatch<unknown>, env: Bindings): Promise<void> {
  const deps = fetchDeps(env)
  await Promise.all(
    batch.messages.map(async (message) => {
      const nudge = Nudge.safeParse(message.body)
      try {
        if (nudge.success) await fetchMedia(deps, nudge.data)
        else deps.log.warn('media.malformed', { queue: batch.queue, id: message.id })
        message.ack()
      } catch (error) {
        deps.log.warn('media.retry', { id: message.id, attempts: message.attempts, ...errorFacts(error) })
        message.retry({ delaySeconds: backoffSeconds(message.attempts) })
      }
    }),
  )
}

/** Nudges for files whose next attempt is due or whose nudge was lost. A second nudge for one file does nothing. */
export async function sweepMedia(env: Bindings): Promise<void> {
  const { db, now } = servicesOf(env)
  const due = await listDueFiles(db, now(), SWEEP_MAX)
  if (due.length > 0) await env.MEDIA_QUEUE.sendBatch(due.map((body) => ({ body })))
}

function fetchDeps(env: Bindings): FetchDeps {
  const { db, vault, settings, log, now } = servicesOf(env)
  const graph = createMediaGraph(settings)
  return { db, vault, bucket: env.BUCKET, graph, inbox: (place) => inboxPort(env, place), log, now }
}
