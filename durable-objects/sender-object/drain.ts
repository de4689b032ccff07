import type { AttemptEvent } from '../../worker/contract/events.ts'
import { backoffMs } from '../../worker/kit/backoff.ts'
import type { SendResult } from '../../worker/whatsapp/client.ts'
import type { Policy } from '../../worker/whatsapp/failures.ts'
import type { Pace } from './pace.ts'

/** A message that was taken out of the outbox, as far as the loop must know it. */
export interface Claimed {
  id: string
  attemptId: string
  attemptCount: number
  contactId: string
}

export interface DrainDeps<C extends Claimed> {
  pace: Pace
  now(): number
  sleep(ms: number): Promise<void>
  /** Resolves at the next wake: something new may be due. */
  woken(): Promise<void>
  /** Takes up to `limit` due messages, none of these customers. */
  claim(limit: number, heldContacts: string[]): Promise<C[]>
  /** How many wait and when the next is due, in epoch milliseconds. */
  next(): Promise<{ waiting: number; dueAtMs: number | null }>
  /** Makes ready what is sent; resolves once it is durable that this attempt's call goes out now. Throws if it does not. */
  started(attempt: C): Promise<void>
  /** Whether what `started` threw may go away by itself: the key service, the database. */
  isTransient(error: unknown): boolean
  send(message: C): Promise<SendResult>
  policy(refused: { httpStatus: number; code: number }): Policy
  /** Posts the result to the inbox; resolves when it is durable there. */
  finished(event: AttemptEvent): Promise<void>
  /** The number cannot send: nothing is claimed until an administrator or time says otherwise. */
  stop(policy: Policy, code: number): Promise<void>
  isStopped(): boolean
}

/** Connections that may wait for Graph's answer at once: Cloudflare's six for an object. */
const UNDER_WAY_MAX = 6
/** How long an idle loop stays awake for a message whose turn comes soon, instead of setting an alarm. */
const LINGER_MS = 1_000
/** Between looks at a message that is held back by an earlier one of the same customer. */
const POLL_MS = 50
/** Nothing can be sent, but something is not settled: its result is on its way into Postgres, and wakes us. */
const UNSETTLED_MS = 5_000
/** A message that cannot be made ready, for a reason that does not go away by itself, is given up after so many tries. */
const READY_TRIES = 5
const READY_AGAIN = { baseMs: 2_000, maxMs: 60_000 }

/**
 * Sends what is due on one number until nothing is, at its pace, one message per customer at a time. Whether it returns
 * or throws, nothing is under way then.
 *
 * @returns When to come back, in epoch milliseconds; null if nothing waits.
 */
export async function drainOutbox<C extends Claimed>(deps: DrainDeps<C>): Promise<number | null> {
  const underWay = new Map<string, Promise<void>>()
  try {
    return await sendDue(deps, underWay)
  } finally {
    await Promise.allSettled(underWay.values())
  }
}

async function sendDue<C extends Claimed>(
  deps: DrainDeps<C>,
  underWay: Map<string, Promise<void>>,
): Promise<number | null> {
  while (!deps.isStopped()) {
    const delayMs = deps.pace.delayMs(deps.now())
    if (delayMs > 0) {
      await deps.sleep(delayMs)
      continue
    }
    if (underWay.size === UNDER_WAY_MAX) {
      await Promise.race(underWay.values())
      continue
    }
    const limit = Math.min(UNDER_WAY_MAX - underWay.size, deps.pace.available(deps.now()))
    const woken = deps.woken()
    const held = deps.pace.heldContacts(deps.now())
    const claimed = await deps.claim(limit, [...underWay.keys(), ...held.contactIds])
    for (const message of claimed) {
      deps.pace.take(message.contactId, deps.now())
      const sending = attempt(deps, message).finally(() => underWay.delete(message.contactId))
      underWay.set(message.contactId, sending)
    }
    if (claimed.length > 0) continue
    if (underWay.size > 0) {
      await Promise.race([...underWay.values(), woken])
      continue
    }
    const { waiting, dueAtMs } = await deps.next()
    if (waiting === 0) return null
    if (dueAtMs === null) return deps.now() + UNSETTLED_MS
    const backAtMs = Math.max(dueAtMs, deps.now() + held.delayMs, deps.now() + POLL_MS)
    if (backAtMs - deps.now() > LINGER_MS) return backAtMs
    await Promise.race([deps.sleep(backAtMs - deps.now()), woken])
  }
  return null
}

async function attempt<C extends Claimed>(deps: DrainDeps<C>, message: C): Promise<void> {
  try {
    await deps.started(message)
  } catch (error) {
    return deps.finished(notBegun(deps, message, deps.isTransient(error)))
  }
  const result = await deps.send(message)
  await deps.finished(await outcomeOf(deps, message, result))
}

function eventOf<C extends Claimed>(deps: DrainDeps<C>, message: C): AttemptEvent {
  return {
    kind: 'attempt',
    messageId: message.id,
    attemptId: message.attemptId,
    atMs: deps.now(),
    outcome: 'sent',
    wamid: null,
    error: null,
    retryAtMs: null,
  }
}

/** No call was made: it may be made again without harm, and one that never can be does not hold up the others. */
function notBegun<C extends Claimed>(deps: DrainDeps<C>, message: C, transient: boolean): AttemptEvent {
  const event = eventOf(deps, message)
  if (!transient && message.attemptCount >= READY_TRIES) return { ...event, outcome: 'failed' }
  return { ...event, outcome: 'retry', retryAtMs: deps.now() + backoffMs(message.attemptCount, READY_AGAIN) }
}

async function outcomeOf<C extends Claimed>(deps: DrainDeps<C>, message: C, result: SendResult): Promise<AttemptEvent> {
  const event = eventOf(deps, message)
  if (result.kind === 'accepted') return { ...event, wamid: result.wamid }
  if (result.kind === 'unknown') return { ...event, outcome: 'unconfirmed' }
  const policy = deps.policy({ httpStatus: result.httpStatus, code: result.error.code })
  const refused = { ...event, error: result.error }
  if (policy.halveRate) deps.pace.halve(deps.now())
  if (policy.do === 'pause-number' || policy.do === 'reconnect') {
    await deps.stop(policy, result.error.code)
    // It was not sent and may be, once the number works again.
    return { ...refused, outcome: 'retry' }
  }
  if (policy.do === 'unconfirmed') return { ...refused, outcome: 'unconfirmed' }
  if (policy.do === 'retry' && message.attemptCount < (policy.attemptsMax ?? Number.POSITIVE_INFINITY)) {
    const delayMs = (policy.delaySeconds?.(message.attemptCount) ?? 1) * 1000
    return { ...refused, outcome: 'retry', retryAtMs: deps.now() + delayMs }
  }
  return { ...refused, outcome: 'failed' }
}
