import type { Failure } from '../contract/message.ts'
import { type BackoffSeconds, backoffSeconds } from '../kit/backoff.ts'
import { type FailureClass, findKnownCode } from './failure-codes.ts'

/**
 * What to do with a message that WhatsApp did not take.
 * - `retry`: surely not sent; send it again after `delaySeconds(attempt)`, at most `attemptsMax` attempts in all.
 * - `unconfirmed`: perhaps sent; never send it again by itself, a status webhook settles it.
 * - `fail`: give up, show `failure`.
 * - `pause-number`: give up, pause the number and tell the administrators: every message would fail.
 * - `reconnect`: give up, mark the channel as disconnected.
 */
export type Policy = {
  do: 'retry' | 'unconfirmed' | 'fail' | 'pause-number' | 'reconnect'
  failure: Failure
  /** @param attempt Attempts made so far, from 1. */
  delaySeconds?: (attempt: number) => number
  attemptsMax?: number
  /** Send at half the rate for a minute. */
  halveRate?: true
  /** No message of this kind to this customer before so many seconds have passed. */
  notBeforeSeconds?: number
  /** Every recipient of the campaign would fail like this one. */
  stopCampaign?: true
  markUnreachable?: true
  optedOut?: true
}
type Rule = Omit<Policy, 'failure'> & { action: Failure['action'] }

const backoff = (range: BackoffSeconds) => (attempt: number) => backoffSeconds(attempt, range)
/** 4, 16, 64 … seconds, as Meta asks for (docs/sources.md#retries); 4^6 is above an hour. */
const fourToThe = (attempt: number) => 4 ** Math.min(6, Math.max(1, attempt))

const fail = (action: Failure['action'], more: Partial<Rule> = {}): Rule => ({ do: 'fail', action, ...more })
const retry = (delaySeconds: (attempt: number) => number, more: Partial<Rule> = {}): Rule => ({
  do: 'retry',
  action: 'retry',
  delaySeconds,
  attemptsMax: 8,
  ...more,
})

/** The policy, by class (docs/sources.md#error-policy). */
const classes: Record<FailureClass, Rule> = {
  rate: retry(backoff({ baseSeconds: 2, maxSeconds: 120 }), { halveRate: true, attemptsMax: 12 }),
  'pair-rate': retry(fourToThe),
  busy: retry(backoff({ baseSeconds: 5, maxSeconds: 600 })),
  maintenance: retry(backoff({ baseSeconds: 20, maxSeconds: 300 })),
  quota: retry(backoff({ baseSeconds: 60, maxSeconds: 3600 })),
  'maybe-ours': retry(backoff({ baseSeconds: 10, maxSeconds: 300 }), { attemptsMax: 3 }),
  'unknown-outcome': { do: 'unconfirmed', action: 'retry' },
  'wait-a-day': fail('wait', { notBeforeSeconds: 86_400 }),
  wait: fail('wait'),
  window: fail('use-template'),
  unreachable: fail('retry', { markUnreachable: true }),
  pause: { do: 'pause-number', action: 'none' },
  media: fail('fix-media'),
  parameters: fail('fix-parameters'),
  template: fail('none', { stopCampaign: true }),
  reconnect: { do: 'reconnect', action: 'reconnect-channel' },
  'opted-out': fail('none', { optedOut: true }),
  settings: fail('none'),
  refused: fail('none'),
}

/**
 * The policy for an error of WhatsApp. The code decides whatever the HTTP status: Meta answers rate limits with 400
 * and permanent errors with 500.
 *
 * @param httpStatus Of Graph's answer; null for an error out of a `failed` status. That message has failed for certain:
 *   nothing is retried by itself or unconfirmed then, a person may send it again.
 */
export function policyFor({ httpStatus, code }: { httpStatus: number | null; code: number }): Policy {
  const known = findKnownCode(code)
  const rule = known ? classes[known.class] : ruleByStatus(httpStatus)
  const { action, ...rest } = httpStatus === null ? afterTheFact(rule) : rule
  const words = known ?? {
    title: 'WhatsApp refused the message',
    detail: `WhatsApp answered with an error that is not documented${code > 0 ? ` (${code})` : ''}.`,
  }
  return { ...rest, failure: { code: code < 0 ? null : code, title: words.title, detail: words.detail, action } }
}

/** How a message stands after an attempt whose end we do not know. */
export const unconfirmedFailure: Failure = {
  code: null,
  title: 'Not confirmed',
  detail: 'WhatsApp did not answer in time. The message may have been sent; its status will tell.',
  action: 'retry',
}

function ruleByStatus(httpStatus: number | null): Rule {
  if (httpStatus === 401) return classes.reconnect
  // A gateway's, never Graph's own: the request did not get through.
  if (httpStatus === 429) return classes.quota
  if (httpStatus !== null && (httpStatus >= 500 || httpStatus === 408)) return classes['unknown-outcome']
  return classes.refused
}

function afterTheFact(rule: Rule): Rule {
  return rule.do === 'retry' || rule.do === 'unconfirmed' ? fail('retry') : rule
}
