import type { Bindings } from './env.ts'
import { purgeUnrouted } from './features/webhooks/index.ts'
import { fetchApp } from './http/app.ts'
import { purgeAuditRows, signAuditHeads, sweepAudit } from './jobs/chain-audit.ts'
import { consumeIntake, sweepIntake } from './jobs/consume-intake.ts'
import { consumeMedia, sweepMedia } from './jobs/fetch-media.ts'
import { noteDead } from './jobs/note-dead.ts'
import { renewOldKeys } from './jobs/renew-keys.ts'
import { consumeEmail, purgeEmails, sweepEmails } from './jobs/send-email.ts'
import { consumePush } from './jobs/send-push.ts'
import { purgeAccess, sweepFailures, sweepReleases, sweepStates } from './jobs/sweep-access.ts'
import {
  sweepAssignments,
  sweepClosures,
  sweepGreetings,
  sweepNotices,
  sweepRemovals,
  sweepScheduled,
  sweepSends,
  sweepSnoozes,
} from './jobs/sweep-work.ts'
import { errorFacts } from './kit/error-facts.ts'
import { servicesOf } from './services.ts'

export { HubObject } from '../durable-objects/hub-object/object.ts'
export { InboxObject } from '../durable-objects/inbox-object/object.ts'
export { LimiterObject } from '../durable-objects/limiter-object/object.ts'
export { SenderObject } from '../durable-objects/sender-object/object.ts'

type Job = (env: Bindings) => Promise<unknown>

/** By cron expression; see wrangler.toml. Each part runs whether or not the others fail. */
const crons: Record<string, Record<string, Job>> = {
  '* * * * *': {
    intake: sweepIntake,
    states: sweepStates,
    releases: sweepReleases,
    failures: sweepFailures,
    sends: sweepSends,
    scheduled: sweepScheduled,
    assignments: sweepAssignments,
    notices: sweepNotices,
    greetings: sweepGreetings,
    snoozes: sweepSnoozes,
    closures: sweepClosures,
    media: sweepMedia,
    removals: sweepRemovals,
    emails: sweepEmails,
    audit: sweepAudit,
  },
  '17 3 * * *': {
    unrouted: (env) => purgeUnrouted(servicesOf(env).db),
    emails: purgeEmails,
    access: purgeAccess,
    audit: signAuditHeads,
    auditRows: purgeAuditRows,
    keys: renewOldKeys,
  },
}

const consumers: Record<string, (batch: MessageBatch<unknown>, env: Bindings) => Promise<void>> = {
  intake: consumeIntake,
  media: consumeMedia,
  push: consumePush,
  email: consumeEmail,
  dead: noteDead,
}

export default {
  fetch: fetchApp,

  async queue(batch, env) {
    // adsapp-intake, adsapp-staging-intake …
    const kind = batch.queue.split('-').at(-1) ?? ''
    await consumers[kind]?.(batch, env)
  },

  async scheduled(controller, env) {
    const { log } = servicesOf(env)
    const jobs = Object.entries(crons[controller.cron] ?? {})
    await Promise.all(
      jobs.map(async ([job, run]) => {
        const startedMs = Date.now()
        try {
          await run(env)
          log.info('cron', { cron: controller.cron, job, durationMs: Date.now() - startedMs })
        } catch (error) {
          log.error('cron.failed', { cron: controller.cron, job, ...errorFacts(error) })
        }
      }),
    )
  },
} satisfies ExportedHandler<Bindings>
