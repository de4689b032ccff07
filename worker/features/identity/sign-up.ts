import type { Locale } from '../../contract/locale.ts'
import { AppError } from '../../contract/problem.ts'
import type { SignUp } from '../../contract/team.ts'
import type { KeyRing } from '../../crypto/keys.ts'
import { hashToken } from '../../crypto/tokens.ts'
import { asTenant } from '../../db/actor.ts'
import { equalBytes } from '../../kit/bytes.ts'
import type { Jurisdiction } from '../../ports.ts'
import { insertTenant } from '../tenant/index.ts'
import type { LeakedCtx } from './leaked-passwords.ts'
import { prepareLink } from './links.ts'
import { assertStrong } from './passwords.ts'
import { hasOwner, insertOwner } from './repo.ts'
import { type SignedInNow, type SignInCtx, startSession } from './sign-in.ts'
import { findUserByEmail, memberPlace, sealNewUser } from './users.ts'

export interface SignUpCtx extends SignInCtx, LeakedCtx {
  keys: KeyRing
  locale: Locale
  settings: LeakedCtx['settings'] & {
    APP_URL: string
    SIGNUP_MODE: 'closed' | 'invite' | 'open'
    SETUP_TOKEN?: string | undefined
    DATA_JURISDICTION: Jurisdiction
  }
}

/**
 * Makes a tenant with its first owner. The tenant and its keys are stored before the person, who is made in one
 * transaction: a crash in between leaves a tenant without members, which nobody can reach.
 *
 * @throws AppError SIGNUP_CLOSED; WEAK_PASSWORD, LEAKED_PASSWORD; ALREADY_EXISTS, whatever the password is: this is no place to try passwords.
 */
export async function signUp(ctx: SignUpCtx, input: SignUp): Promise<SignedInNow> {
  const isSetup = await admit(ctx, input.setupToken)
  const person = { name: input.name, email: input.email.trim() }
  const [tenantId, userId, memberId] = [ctx.newId(), ctx.newId(), ctx.newId()]
  await assertStrong(ctx, input.password, [input.email, input.name, input.organization])
  const user = await sealNewUser(ctx.vault, userId, person, input.password)
  if (await findUserByEmail(ctx, input.email)) throw taken()
  const db = asTenant(ctx.db, tenantId, ctx.trail)
  await insertTenant(db, {
    name: input.organization,
    jurisdiction: input.jurisdiction ?? ctx.settings.DATA_JURISDICTION,
  })
  await ctx.keys.ensureKeys(tenantId)
  const box = await ctx.vault.seal(tenantId, memberPlace(memberId), person)
  const mailed = ctx.emails.isConfigured ? await prepareLink(ctx, 'verify', { id: userId, email: person.email }) : null
  if (!(await insertOwner(db, user, { id: memberId, userId, box }, isSetup, mailed))) {
    throw (await findUserByEmail(ctx, input.email)) ? taken() : closed()
  }
  if (mailed) await ctx.emails.wake(mailed.email.id)
  return startSession(ctx, { tenantId, userId, memberId })
}

/** @returns Whether it is the set-up of a closed deployment: only while nobody owns anything. */
async function admit({ db, settings }: SignUpCtx, setupToken: string | undefined): Promise<boolean> {
  if (settings.SIGNUP_MODE === 'open') return false
  const [given, wanted] = await Promise.all([hashToken(setupToken ?? ''), hashToken(settings.SETUP_TOKEN ?? '')])
  if (!settings.SETUP_TOKEN || !equalBytes(given, wanted)) throw closed()
  if (settings.SIGNUP_MODE === 'invite') return false
  if (await hasOwner(db)) throw closed()
  return true
}

const closed = () => new AppError('SIGNUP_CLOSED', 'Sign-up is closed here. Ask for an invitation.')
const taken = () => new AppError('ALREADY_EXISTS', 'There is an account with this e-mail address. Sign in instead.')
