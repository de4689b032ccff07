import { z } from 'zod'
import { NameInput, PresentPassword, Timestamp, Uuid } from './common.ts'

/** How long a proof of who somebody is counts as fresh. */
export const FRESH_MINUTES = 10

/** What an authenticator shows (six digits), or a recovery code. */
const FactorCode = z.string().trim().min(6).max(40)

/** The ways to prove a second time who one is. */
export const factorMethods = ['code', 'recovery', 'passkey'] as const
export type FactorMethod = (typeof factorMethods)[number]

/** The password was right, and a second factor is wanted: it goes to `/auth/mfa` with the ticket. */
export const MfaChallenge = z.object({
  mfaRequired: z.literal(true),
  /** Good once, for five minutes. */
  ticket: z.string(),
  methods: z.array(z.enum(factorMethods)),
})
export type MfaChallenge = z.infer<typeof MfaChallenge>

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]*$/)
const credential = { id: base64url(1_400), rawId: base64url(1_400), type: z.literal('public-key') }
const more = {
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.record(z.string().max(40), z.unknown()).default({}),
}

/** What a browser says for a passkey that exists (WebAuthn's AuthenticationResponseJSON). */
const Assertion = z.object({
  ...credential,
  ...more,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(100).optional(),
  }),
})

/** What it says for one that it has just made (WebAuthn's RegistrationResponseJSON). */
const Attestation = z.object({
  ...credential,
  ...more,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(20_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
})

const State = z.string().max(1_500)
export const PasskeyProof = z.strictObject({ state: State, response: Assertion })
export type PasskeyProof = z.infer<typeof PasskeyProof>
export const NewPasskey = z.strictObject({ name: NameInput(60), state: State, response: Attestation })
export type NewPasskey = z.infer<typeof NewPasskey>

/** What the browser's WebAuthn call takes, and the state that goes back with its answer: good once, for five minutes. */
export const PasskeyOptions = z.object({ options: z.record(z.string(), z.unknown()), state: z.string() })
export type PasskeyOptions = z.infer<typeof PasskeyOptions>

const Ticket = z.string().min(20).max(1_500)
export const MfaTicket = z.strictObject({ ticket: Ticket })
const hasOne = (value: object) => Object.values(value).filter((each) => each !== undefined).length === 1
export const MfaAnswer = z
  .strictObject({ ticket: Ticket, code: FactorCode.optional(), passkey: PasskeyProof.optional() })
  .refine(({ ticket: _, ...proof }) => hasOne(proof), 'Give a code or a passkey.')
export type MfaAnswer = z.infer<typeof MfaAnswer>

export const StepUp = z
  .strictObject({
    password: PresentPassword.optional(),
    code: FactorCode.optional(),
    passkey: PasskeyProof.optional(),
  })
  .refine(hasOne, 'Give a password, a code or a passkey.')
export type StepUp = z.infer<typeof StepUp>

export const TotpSecret = z.object({
  /** Base32, to type into an authenticator. */
  secret: z.string(),
  /** The same for a QR code. */
  otpauthUrl: z.string(),
})
export type TotpSecret = z.infer<typeof TotpSecret>
export const TotpCode = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'Six digits.'),
})

/** Shown once. Each is good once, in place of a code. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const Passkey = z.object({
  id: Uuid,
  name: z.string(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
})
export type Passkey = z.infer<typeof Passkey>
/** With the first factor of a person come their recovery codes; null for a later one. */
export const CreatedPasskey = Passkey.extend({ recoveryCodes: z.array(z.string()).nullable() })
export type CreatedPasskey = z.infer<typeof CreatedPasskey>

export const Factors = z.object({
  /** Whether an authenticator is set up. */
  authenticator: z.boolean(),
  passkeys: z.array(Passkey),
  recoveryCodesLeft: z.number().int(),
  /** What proves it now. Empty: the password. */
  methods: z.array(z.enum(factorMethods)),
})
export type Factors = z.infer<typeof Factors>
