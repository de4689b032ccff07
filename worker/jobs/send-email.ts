import { z } from 'zod'
import type { Bindings } from '../env.ts'
import { purgeEmailRows, sendEmails } from '../features/emails/index.ts'
import { backoffSeconds } from '../kit/backoff.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { servicesOf } from '../services.ts'

const Nudge = z.object({ emailId: z.uuid() })

/** Sends e-mails as they are queued. A nudge that is lost costs a minute: the sweep finds the row. */
export async function consumeEmail(batch: MessageBatch<unknown>, env: Bindings): Promise<void> {
  const { log } = servicesOf(env)
  await Promise.all(
    batch.messages.map(async (message) => {
      const nudge = Nudge.safeParse(message.body)
      try {
        if (nudge.success) await sendEmails(depsOf(env), nudge.data.emailId)
        message.ack()
      } catch (error) {
        log.warn('email.nudge_retry', { id: message.id, attempts: message.attempts, ...errorFacts(error) })
        message.retry({ delaySeconds: backoffSeconds(message.attempts) })
      }
    }),
  )
}

export const sweepEmails = (env: Bindings): Promise<number> => sendEmails(depsOf(env), null)

export async function purgeEmails(env: Bindings): Promise<void> {
  const { db, log } = servicesOf(env)
  const expired = await purgeEmailRows(db)
  if (expired > 0) log.error('email.expired', { count: expired })
}

function depsOf(env: Bindings) {
  const services = servicesOf(env)
  const { EMAIL_API_URL: url, EMAIL_API_KEY: key, EMAIL_FROM: from } = services.settings
  const provider = key && from ? { url, key, from } : null
  return { ...services, provider, fetch: (...call: Parameters<typeof fetch>) => fetch(...call) }
}
