import { Email } from '../../contract/common.ts'
import type { MfaChallenge } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import type { SsoAnswer } from '../../contract/sso.ts'
import { hashPassword } from '../../crypto/password.ts'
import { newToken } from '../../crypto/tokens.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import { lengthPrefixed, toBase64 } from '../../kit/bytes.ts'
import type { Log } from '../../kit/log.ts'
import {
  type EndingServices,
  findUserByEmail,
  isVerified,
  memberPlace,
  openUser,
  readAccess,
  type SignedInNow,
  type SignInCtx,
  sealNewUser,
  selectMembership,
  startOrChallenge,
  tellEnded,
} from '../identity/index.ts'
import { assertWorking } from '../tenant/index.ts'
import { takeBegun } from './begin.ts'
import { assertProved, domainOf } from './domains.ts'
import type { OutsideCtx } from './outside.ts'
import { discover, refused, SsoRefusal } from './provider.ts'
import {
  confirmBySso,
  type DomainRow,
  findLinked,
  insertSsoMember,
  linkMember,
  type SsoRow,
  selectSso,
} from './repo.ts'
import { openSecret } from './settings.ts'
import { type Claims, claimsOf, exchange } from './tokens.ts'

export interface SsoCtx extends SignInCtx, EndingServices, OutsideCtx {
  settings: EndingServices['settings'] & { ENVIRONMENT: string; DNS_API_URL: string }
  log: Log
}

/** Somebody of whom the provider said who they are, at an address of the tenant. */
interface Comer {
  email: string
  name: string
  domain: DomainRow
  /** Of issuer and subject, under every live version of the tenant's key, newest first. */
  subjectIndexes: Uint8Array[]
}

/**
 * Finishes a sign-in at the tenant's provider. It stands for the password: who has a second factor is asked for it, whatever
 * the provider says that it asked for.
 *
 * @param kept What the browser kept since {@link import('./begin.ts').beginSso}.
 * @throws AppError SIGN_IN_OVER; SSO_REFUSED; FORBIDDEN if the person does not come in; EMAIL_NOT_VERIFIED;
 *   TENANT_SUSPENDED, TENANT_DELETED; UNAVAILABLE
 */
export async function finishSso(ctx: SsoCtx, kept: string, answer: SsoAnswer): Promise<SignedInNow | MfaChallenge> {
  const begun = await takeBegun(ctx, kept, answer)
  assertWorking((await readAccess(ctx, begun.tenantId))?.state ?? 'deleted')
  const db = asTenant(ctx.db, begun.tenantId, ctx.trail)
  const { sso, domains } = await selectSso(db)
  try {
    if (!sso?.enabled || sso.issuer !== begun.issuer) throw refused('settings')
    if (answer.tenantId !== begun.tenantId) throw refused('address')
    if (answer.iss !== undefined && answer.iss !== sso.issuer) throw refused('issuer')
    const provider = await discover(ctx, sso.issuer)
    const client = { clientId: sso.clientId, secret: await openSecret(ctx.vault, db.tenantId, sso) }
    const tokens = await exchange(provider, client, { ...begun, code: answer.code })
    const claims = await claimsOf(provider, client, tokens, { nonce: begun.nonce, nowMs: ctx.now() })
    const comer = await comerOf(ctx, db.tenantId, sso, domains, claims)
    const member = await admit(ctx, db, sso, comer)
    // What the provider remembers of somebody is no fresh proof.
    const provedAtMs = Math.min((claims.auth_time ?? 0) * 1_000, ctx.now())
    return await startOrChallenge(ctx, { ...member, tenantId: db.tenantId, bySso: true, provedAtMs })
  } catch (error) {
    if (error instanceof SsoRefusal) ctx.log.warn('sso.refused', { tenantId: db.tenantId, reason: error.fault })
    throw error
  }
}

