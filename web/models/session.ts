import { computed, signal } from '@preact/signals'
import type { MfaChallenge } from '../../worker/contract/factors.ts'
import { type Operation, roleAllows } from '../../worker/contract/role-table.ts'
import type { Me, SignUp } from '../../worker/contract/team.ts'
import {
  setFactorRequiredHandler,
  setStepUpHandler,
  setTenantOffHandler,
  setUnauthenticatedHandler,
} from '../api/client.ts'
import { api } from '../api/endpoints.ts'
import { ApiError } from '../api/problem.ts'
import { now, tick } from './clock.ts'
import { mayBeSignedIn, rememberSignedIn } from './preferences.ts'
import { askProof } from './step-up.ts'

/** Who is signed in; null is nobody, undefined is not known yet. */
export const me = signal<Me | null | undefined>(undefined)
/** Why it could not be found out who is signed in. */
export const sessionError = signal<unknown>(null)

/** Whether the person's role allows an operation; the server asks the same table again. */
export function can(operation: Operation): boolean {
  const person = me.value
  return person ? roleAllows(person.role, operation) : false
}

/** The first answer to who is signed in: a later one must not be overtaken by it. */
let loadingSession: Promise<void> = Promise.resolve()

export function loadSession(): Promise<void> {
  loadingSession = readSession()
  return loadingSession
}

/** Done when it was found out, or could not be found out, who is signed in. */
export const sessionLoaded = (): Promise<void> => loadingSession

async function readSession(): Promise<void> {
  sessionError.value = null
  setUnauthenticatedHandler(leave)
  setStepUpHandler(askProof)
  setTenantOffHandler((error) => {
    sessionError.value = error
  })
  setFactorRequiredHandler(() => {
    // The day has come, whatever the clock of the screens said last.
    tick()
    void refreshMe()
  })
  if (!mayBeSignedIn()) {
    leave()
    return
  }
  try {
    enter(await api.me())
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) leave()
    else sessionError.value = error
  }
}

/** Reads anew what the person is and how their tenant works. Without an answer the old is better than none. */
export async function refreshMe(): Promise<void> {
  await loadingSession
  if (me.value === null) return
  try {
    enter(await api.me())
  } catch {
    // The next frame, or the next page, asks again.
  }
}

/** Whose conversations are in this page's memory. */
let memberOfPage: string | null = null

/** Whether the person can do nothing but set a second factor up: their organization wants one. */
export const mustEnroll = computed(() => {
  const dueAt = me.value?.factorDueAt ?? null
  return dueAt !== null && Date.parse(dueAt) <= now.value
})

/** Lets a person in. What another person had on this page must not be there for the next one. */
export function enter(person: Me): void {
  if (memberOfPage !== null && memberOfPage !== person.memberId) {
    location.replace('/')
    return
  }
  memberOfPage = person.memberId
  wasLetGo.value = false
  rememberSignedIn(true)
  me.value = person
}

/** Whether the person was let go without having asked for it: the session ended, or somebody ended it. */
export const wasLetGo = signal(false)

function leave(): void {
  wasLetGo.value ||= mayBeSignedIn()
  rememberSignedIn(false)
  me.value = null
}

/** @returns what is wanted beside the password; null: they are in. */
export async function signIn(email: string, password: string): Promise<MfaChallenge | null> {
  return enterOrAsk(await api.signIn(email, password))
}

/** Lets the person in, unless something is wanted first. @returns as {@link signIn} */
export function enterOrAsk(answer: Me | MfaChallenge): MfaChallenge | null {
  if ('mfaRequired' in answer) return answer
  enter(answer)
  return null
}

export async function signUp(input: SignUp): Promise<void> {
  enter(await api.signUp(input))
}

/** @returns as {@link signIn} */
export async function acceptInvitation(input: {
  token: string
  password?: string
  name?: string
}): Promise<MfaChallenge | null> {
  return enterOrAsk(await api.acceptInvitation(input))
}

/** Ends the session here, and at the server if it can be reached. Everything in memory goes with the page. */
export async function signOut(): Promise<void> {
  try {
    await api.signOut()
  } finally {
    leavePage()
  }
}

/** To the sign-in, with a page of its own: nothing of the person stays in memory. */
export function leavePage(): void {
  rememberSignedIn(false)
  location.replace('/signin')
}
