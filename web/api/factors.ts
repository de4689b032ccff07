import type {
  CreatedPasskey,
  Factors,
  MfaAnswer,
  NewPasskey,
  PasskeyOptions,
  PasskeyProof,
  RecoveryCodes,
  StepUp,
  TotpSecret,
} from '../../worker/contract/factors.ts'
import type { Me } from '../../worker/contract/team.ts'
import { request, requestRenewal } from './client.ts'

/** The routes of second factors, with the contract's types. All throw ApiError. */
export const factorApi = {
  list: () => request<Factors>('GET', '/api/auth/mfa'),
  enroll: () => request<TotpSecret>('POST', '/api/auth/mfa/enroll'),
  verify: (code: string) => requestRenewal<RecoveryCodes>('POST', '/api/auth/mfa/verify', { code }),
  renewCodes: () => request<RecoveryCodes>('POST', '/api/auth/mfa/recovery-codes'),
  remove: () => request<void>('DELETE', '/api/auth/mfa'),
  newPasskeyOptions: () => request<PasskeyOptions>('POST', '/api/auth/passkeys/options'),
  addPasskey: (input: NewPasskey) => requestRenewal<CreatedPasskey>('POST', '/api/auth/passkeys', input),
  removePasskey: (id: string) => request<void>('DELETE', `/api/auth/passkeys/${id}`),
  stepUp: (proof: StepUp) => requestRenewal<void>('POST', '/api/auth/step-up', proof),
  stepUpOptions: () => request<PasskeyOptions>('POST', '/api/auth/step-up/passkey-options'),
  answer: (answer: MfaAnswer) => request<Me>('POST', '/api/auth/mfa', answer),
  answerOptions: (ticket: string) => request<PasskeyOptions>('POST', '/api/auth/mfa/passkey-options', { ticket }),
  signInOptions: () => request<PasskeyOptions>('POST', '/api/auth/passkeys/signin-options'),
  signIn: (proof: PasskeyProof) => request<Me>('POST', '/api/auth/passkeys/signin', proof),
}