/** @throws AppError SSO_REFUSED if the provider does not vouch for the address, or it is of no domain of the tenant. */
async function comerOf(
  { vault }: SsoCtx,
  tenantId: string,
  { issuer }: SsoRow,
  domains: DomainRow[],
  claims: Claims,
): Promise<Comer> {
  const email = Email.safeParse(claims.email?.trim())
  if (!email.success || claims.email_verified !== true) throw refused('email')
  const domain = domains.find((each) => each.provedAt !== null && each.domain === domainOf(email.data))
  if (!domain) throw refused('domain')
  const subject = toBase64(lengthPrefixed(issuer, claims.sub))
  const subjectIndexes = (await vault.indexAll(tenantId, 'sso-subject', subject)).map(({ bytes }) => bytes)
  const name =
    claims.name
      // What NameInput refuses; whoever signs in cannot mend what their provider calls them.
      ?.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, ' ')
      .trim()
      .slice(0, 80)
      .toWellFormed() || email.data.slice(0, email.data.lastIndexOf('@'))
  return { email: email.data, name, domain, subjectIndexes }
}

interface Admitted {
  userId: string
  memberId: string
}

/**
 * Which member it is. Who is linked comes in as that member, whatever their address is now. Who comes for the first time is
 * the member with their address, or, if the tenant says so, a new one; the domain has to be the tenant's still.
 */
async function admit(ctx: SsoCtx, db: TenantDb, sso: SsoRow, comer: Comer): Promise<Admitted> {
  const linked = await findLinked(db, comer.subjectIndexes)
  if (linked) {
    if (!linked.active) throw new AppError('FORBIDDEN', 'Your access was ended. Ask an administrator of your team.')
    return linked
  }
  await assertStillProved(ctx, comer)
  const user = await findUserByEmail(ctx, comer.email)
  if (user) await assertTheirs(ctx, db, user.id)
  const membership = user && (await selectMembership(db, user.id))
  if (user && membership) return link(db, comer, { userId: user.id, memberId: membership.id })
  if (sso.defaultRole === null) {
    throw new AppError(
      'FORBIDDEN',
      'You are no member of your organization’s team yet. Ask its administrator to invite you.',
    )
  }
  const userId = user?.id ?? ctx.newId()
  const memberId = ctx.newId()
  const person = user ? { ...(await openUser(ctx.vault, user)), email: comer.email } : comer
  const { name, email } = person
  // A password that nobody knows: the link of “Forgot your password?” gives another.
  const newUser = user ? null : await sealNewUser(ctx.vault, userId, { name, email }, newToken())
  const box = await ctx.vault.seal(db.tenantId, memberPlace(memberId), { name, email })
  const [subjectIndex] = comer.subjectIndexes as [Uint8Array]
  if (await insertSsoMember(db, newUser, { id: memberId, userId, box, role: sso.defaultRole, subjectIndex })) {
    return { userId, memberId }
  }
  const other = await findLinked(db, comer.subjectIndexes) // The same person, in two windows at once.
  if (!other) throw refused('link')
  return other
}

/**
 * Whoever made an account may not be whose address it is. The provider's word is proof enough for an account of this tenant
 * alone: it is confirmed, and what was set without a proof (password, links, sessions) is worth nothing any more.
 *
 * @throws AppError EMAIL_NOT_VERIFIED if the account belongs to others too, or has a second factor.
 */
async function assertTheirs(ctx: SsoCtx, db: TenantDb, userId: string): Promise<void> {
  if (!ctx.emails.isConfigured || (await isVerified(ctx.db, userId))) return
  const ended = await confirmBySso(db, userId, await hashPassword(newToken()))
  if (ended) return tellEnded(ctx, ended)
  throw new AppError(
    'EMAIL_NOT_VERIFIED',
    'Your account’s address is not confirmed: choose “Forgot your password?” once.',
  )
}

async function link(db: TenantDb, { subjectIndexes }: Comer, member: Admitted): Promise<Admitted> {
  const [subjectIndex] = subjectIndexes as [Uint8Array]
  if (await linkMember(db, member.memberId, subjectIndex)) return member
  // Ended, or the address was somebody else's at the provider before.
  throw new AppError(
    'FORBIDDEN',
    'Your access was ended, or belongs to another account of your organization. Ask an owner.',
  )
}

/** The record has to stay: a domain that went to others lets nobody new in. */
async function assertStillProved(ctx: SsoCtx, { domain }: Comer): Promise<void> {
  try {
    await assertProved(ctx, domain)
  } catch (error) {
    if (error instanceof AppError && error.code === 'DOMAIN_NOT_PROVED') throw refused('domain')
    throw error
  }
}
