import { normalisePassword } from '../../contract/password-strength.ts'
import { fromUtf8, toHex, utf8 } from '../../kit/bytes.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import { readAtMost } from '../../kit/read-at-most.ts'

export interface LeakedCtx {
  settings: { BREACHED_PASSWORDS_URL: string }
  log: Log
}

/** All of a hash that leaves (docs/sources.md#leaked-passwords). */
const PREFIX_DIGITS = 5
const PATIENCE_MS = 1_000
/** A list has some thousand lines of 40 bytes, and grows. */
const BYTES_MAX = 512 * 1024
const LINE = /^([0-9A-F]{35}):(\d+)\r?$/gim

/**
 * Whether a password is in the lists of leaked ones.
 *
 * @returns false too where nobody is asked, or nobody answers in time: that a password is strong does not hang on others.
 */
export async function isLeaked({ settings, log }: LeakedCtx, password: string): Promise<boolean> {
  const { BREACHED_PASSWORDS_URL: url } = settings
  if (url === 'off') return false
  const digest = await crypto.subtle.digest('SHA-1', utf8(normalisePassword(password)))
  const hash = toHex(new Uint8Array(digest)).toUpperCase()
  try {
    return countIn(await askRange(url, hash.slice(0, PREFIX_DIGITS)), hash.slice(PREFIX_DIGITS)) > 0
  } catch (error) {
    log.warn('password.not_compared', errorFacts(error))
    return false
  }
}

async function askRange(url: string, prefix: string): Promise<string> {
  const response = await fetch(new URL(`${url.replace(/\/$/, '')}/range/${prefix}`), {
    // Padded, all answers are of about one size, which else would tell the prefix to whoever sees the traffic.
    headers: { 'add-padding': 'true', 'user-agent': 'ADSapp' },
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (response.status === 200) return fromUtf8(await readAtMost(response, BYTES_MAX))
  await response.body?.cancel()
  throw new RangeError('not answered')
}

/**
 * How often a password was seen, by the rest of its hash in upper case. Lines of padding count 0.
 *
 * @throws SyntaxError if it is no such list.
 */
export function countIn(list: string, suffix: string): number {
  const lines = [...list.matchAll(LINE)]
  if (lines.length === 0) throw new SyntaxError('no list')
  return Number(lines.find(([, each]) => each?.toUpperCase() === suffix)?.[2] ?? 0)
}
