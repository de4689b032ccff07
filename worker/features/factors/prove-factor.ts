import type { FactorMethod, MfaAnswer } from '../../contract/factors.ts'
import { type PasskeyCtx, provePasskey } from './passkeys.ts'
import { hashesOfRecoveryCode } from './recovery-codes.ts'
import { selectFactors, useRecoveryCode, useTotpStep } from './repo.ts'
import { openFactor } from './secrets.ts'
import { findTotpStep } from './totp.ts'

/** Uses up a code, a recovery code or a passkey of somebody. @returns by what they proved who they are; null: they did not. */
export async function proveFactor(
  ctx: PasskeyCtx,
  ceremony: 'mfa' | 'step-up',
  userId: string,
  { code, passkey }: Pick<MfaAnswer, 'code' | 'passkey'>,
): Promise<FactorMethod | null> {
  if (passkey) return (await provePasskey(ctx, ceremony, userId, passkey)) === userId ? 'passkey' : null
  const digits = (code ?? '').replaceAll(' ', '')
  // Six digits are of the authenticator, all else is a recovery code. Either is used up.
  if (/^\d{6}$/.test(digits)) return (await useTotp(ctx, userId, digits)) ? 'code' : null
  for (const hash of await hashesOfRecoveryCode(ctx.vault, userId, digits)) {
    if (await useRecoveryCode(ctx.db, userId, hash)) return 'recovery'
  }
  return null
}

async function useTotp({ db, vault, now }: PasskeyCtx, userId: string, digits: string): Promise<boolean> {
  const { totpBox, hasTotp } = await selectFactors(db, userId)
  if (!totpBox || !hasTotp) return false
  const { secret } = await openFactor(vault, 'user_totps', userId, totpBox)
  const step = findTotpStep(secret, digits, now())
  return step !== null && (await useTotpStep(db, userId, step))
}
