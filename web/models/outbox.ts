import { computed, signal } from '@preact/signals'
import type { MessageContent } from '../../worker/contract/message.ts'
import type { NewMessage } from '../../worker/contract/new-message.ts'
import { api } from '../api/endpoints.ts'
import { ApiError } from '../api/problem.ts'
import { t } from '../texts/index.ts'
import { conversationSignal, patchConversation } from './conversations.ts'
import type { ShownMessage } from './message-list.ts'
import { me } from './session.ts'
import { dropMessage, loadedThread, patchMessage, putAnswer } from './threads.ts'
import { reasonOf } from './toasts.ts'
import { repliersIn } from './typing.ts'

/** A message that the server has not accepted yet. It lives in memory only. */
interface Unsent {
  conversationId: string
  message: NewMessage
  takeBack: () => void
}

const retryMinMs = 1_000
const retryMaxMs = 30_000

/** What waits, oldest first in each conversation. */
const unsent = signal<readonly Unsent[]>([])
export const unsentCount = computed(() => unsent.value.length)

/** Conversations whose next message waits for the person's word: a colleague is writing there too. */
export const questioned = signal<ReadonlySet<string>>(new Set())

const sending = new Set<string>()
const retries = new Map<string, { timer: ReturnType<typeof setTimeout>; attempts: number }>()

export function newClientMessageId(): string {
  return crypto.randomUUID()
}

export interface SendFacts {
  /** What the bubble shows before the server has answered. */
  content: Partial<MessageContent>
  quote?: ShownMessage | null
  media?: ShownMessage['media']
  /** Puts what was written back where it came from, when the person decides not to send it. */
  takeBack?: () => void
}

/** Draws a message at once and sends it after those before it. */
export function send(conversationId: string, message: NewMessage, facts: SendFacts): void {
  const conversation = conversationSignal(conversationId)?.peek()
  const thread = loadedThread(conversationId)
  if (!conversation || !thread) return
  const drawn = draw(conversationId, conversation.channelId, conversation.contact.id, message, facts)
  thread.messages.value = [...thread.messages.peek(), drawn]
  unsent.value = [...unsent.peek(), { conversationId, message, takeBack: facts.takeBack ?? (() => {}) }]
  void flush(conversationId)
}

function draw(
  conversationId: string,
  channelId: string,
  contactId: string,
  message: NewMessage,
  { content, quote, media }: SendFacts,
): ShownMessage {
  const isNote = message.type === 'note'
  return {
    id: message.clientMessageId,
    clientMessageId: message.clientMessageId,
    conversationId,
    channelId,
    contactId,
    direction: isNote ? 'internal' : 'outbound',
    type: message.type,
    status: 'queued',
    local: 'sending',
    failure: null,
    retryAt: null,
    author: { kind: 'member', memberId: me.peek()?.memberId ?? null },
    context: quote
      ? { messageId: quote.id, direction: quote.direction, type: quote.type, preview: previewOf(quote), revoked: false }
      : null,
    reactions: [],
    editedAt: null,
    revokedAt: null,
    media: media ?? null,
    priceCategory: null,
    occurredAt: new Date().toISOString(),
    seq: Number.MAX_SAFE_INTEGER,
    ...content,
  }
}

/** One line about a message, for a quote. */
export function previewOf(message: Partial<ShownMessage> & Pick<ShownMessage, 'type'>): string {
  const content = message.image ?? message.video ?? message.document
  return (
    message.text?.body ??
    message.note?.body ??
    message.template?.preview?.body ??
    (message.interactive as { body?: { text?: string } } | undefined)?.body?.text ??
    content?.caption ??
    content?.filename ??
    t.preview[message.type]
  )
}

/** Sends what waits in a conversation, one after the other, so that the order stays. */
async function flush(conversationId: string): Promise<void> {
  if (sending.has(conversationId) || questioned.peek().has(conversationId)) return
  sending.add(conversationId)
  try {
    for (;;) {
      const next = unsent.peek().find((one) => one.conversationId === conversationId)
      if (!next || !(await sendOne(next))) return
    }
  } finally {
    sending.delete(conversationId)
  }
}

