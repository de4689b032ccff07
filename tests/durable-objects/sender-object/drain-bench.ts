import { type Claimed, type DrainDeps, drainOutbox } from '../../../durable-objects/sender-object/drain.ts'
import { Pace } from '../../../durable-objects/sender-object/pace.ts'
import type { AttemptEvent } from '../../../worker/contract/events.ts'
import type { SendResult } from '../../../worker/whatsapp/client.ts'
import { policyFor } from '../../../worker/whatsapp/failures.ts'

interface Waiting {
  id: string
  contactId: string
  attemptCount: number
  dueAtMs: number
  state: 'queued' | 'sending' | 'done'
}

export const accepted = (id: string): SendResult => ({
  kind: 'accepted',
  wamid: `wamid.${id}`,
  waId: null,
  userId: null,
})

export const refused = (code: number, httpStatus = 400): SendResult => ({
  kind: 'refused',
  httpStatus,
  subcode: null,
  error: { code, title: 'refused', detail: '' },
})

export const unknown: SendResult = { kind: 'unknown', reason: 'timeout' }

/**
 * The loop over an outbox in memory, a clock that only moves while everybody sleeps, and a WhatsApp that answers what
 * it is told to. `settle` lets the world go on until nothing but time could change it.
 */
export function drainBench(perSecondMax = 80) {
  let nowMs = 1_000_000
  let stopped = false
  let wakeUp = Promise.withResolvers<void>()
  const outbox: Waiting[] = []
  const sleepers: { untilMs: number; wake: () => void }[] = []
  const story: string[] = []
  const events: AttemptEvent[] = []
  const underWay = new Set<string>()
  const peaks = { underWay: 0, perCustomer: 0 }
  const answers = {
    send: async (message: Claimed): Promise<SendResult> => accepted(message.id),
    started: async (_message: Claimed): Promise<void> => undefined,
  }
  const deps: DrainDeps<Claimed> = {
    pace: new Pace(perSecondMax),
    now: () => nowMs,
    sleep: (ms) => new Promise((wake) => sleepers.push({ untilMs: nowMs + ms, wake })),
    woken: () => wakeUp.promise,
    async claim(limit, heldContacts) {
      const taken: Claimed[] = []
      const busy = new Set(heldContacts)
      for (const each of outbox.filter(({ state }) => state === 'sending')) busy.add(each.contactId)
      for (const each of outbox) {
        if (taken.length === limit) break
        if (each.state !== 'queued' || busy.has(each.contactId)) continue
        busy.add(each.contactId)
        if (each.dueAtMs > nowMs) continue
        each.state = 'sending'
        each.attemptCount += 1
        const attemptId = `${each.id}#${each.attemptCount}`
        taken.push({ id: each.id, contactId: each.contactId, attemptCount: each.attemptCount, attemptId })
      }
      return taken
    },
    async next() {
      const waiting = outbox.filter(({ state }) => state !== 'done')
      const due = waiting.filter(({ state }) => state === 'queued').map(({ dueAtMs }) => dueAtMs)
      return { waiting: waiting.length, dueAtMs: due.length > 0 ? Math.min(...due) : null }
    },
    async started(message) {
      await answers.started(message)
      story.push(`started ${message.attemptId}`)
    },
    isTransient: (error) => error instanceof TypeError,
    async send(message) {
      story.push(`sent ${message.attemptId}`)
      underWay.add(message.attemptId)
      peaks.underWay = Math.max(peaks.underWay, underWay.size)
      try {
        return await answers.send(message)
      } finally {
        underWay.delete(message.attemptId)
      }
    },
    policy: policyFor,
    async finished(event) {
      story.push(`${event.outcome} ${event.attemptId}`)
      events.push(event)
      const message = outbox.find(({ id }) => id === event.messageId) as Waiting
      message.state = event.outcome === 'retry' ? 'queued' : 'done'
      message.dueAtMs = event.retryAtMs ?? nowMs
    },
    async stop(policy) {
      stopped = true
      story.push(`stop ${policy.do}`)
    },
    isStopped: () => stopped,
  }
  /** Runs everything that needs no time. */
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
  const add = (id: string, contactId = id, more: Partial<Waiting> = {}) =>
    void outbox.push({ id, contactId, attemptCount: 0, dueAtMs: 0, state: 'queued', ...more })
  return {
    ...{ deps, answers, story, events, outbox, peaks, settle, add },
    now: () => nowMs,
    underWay: () => [...underWay],
    wake() {
      wakeUp.resolve()
      wakeUp = Promise.withResolvers()
    },
    jumpTo(ms: number) {
      nowMs = Math.max(nowMs, ms)
    },
    /** Lets the clock run to the next sleeper again and again. @returns what the loop returned. */
    async run(untilMs = Number.POSITIVE_INFINITY): Promise<number | null | 'running'> {
      let outcome: number | null | 'running' = 'running'
      let failure: { error: unknown } | null = null
      drainOutbox(deps).then(
        (result) => {
          outcome = result
        },
        (error: unknown) => {
          failure = { error }
        },
      )
      while (true) {
        await settle()
        if (failure) throw (failure as { error: unknown }).error
        if (outcome !== 'running') return outcome
        const next = sleepers.sort((a, b) => a.untilMs - b.untilMs)[0]
        if (!next || next.untilMs > untilMs) return 'running'
        sleepers.shift()
        nowMs = Math.max(nowMs, next.untilMs)
        next.wake()
      }
    },
    /** Lets time pass for a call under way. */
    after: (ms: number) => new Promise<void>((wake) => sleepers.push({ untilMs: nowMs + ms, wake })),
  }
}
