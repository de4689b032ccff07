import { signal } from '@preact/signals'
import type { WritingMode } from '../../worker/contract/conversation.ts'
import type { Frame } from '../../worker/contract/frames.ts'
import { api } from '../api/endpoints.ts'
import { ownConnectionId } from './presence.ts'
import { can, me } from './session.ts'

/** A colleague's typing is forgotten if its end never comes. */
const forgottenAfterMs = 70_000
const repeatMs = 4_000
/** How often colleagues see the draft grow. */
const draftEveryMs = 1_000
/** Whoever looks something up in the middle of an answer is still writing it. */
const idleMs = 60_000

export interface Writing {
  mode: WritingMode
  /** What stands in their composer, where the tenant shares it. */
  draft: string
}

/** Who is writing where: by conversation, by member. */
export const typing = signal<ReadonlyMap<string, ReadonlyMap<string, Writing>>>(new Map())
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Colleagues who are writing a reply in a conversation now. */
export const repliersIn = (conversationId: string): string[] =>
  [...(typing.value.get(conversationId) ?? [])].filter(([, { mode }]) => mode === 'reply').map(([id]) => id)

/** A new connection tells anew who writes. */
export function forgetWriters(): void {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  typing.value = new Map()
}

/** Notes that a colleague writes or stopped writing. */
export function noteTyping(data: Extract<Frame, { type: 'typing' }>['data']): void {
  const { conversationId, memberId, mode = 'reply', draft = '' } = data
  if (memberId === me.peek()?.memberId) return
  const key = `${conversationId} ${memberId}`
  clearTimeout(timers.get(key))
  timers.delete(key)
  const people = new Map(typing.peek().get(conversationId))
  if (data.typing) {
    people.set(memberId, { mode, draft })
    timers.set(
      key,
      setTimeout(() => noteTyping({ conversationId, memberId, typing: false }), forgottenAfterMs),
    )
  } else people.delete(memberId)
  typing.value = new Map(typing.peek()).set(conversationId, people)
}

let saying: Promise<void> | null = null

/** One after the other: a beginning that overtook its end would last a minute. */
function say(...[conversationId, input]: Parameters<typeof api.sendTyping>): void {
  const send = () => api.sendTyping(conversationId, input).catch(() => {})
  const sent = (saying ? saying.then(send) : send()).then(() => {
    if (saying === sent) saying = null
  })
  saying = sent
}

let told: { conversationId: string; mode: WritingMode; atMs: number } | null = null
let idleTimer: ReturnType<typeof setTimeout> | undefined
let draftTimer: ReturnType<typeof setTimeout> | undefined

/** Tells colleagues that we are writing and, where they may know, what; and that we stopped when we pause. */
export function tellTyping(conversationId: string, mode: WritingMode, text: string): void {
  if (!can('reply')) return
  clearTimeout(idleTimer)
  clearTimeout(draftTimer)
  idleTimer = setTimeout(stopTyping, idleMs)
  if (told?.conversationId !== conversationId) stopTyping()
  const shares = me.peek()?.tenant.desk.sharedDrafts ?? false
  const isOther = told?.mode !== mode
  const waitMs = isOther || told === null ? 0 : told.atMs + (shares ? draftEveryMs : repeatMs) - Date.now()
  const tell = () => {
    told = { conversationId, mode, atMs: Date.now() }
    const connectionId = ownConnectionId()
    const draft = shares ? { draft: text.slice(0, 4096) } : {}
    say(conversationId, { typing: true, mode, ...(connectionId && { connectionId }), ...draft })
  }
  if (waitMs <= 0) tell()
  // The last letters count too: a draft that stands still is shown whole.
  else if (shares) draftTimer = setTimeout(tell, waitMs)
}

export function stopTyping(): void {
  clearTimeout(idleTimer)
  clearTimeout(draftTimer)
  if (told !== null) say(told.conversationId, { typing: false, mode: told.mode })
  told = null
}
