import { signal } from '@preact/signals'
import { api } from '../api/endpoints.ts'
import { can, me } from './session.ts'

/** A colleague's typing is forgotten if its end never comes. */
const forgottenAfterMs = 8_000
const repeatMs = 4_000
const idleMs = 5_000

/** Who is writing where: member ids by conversation. */
export const typing = signal<ReadonlyMap<string, ReadonlySet<string>>>(new Map())
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Notes that a colleague began or stopped writing. */
export function noteTyping(conversationId: string, memberId: string, isTyping: boolean): void {
  if (memberId === me.peek()?.memberId) return
  const key = `${conversationId} ${memberId}`
  clearTimeout(timers.get(key))
  timers.delete(key)
  const people = new Set(typing.peek().get(conversationId))
  if (isTyping) {
    people.add(memberId)
    timers.set(
      key,
      setTimeout(() => noteTyping(conversationId, memberId, false), forgottenAfterMs),
    )
  } else people.delete(memberId)
  typing.value = new Map(typing.peek()).set(conversationId, people)
}

let toldAt = 0
let toldFor: string | null = null
let idleTimer: ReturnType<typeof setTimeout> | undefined

/** Tells colleagues that we are writing, at most every few seconds, and that we stopped when we pause. */
export function tellTyping(conversationId: string): void {
  if (!can('reply')) return
  clearTimeout(idleTimer)
  idleTimer = setTimeout(stopTyping, idleMs)
  if (toldFor === conversationId && Date.now() - toldAt < repeatMs) return
  if (toldFor !== conversationId) stopTyping()
  toldFor = conversationId
  toldAt = Date.now()
  api.sendTyping(conversationId, true).catch(() => {})
}

export function stopTyping(): void {
  clearTimeout(idleTimer)
  if (toldFor !== null) api.sendTyping(toldFor, false).catch(() => {})
  toldFor = null
}
