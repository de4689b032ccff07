import type {
  CreatedPasskey,
  Factors,
  NewPasskey,
  PasskeyOptions,
  RecoveryCodes,
  TotpSecret,
} from '../../contract/factors.ts'
import type { Locale } from '../../contract/locale.ts'
import { AppError } from '../../contract/problem.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { EmailPort } from '../../ports.ts'
import { type SealedEmail, sealEmail } from '../emails/index.ts'
import { assertVerified, type EpochServices, getUser, noteAccessChanged } from '../identity/index.ts'
import { methodsOf } from './challenge.ts'
import { checkRegistration, type PasskeyCtx, registrationOptions } from './passkeys.ts'
import { wrongFactor } from './prove.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import {
  confirmTotpRow,
  enrollTotpRow,
  insertPasskey,
  removePasskeyRow,
  removeTotpRow,
  replaceRecoveryCodes,
  selectFactors,
  selectPasskeys,
  type Told,
} from './repo.ts'
import { openFactor, sealFactor } from './secrets.ts'
import { findTotpStep, newTotpSecret, otpauthUrlOf } from './totp.ts'

const PASSKEYS_MAX = 20
const EMAIL_GOOD_MS = 24 * 3600_000

export interface EnrollCtx extends PasskeyCtx, EpochServices {
  actor: Actor
  asTenant: TenantDb
  emails: EmailPort
  settings: PasskeyCtx['settings'] & EpochServices['settings']
  /** The language of the e-mail about it. */
  locale: Locale
}

/** After single sign-on only what a fresh proof can be: the rest is of the person, not of the tenant whose provider let them in. */
export async function listFactors({ db, vault, actor }: EnrollCtx): Promise<Factors> {
  const [found, rows] = await Promise.all([selectFactors(db, actor.userId), selectPasskeys(db, actor.userId)])
  const methods = methodsOf(found)
  if (actor.bySso) return { authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods }
  const passkeys = rows.map(async ({ box, ...row }) => {
    const { name } = await openFactor(vault, 'user_passkeys', row.id, box)
    return { ...row, name }
  })
  return {
    authenticator: found.hasTotp,
    passkeys: await Promise.all(passkeys),
    recoveryCodesLeft: found.recoveryCodes,
    methods,
  }
}

/**
 * A secret for an authenticator; until a code of it was seen, it counts for nothing.
 *
 * @throws AppError ALREADY_EXISTS; EMAIL_NOT_VERIFIED: a factor outlasts the password, so it is no stranger's to set up.
 */
export async function enrollTotp(ctx: EnrollCtx): Promise<TotpSecret> {
  await assertVerified(ctx)
  const { db, vault, actor } = ctx
  const secret = newTotpSecret()
  const { email } = await getUser(ctx, actor.userId)
  if (!(await enrollTotpRow(db, actor.userId, await sealFactor(vault, 'user_totps', actor.userId, { secret })))) {
    throw new AppError('ALREADY_EXISTS', 'There is an authenticator already. Remove it first.')
  }
  return { secret, otpauthUrl: otpauthUrlOf(secret, email) }
}

/** The authenticator works: from now on it is asked for. @throws AppError NOT_FOUND, WRONG_FACTOR */
export async function verifyTotp(ctx: EnrollCtx, code: string): Promise<RecoveryCodes> {
  const { userId } = ctx.actor
  const { totpBox, hasTotp } = await selectFactors(ctx.db, userId)
  if (!totpBox || hasTotp) throw new AppError('NOT_FOUND', 'No authenticator is being set up. Begin again.')
  const { secret } = await openFactor(ctx.vault, 'user_totps', userId, totpBox)
  const step = findTotpStep(secret, code, ctx.now())
  if (step === null) throw wrongFactor()
  const { recoveryCodes, codeHashes } = await newCodes(ctx.vault, userId)
  const isDone = await tellAll(ctx, { action: 'factor.added', details: { kind: 'authenticator' } }, (told) =>
    confirmTotpRow(ctx.asTenant, { userId, box: totpBox, step, codeHashes }, told),
  )
  if (!isDone) throw new AppError('NOT_FOUND', 'Another authenticator is being set up by now. Begin again.')
  return { recoveryCodes }
}

/** @throws AppError NOT_FOUND */
export async function removeTotp(ctx: EnrollCtx): Promise<void> {
  const told = { action: 'factor.removed' as const, details: { kind: 'authenticator' } }
  if (!(await tellAll(ctx, told, (row) => removeTotpRow(ctx.asTenant, ctx.actor.userId, row)))) {
    throw new AppError('NOT_FOUND', 'No authenticator is set up.')
  }
}

