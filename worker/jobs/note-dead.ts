import type { Bindings } from '../env.ts'
import { servicesOf } from '../services.ts'

/**
 * What no consumer could do. Queue messages are nudges: the object in R2 or the row in Postgres is still there and the
 * minute sweep goes on trying, so that a line for the operator is all that is left to do.
 */
export async function noteDead(batch: MessageBatch<unknown>, env: Bindings): Promise<void> {
  const { log } = servicesOf(env)
  for (const message of batch.messages) log.error('queue.dead', { queue: batch.queue, id: message.id })
  batch.ackAll()
}
