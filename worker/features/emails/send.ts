import type { Locale } from '../../contract/locale.ts'
import { PLATFORM_TENANT_ID } from '../../crypto/kms/provider.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Database } from '../../db/connect.ts'
import { backoffSeconds } from '../../kit/backoff.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import { type EmailProvider, postEmail } from './provider.ts'
import { renderEmail } from './render.ts'
import { type ClaimedEmail, claimEmails, type SealedEmail, settleEmail } from './repo.ts'
import type { EmailKind, EmailValues } from './texts.ts'

/** With the doubling below, a day. */
const ATTEMPTS_MAX = 12
const WAIT = { baseSeconds: 30, maxSeconds: 4 * 3600 }
const AT_ONCE = 20

const emailPlace = (id: string) => ({ table: 'emails', id })

export type Email = { [K in EmailKind]: { kind: K; values: EmailValues[K] } }[EmailKind] & {
  to: string
  locale: Locale
}

/** Seals an e-mail for the outbox, under the platform's key: an address belongs to a person, not to a tenant. */
export async function sealEmail(vault: Vault, id: string, email: Email, expiresAtMs: number): Promise<SealedEmail> {
  return { id, box: await vault.seal(PLATFORM_TENANT_ID, emailPlace(id), email), expiresAtMs }
}

export interface SendEmailDeps {
  db: Database
  vault: Vault
  /** null: this deployment sends none. */
  provider: EmailProvider | null
  fetch: typeof fetch
  now(): number
  log: Log
}

/**
 * Sends one e-mail of the outbox, or (null) those that are due. What is refused or does not answer is tried again for a
 * day: a wrong key or a full quota of the provider is mended by then.
 *
 * @returns how many were sent.
 */
export async function sendEmails(deps: SendEmailDeps, emailId: string | null): Promise<number> {
  if (!deps.provider) return 0
  const claimed = await claimEmails(deps.db, emailId, AT_ONCE)
  const sent = await Promise.all(claimed.map((row) => sendOne(deps, row)))
  return sent.filter(Boolean).length
}

async function sendOne({ db, vault, provider, now, log, ...deps }: SendEmailDeps, row: ClaimedEmail): Promise<boolean> {
  const { id, attempts } = row
  let status: number | null = null
  let waitSeconds = backoffSeconds(attempts, WAIT)
  try {
    const { to, locale, kind, values } = await vault.open<Email>(PLATFORM_TENANT_ID, emailPlace(id), row.box)
    const email = { id, to, ...renderEmail(locale, kind, values) }
    const answer = provider && (await postEmail(deps.fetch, provider, email))
    status = answer?.status ?? null
    if (status !== null && status >= 200 && status < 300) {
      await settleEmail(db, id, 'sent')
      return true
    }
    waitSeconds = Math.max(waitSeconds, Math.min(answer?.retryAfterSeconds ?? 0, WAIT.maxSeconds))
  } catch (error) {
    log.warn('email.unanswered', { id, attempts, ...errorFacts(error) })
  }
  const isOver = attempts >= ATTEMPTS_MAX
  log[isOver ? 'error' : 'warn'](isOver ? 'email.given_up' : 'email.retry', { id, attempts, status })
  await settleEmail(db, id, { againAtMs: isOver ? null : now() + waitSeconds * 1000 })
  return false
}
