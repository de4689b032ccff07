import type { Locale } from '../../contract/locale.ts'
import { AppError } from '../../contract/problem.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Database } from '../../db/connect.ts'
import type { EmailPort } from '../../ports.ts'
import { sealEmail } from '../emails/index.ts'
import { insertMailedLink, type LinkPurpose, type MailedLink } from './link-repo.ts'

const GOOD_FOR_MS: Record<LinkPurpose, number> = { reset: 30 * 60_000, verify: 24 * 60 * 60_000 }
const PAGES: Record<LinkPurpose, string> = { reset: 'reset-password', verify: 'verify-email' }

export interface LinkCtx {
  db: Database
  vault: Vault
  emails: EmailPort
  settings: { APP_URL: string }
  /** Of the browser that asks. */
  locale: Locale
  now(): number
  newId(): string
}

/** A link and its e-mail, ready to be kept. The token is in the e-mail and nowhere else: it is stored as a hash. */
export async function prepareLink(
  ctx: LinkCtx,
  purpose: LinkPurpose,
  person: { id: string; email: string },
): Promise<MailedLink> {
  const token = newToken()
  const untilMs = ctx.now() + GOOD_FOR_MS[purpose]
  // In the fragment: no server and no log sees it.
  const values = { link: `${ctx.settings.APP_URL}/${PAGES[purpose]}#token=${token}` }
  const email = { kind: purpose, to: person.email, locale: ctx.locale, values }
  const [tokenHash, sealed] = await Promise.all([hashToken(token), sealEmail(ctx.vault, ctx.newId(), email, untilMs)])
  return { userId: person.id, purpose, tokenHash, untilMs, email: sealed }
}

export async function mailLink(
  ctx: LinkCtx,
  purpose: LinkPurpose,
  person: { id: string; email: string },
): Promise<void> {
  const mailed = await prepareLink(ctx, purpose, person)
  await insertMailedLink(ctx.db, mailed)
  await ctx.emails.wake(mailed.email.id)
}

export const linkIsOver = () => new AppError('NOT_FOUND', 'This link is over or was used. Ask for a new one.')