/** @returns Whether the next one may follow. */
async function sendOne(entry: Unsent): Promise<boolean> {
  const { conversationId, message } = entry
  patchMessage(conversationId, message.clientMessageId, { local: 'sending' })
  const isAnswer = message.type !== 'note' && message.type !== 'reaction'
  if (isAnswer && !message.despiteTyping && repliersIn(conversationId).length > 0) return ask(entry)
  try {
    const answer = await api.sendMessage(conversationId, message)
    settle(entry)
    putAnswer(conversationId, answer)
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 'COLLEAGUE_WRITING') return ask(entry)
    // Unauthorised: the words are worth keeping until the person has signed in again.
    const waits = error instanceof ApiError && (error.retryable || error.status === 401)
    if (waits) return wait(entry, error.retryAfterMs)
    settle(entry)
    refuse(entry, error)
    return true
  }
}

function ask({ conversationId }: Unsent): false {
  questioned.value = new Set(questioned.peek()).add(conversationId)
  return false
}

function settle({ conversationId, message }: Unsent): void {
  unsent.value = unsent.peek().filter((one) => one.message.clientMessageId !== message.clientMessageId)
  clearTimeout(retries.get(conversationId)?.timer)
  retries.delete(conversationId)
}

function wait({ conversationId, message }: Unsent, retryAfterMs: number | null): false {
  patchMessage(conversationId, message.clientMessageId, { local: 'waiting' })
  const attempts = (retries.get(conversationId)?.attempts ?? 0) + 1
  const backoffMs = Math.min(retryMaxMs, retryMinMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2)
  clearTimeout(retries.get(conversationId)?.timer)
  const timer = setTimeout(() => void flush(conversationId), Math.max(backoffMs, retryAfterMs ?? 0))
  retries.set(conversationId, { timer, attempts })
  return false
}

/** The bubble stays, with the reason and the words, until the person decides. */
function refuse({ conversationId, message }: Unsent, error: unknown): void {
  const isClosed = error instanceof ApiError && error.code === 'WINDOW_CLOSED'
  patchMessage(conversationId, message.clientMessageId, {
    local: 'refused',
    status: 'failed',
    failure: {
      code: null,
      title: reasonOf(error),
      detail: error instanceof ApiError && error.requestId ? t.errors.requestId(error.requestId) : '',
      action: isClosed ? 'use-template' : 'none',
    },
  })
  if (isClosed) patchConversation(conversationId, { windowClosesAt: new Date().toISOString() })
}

function answered(conversationId: string): Unsent[] {
  const rest = new Set(questioned.peek())
  rest.delete(conversationId)
  questioned.value = rest
  return unsent.peek().filter((one) => one.conversationId === conversationId)
}

/** The person insists: what waits goes out although a colleague is writing. */
export function sendAnyway(conversationId: string): void {
  const insisting = new Set(answered(conversationId))
  unsent.value = unsent
    .peek()
    .map((one) =>
      insisting.has(one) ? { ...one, message: { ...one.message, despiteTyping: true } as NewMessage } : one,
    )
  void flush(conversationId)
}

/** The person leaves it to the colleague: what was written goes back into the composer. */
export function takeBack(conversationId: string): void {
  for (const entry of answered(conversationId)) {
    settle(entry)
    dropMessage(conversationId, entry.message.clientMessageId)
    entry.takeBack()
  }
}

/** Sends everything that waits, as when the connection came back. The same ids go out, so nothing goes out twice. */
export function resendAll(): void {
  for (const id of new Set(unsent.peek().map((one) => one.conversationId))) void flush(id)
}

/** Takes a refused message off the screen. */
export function discard(message: ShownMessage): void {
  if (message.conversationId) dropMessage(message.conversationId, message.id)
}
