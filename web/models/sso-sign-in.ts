import type { MfaChallenge } from '../../worker/contract/factors.ts'
import type { SsoAnswer } from '../../worker/contract/sso.ts'
import { api } from '../api/endpoints.ts'
import { ssoApi } from '../api/sso.ts'
import { rememberSignedIn } from './preferences.ts'
import { enterOrAsk, me, sessionLoaded } from './session.ts'

/** Where the person wanted to go: the tab keeps it while they are at the provider. */
const NEXT = 'adsapp-sso-next'

/** Goes to the provider of an address's domain. */
export async function beginSso(email: string): Promise<void> {
  const { url } = await ssoApi.start(email, false)
  const next = new URLSearchParams(location.search).get('next')
  if (next === null) sessionStorage.removeItem(NEXT)
  else sessionStorage.setItem(NEXT, next)
  location.assign(url)
}

/** Has the provider ask the person anew: they leave, and come back with a fresh proof to where they were. */
export async function proveBySso(email: string): Promise<void> {
  const { url } = await ssoApi.start(email, true)
  await api.signOut() // The door is for those who are not in.
  rememberSignedIn(false)
  sessionStorage.setItem(NEXT, location.pathname + location.search)
  location.assign(url)
}

/**
 * What the provider sent the browser back with, once: the address keeps only where the person wanted to go, so that neither
 * a reload nor the history has the code.
 *
 * @returns null if there is no answer, or the provider refused the person.
 */
export function takeAnswer(): { answer: SsoAnswer | null; isRefused: boolean } {
  const said = new URLSearchParams(location.search)
  const tenantId = /^\/signin\/sso\/([\da-f-]{36})$/.exec(location.pathname)?.[1]
  const next = sessionStorage.getItem(NEXT)
  sessionStorage.removeItem(NEXT)
  history.replaceState(null, '', next === null ? '/signin/sso' : `/signin/sso?next=${encodeURIComponent(next)}`)
  const [code, state, iss] = [said.get('code'), said.get('state'), said.get('iss')]
  const isWhole = tenantId !== undefined && code !== null && state !== null
  const answer = isWhole ? { tenantId, code, state, ...(iss !== null && { iss }) } : null
  return { answer, isRefused: said.has('error') }
}

/** @returns what is wanted beside it; null: they are in, or were already. */
export async function finishSso(answer: SsoAnswer): Promise<MfaChallenge | null> {
  await sessionLoaded() // Its "nobody" must not come after the person.
  return me.peek() ? null : enterOrAsk(await ssoApi.finish(answer))
}
