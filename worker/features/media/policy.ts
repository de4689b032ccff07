import type { mediaTypes } from '../../contract/message.ts'
import { type BackoffSeconds, backoffSeconds } from '../../kit/backoff.ts'
import { fromBase64, fromHex } from '../../kit/bytes.ts'
import { policyFor } from '../../whatsapp/failures.ts'
import { mediaBytesMax } from '../../whatsapp/limits.ts'

export type MediaKind = (typeof mediaTypes)[number]

/** Why a file is not there; `expired`: WhatsApp keeps it for seven days only. */
export type MediaFailure = 'expired' | 'too_large' | 'checksum' | 'refused' | 'unavailable'

/** How one attempt to fetch a file ended without it; only `failed` is for good. */
export type Setback =
  | { kind: 'retry'; failure: 'checksum' | 'unavailable' }
  | { kind: 'failed'; failure: Exclude<MediaFailure, 'checksum'> }

/** docs/sources.md#media-limits. A customer may send more than a business may: no limit by kind on the way in. */
export const INBOUND_BYTES_MAX = mediaBytesMax

const DOWNLOAD_ERROR = 131052
/** From half a minute to six hours: about forty attempts in the seven days that WhatsApp keeps a file. */
const RETRY: BackoffSeconds = { baseSeconds: 30, maxSeconds: 6 * 60 * 60 }
const ATTEMPTS_BEFORE_GIVING_UP = 3
/** The last attempt may come as late as the sweep does. */
const GRACE_MS = 60 * 60_000

/**
 * What a refusal of Graph to hand out a file means. Trouble with the token or the account may be put right in time, so
 * that the file can still be had.
 *
 * @param attempts Made so far, with this one.
 */
export function setbackOf(refusal: { httpStatus: number; code: number }, attempts: number): Setback {
  if (refusal.code === DOWNLOAD_ERROR) return { kind: 'failed', failure: 'too_large' }
  const policy = policyFor(refusal)
  if (policy.do !== 'fail') return { kind: 'retry', failure: 'unavailable' }
  const isAboutTheFile = policy.failure.action === 'fix-media'
  // "Does not exist or you lack the permission" is one error of Graph: it is asked more than once.
  return isAboutTheFile || attempts >= ATTEMPTS_BEFORE_GIVING_UP
    ? { kind: 'failed', failure: 'refused' }
    : { kind: 'retry', failure: 'unavailable' }
}

/**
 * When the next attempt is due; null when the time that WhatsApp keeps the file is over. The last attempt is made at
 * its very end.
 *
 * @param attempts Made so far.
 * @param random A number in [0, 1).
 */
export function nextAttemptMs(
  { attempts, retryUntilMs }: { attempts: number; retryUntilMs: number },
  nowMs: number,
  random?: () => number,
): number | null {
  if (nowMs >= retryUntilMs) return null
  return Math.min(retryUntilMs, nowMs + backoffSeconds(attempts, RETRY, random) * 1000)
}

/**
 * Whether a file need not be tried again: only after crashes, since an attempt that fails in time ends by
 * {@link nextAttemptMs}. The first attempt is always made, as a message may come with a time that cannot be right.
 */
export function isLongOver(
  { attempts, retryUntilMs }: { attempts: number; retryUntilMs: number },
  nowMs: number,
): boolean {
  return attempts > 1 && nowMs > retryUntilMs + GRACE_MS
}

/** A SHA-256 as WhatsApp writes it: base64 in webhooks, hex from Graph. Null if it is neither. */
export function parseSha256(text: string | null): Uint8Array | null {
  if (text === null) return null
  if (/^[0-9a-f]{64}$/i.test(text)) return fromHex(text)
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? fromBase64(text) : null
}
