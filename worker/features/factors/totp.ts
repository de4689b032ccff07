import { Secret, TOTP } from 'otpauth'

const PERIOD_SECONDS = 30
/** Clocks differ: the step before and the one after count too. */
const DRIFT_STEPS = 1

// What every authenticator takes; other algorithms are ignored by some, which then show wrong codes.
const totpOf = (secret: string, email = '') =>
  new TOTP({
    issuer: 'ADSapp',
    label: email,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  })

/** 160 random bits as base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

/** For the QR code. @param email Shown in the authenticator, beside the name of the app. */
export const otpauthUrlOf = (secret: string, email: string): string => totpOf(secret, email).toString()

/** Which step (30 s since 1970) a code is of; null if of none near now. */
export function findTotpStep(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: DRIFT_STEPS })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta
}
