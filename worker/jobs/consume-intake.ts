import { z } from 'zod'
import type { Bindings } from '../env.ts'
import { listIntake, readIntake, resumeIntake } from '../features/webhooks/index.ts'
import { ingestDeps } from '../ingest-deps.ts'
import { backoffSeconds } from '../kit/backoff.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { servicesOf } from '../services.ts'

const Nudge = z.object({ name: z.string().max(200) })
const PAGE = 100
/** The next sweep comes in a minute. */
const SWEEP_MS = 45_000

/** Takes what the intake holds further, one object at a time; one that cannot go on never holds up the others. */
export async function consumeIntake(batch: MessageBatch<unknown>, env: Bindings): Promise<void> {
  const { log } = servicesOf(env)
  for (const message of batch.messages) {
    const nudge = Nudge.safeParse(message.body)
    try {
      if (nudge.success) await takeOn(env, nudge.data.name)
      message.ack()
    } catch (error) {
      log.warn('intake.retry', { id: message.id, attempts: message.attempts, ...errorFacts(error) })
      message.retry({ delaySeconds: backoffSeconds(message.attempts) })
    }
  }
}

/** Finds what no nudge led to, oldest first. One that cannot go on stays for the next time. */
export async function sweepIntake(env: Bindings): Promise<void> {
  const { log, now } = servicesOf(env)
  const untilMs = now() + SWEEP_MS
  let names: string[]
  let last: string | undefined
  do {
    names = await listIntake(ingestDeps(env), PAGE, last)
    for (const name of names) {
      try {
        await takeOn(env, name)
      } catch (error) {
        log.warn('intake.waiting', errorFacts(error))
      }
    }
    last = names.at(-1)
  } while (names.length === PAGE && now() < untilMs)
}

async function takeOn(env: Bindings, name: string): Promise<void> {
  const deps = ingestDeps(env)
  const item = await readIntake(deps, name)
  if (!item) return
  const outcome = await resumeIntake(deps, item)
  if (outcome === 'refused') deps.log.warn('intake.refused', { reason: 'bad signature' })
  await env.BUCKET.delete(name)
}
