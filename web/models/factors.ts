import type { CreatedPasskey, Factors, StepUp } from '../../worker/contract/factors.ts'
import { factorApi } from '../api/factors.ts'
import { loadInto, loading } from './load.ts'
import { askPasskey, makePasskey } from './passkey.ts'
import { enter, refreshMe } from './session.ts'
import { proofAsked } from './step-up.ts'

export const factors = loading<Factors>()

export const readFactors = (): Promise<void> => loadInto(factors, factorApi.list)

/** What was changed is read again, with what the organization still wants of the person. */
async function changed(): Promise<void> {
  await Promise.all([readFactors(), refreshMe()])
}

/** @returns the recovery codes, which are shown once. */
export async function verifyAuthenticator(code: string): Promise<string[]> {
  return (await factorApi.verify(code)).recoveryCodes
}

export async function removeAuthenticator(): Promise<void> {
  await factorApi.remove()
  await changed()
}

export const renewRecoveryCodes = async (): Promise<string[]> => (await factorApi.renewCodes()).recoveryCodes

/** After new codes were shown and put away. */
export const codesSeen = changed

export async function addPasskey(name: string): Promise<CreatedPasskey> {
  return factorApi.addPasskey(await makePasskey(name, await factorApi.newPasskeyOptions()))
}

export async function removePasskey(id: string): Promise<void> {
  await factorApi.removePasskey(id)
  await changed()
}

export async function signInByPasskey(): Promise<void> {
  enter(await factorApi.signIn(await askPasskey(await factorApi.signInOptions())))
}

/** The second step of a sign-in. */
export async function answerWithCode(ticket: string, code: string): Promise<void> {
  enter(await factorApi.answer({ ticket, code }))
}

export async function answerWithPasskey(ticket: string): Promise<void> {
  enter(await factorApi.answer({ ticket, passkey: await askPasskey(await factorApi.answerOptions(ticket)) }))
}

/** Whoever waits for the proof goes on. */
export async function giveProof(proof: StepUp): Promise<void> {
  await factorApi.stepUp(proof)
  proofAsked.value?.(true)
}
