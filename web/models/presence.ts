import { effect, signal } from '@preact/signals'
import type { Frame } from '../../worker/contract/frames.ts'
import { api } from '../api/endpoints.ts'
import { selectedId } from './inbox.ts'
import { me } from './session.ts'
import { online } from './team.ts'

/** Who looks at what: member ids by conversation. */
const viewers = signal<ReadonlyMap<string, readonly string[]>>(new Map())
/** What the hub calls this window; with the connection it changes. */
const connectionId = signal<string | null>(null)
const isVisible = signal(true)

/** Colleagues who look at a conversation now. */
export function colleaguesAt(conversationId: string): readonly string[] {
  return (viewers.value.get(conversationId) ?? []).filter((memberId) => memberId !== me.value?.memberId)
}

/** The window by which colleagues know us; none while there is no connection. */
export const ownConnectionId = (): string | undefined => connectionId.peek() ?? undefined

export function applyPresence(data: Extract<Frame, { type: 'presence' }>['data']): void {
  if (data.online) online.value = new Set(data.online)
  // With a new connection everything that is known comes anew.
  const before = data.connectionId === undefined ? viewers.peek() : new Map<string, readonly string[]>()
  if (data.connectionId !== undefined) connectionId.value = data.connectionId
  if (!data.viewing) return
  const next = new Map(before)
  for (const { conversationId, memberIds } of data.viewing) next.set(conversationId, memberIds)
  viewers.value = next
}

/** A conversation left our sight, and with it who looks at it. */
export function forgetViewers(conversationId: string): void {
  if (!viewers.peek().has(conversationId)) return
  const next = new Map(viewers.peek())
  next.delete(conversationId)
  viewers.value = next
}

/** Tells colleagues which conversation this window shows, while it can be seen. Returns the end of it. */
export function startPresence(): () => void {
  const onVisible = () => {
    isVisible.value = document.visibilityState === 'visible'
  }
  onVisible()
  document.addEventListener('visibilitychange', onVisible)
  let told: string | null = null
  const stop = effect(() => {
    const connection = connectionId.value
    const conversationId = isVisible.value ? selectedId.value : null
    const now = `${connection} ${conversationId}`
    // A new connection shows nothing until it is told.
    if (connection === null || now === told || (conversationId === null && !told?.startsWith(connection))) return
    told = now
    api.notePresence(connection, conversationId).catch(() => {})
  })
  return () => {
    stop()
    document.removeEventListener('visibilitychange', onVisible)
  }
}