/** Ten new ones; the old are worth nothing from now on. @throws AppError NOT_FOUND */
export async function renewRecoveryCodes(ctx: EnrollCtx): Promise<RecoveryCodes> {
  return replaceCodes(ctx, true)
}

async function replaceCodes(ctx: EnrollCtx, isMailed: boolean): Promise<RecoveryCodes> {
  const { userId } = ctx.actor
  const { recoveryCodes, codeHashes } = await newCodes(ctx.vault, userId)
  const isDone = await tellAll(
    ctx,
    { action: 'recovery_codes.renewed' },
    (told) => replaceRecoveryCodes(ctx.asTenant, userId, codeHashes, told),
    isMailed,
  )
  if (!isDone) throw new AppError('NOT_FOUND', 'Set up an authenticator or a passkey first.')
  return { recoveryCodes }
}

/** @throws AppError EMAIL_NOT_VERIFIED */
export async function startPasskey(ctx: EnrollCtx): Promise<PasskeyOptions> {
  await assertVerified(ctx)
  return registrationOptions(ctx, ctx.actor.userId, await getUser(ctx, ctx.actor.userId))
}

/** @throws AppError WRONG_FACTOR, ALREADY_EXISTS, LIMIT_REACHED */
export async function addPasskey(ctx: EnrollCtx, input: NewPasskey): Promise<CreatedPasskey> {
  const { vault, actor, asTenant, now } = ctx
  const { signCount, ...content } = await checkRegistration(ctx, actor.userId, input)
  const id = ctx.newId()
  const row = {
    ...{ id, userId: actor.userId, signCount },
    credentialHash: await hashToken(content.credentialId),
    box: await sealFactor(vault, 'user_passkeys', id, content),
  }
  const told = { action: 'factor.added' as const, subjectId: id, details: { kind: 'passkey' } }
  if (!(await tellAll(ctx, told, (all) => insertPasskey(asTenant, row, all)))) {
    const { passkeys } = await selectFactors(ctx.db, actor.userId)
    throw passkeys >= PASSKEYS_MAX
      ? new AppError('LIMIT_REACHED', `There may be ${PASSKEYS_MAX} passkeys. Remove one first.`)
      : new AppError('ALREADY_EXISTS', 'This passkey is here already.')
  }
  const { recoveryCodes: left } = await selectFactors(ctx.db, actor.userId)
  const recoveryCodes = left > 0 ? null : (await replaceCodes(ctx, false)).recoveryCodes
  return { id, name: content.name, createdAt: new Date(now()).toISOString(), lastUsedAt: null, recoveryCodes }
}

/** @throws AppError NOT_FOUND */
export async function removePasskey(ctx: EnrollCtx, id: string): Promise<void> {
  const told = { action: 'factor.removed' as const, subjectId: id, details: { kind: 'passkey' } }
  if (!(await tellAll(ctx, told, (row) => removePasskeyRow(ctx.asTenant, ctx.actor.userId, id, row)))) {
    throw new AppError('NOT_FOUND')
  }
}

async function newCodes(vault: Vault, userId: string) {
  const recoveryCodes = newRecoveryCodes()
  return {
    recoveryCodes,
    codeHashes: await Promise.all(recoveryCodes.map((code) => hashRecoveryCode(vault, userId, code))),
  }
}

/** Does it with its audit row and its e-mail; what sessions know of the person's factors is then asked for again. */
async function tellAll(
  ctx: EnrollCtx,
  told: Pick<Told, 'action' | 'details'> & { subjectId?: string },
  run: (told: Told) => Promise<boolean>,
  isMailed = true,
): Promise<boolean> {
  const { actor, emails } = ctx
  const email = isMailed && emails.isConfigured ? await factorsEmail(ctx) : null
  if (!(await run({ memberId: actor.memberId, subjectId: actor.memberId, ...told, email }))) return false
  await noteAccessChanged(ctx, actor.tenantId)
  if (email) await emails.wake(email.id)
  return true
}

async function factorsEmail(ctx: EnrollCtx): Promise<SealedEmail> {
  const { email: to } = await getUser(ctx, ctx.actor.userId)
  const values = { link: `${ctx.settings.APP_URL}/settings/security` }
  const email = { to, locale: ctx.locale, kind: 'factorsChanged', values } as const
  return sealEmail(ctx.vault, ctx.newId(), email, ctx.now() + EMAIL_GOOD_MS)
}
