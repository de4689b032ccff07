import { batch, signal } from '@preact/signals'
import type { Conversation } from '../../worker/contract/conversation.ts'
import type { Frame } from '../../worker/contract/frames.ts'
import type { Message } from '../../worker/contract/message.ts'
import { api } from '../api/endpoints.ts'
import { Realtime, type SocketState } from '../api/socket.ts'
import { t } from '../texts/index.ts'
import { readChannels } from './channels.ts'
import { contactNews } from './contact-news.ts'
import {
  conversationSignal,
  keepRead,
  knownConversations,
  noteTold,
  patchConversation,
  putConversation,
} from './conversations.ts'
import { countSoon, placeInList, readCounts, readList, removeFromList, selectedId } from './inbox.ts'
import { readLabels } from './labels.ts'
import { noticesMissed, takeNotice } from './notifications.ts'
import { resendAll } from './outbox.ts'
import { personName } from './person.ts'
import { applyPresence, forgetViewers, startPresence } from './presence.ts'
import { queueSoon } from './queue.ts'
import { can, refreshMe } from './session.ts'
import { readMembers, readTeams } from './team.ts'
import { dropThreads, findMessage, loadedThread, patchMessage, putMessages, readDetail, readNewest } from './threads.ts'
import { forgetWriters, noteTyping } from './typing.ts'
import { readViews } from './views.ts'

/** Frames that carry only ids are gathered this long and read together. */
const gatherMs = 50
const idsPerRead = 100

export const socketState = signal<SocketState>('connecting')
export const isOffline = signal(!navigator.onLine)
/** What a screen reader is told about new messages; the same words again are told again. */
export const announcement = signal({ text: '', count: 0 })

function say(text: string): void {
  announcement.value = { text, count: announcement.peek().count + 1 }
}

const conversationsToRead = new Set<string>()
const messagesToRead = new Map<string, string | null>()
let gatherTimer: ReturnType<typeof setTimeout> | undefined

/** Applies one event to everything on the screen. */
export function applyFrame(frame: Frame): void {
  batch(() => apply(frame))
}

function apply(frame: Frame): void {
  switch (frame.type) {
    case 'message.created':
    case 'message.updated':
      applyMessage(frame)
      break
    case 'message.status':
      applyStatus(frame.data)
      break
    case 'conversation.updated':
      noteTold(frame.data.conversationId)
      if (frame.data.conversation) applyConversation(frame.data.conversation)
      else readLater(() => conversationsToRead.add(frame.data.conversationId))
      break
    case 'conversation.removed':
      removeFromList(frame.data.conversationId)
      forgetViewers(frame.data.conversationId)
      countSoon()
      queueSoon()
      break
    case 'contact.updated':
    case 'contact.removed':
      if (frame.type === 'contact.updated') readContact(frame.data.contactId)
      contactNews.value = { contactId: frame.data.contactId, isRemoved: frame.type === 'contact.removed' }
      break
    case 'scheduled.updated':
      if (isOpen(frame.data.conversationId)) void readScheduled(frame.data.conversationId)
      break
    case 'draft.updated':
      void applyDraft(frame.data)
      break
    case 'typing':
      noteTyping(frame.data)
      break
    case 'presence':
      if (frame.data.connectionId !== undefined) forgetWriters()
      applyPresence(frame.data)
      break
    case 'tenant.updated':
      void refreshMe()
      void readMembers()
      void readTeams()
      break
    case 'notification':
      if (frame.data.notification) takeNotice(frame.data.notification)
      else noticesMissed()
      break
    case 'channel.updated':
      void readChannels()
      break
    case 'labels.updated':
      void readLabels()
      break
    case 'views.updated':
      void readViews()
      break
    case 'resync':
      readAllAgain()
  }
}

function applyMessage(frame: Extract<Frame, { type: 'message.created' | 'message.updated' }>): void {
  const { conversationId, messageId, message } = frame.data
  const thread = loadedThread(conversationId)
  if (message) {
    putMessages(conversationId, [message])
    if (frame.type === 'message.created') announce(message)
    if (message.direction === 'inbound' && isOpen(conversationId)) void readScheduled(conversationId, true)
  } else if (frame.type === 'message.updated' && frame.data.media && findMessage(conversationId, messageId)) {
    patchMessage(conversationId, messageId, { media: frame.data.media })
  } else if (thread) readLater(() => messagesToRead.set(messageId, conversationId))
  if (message?.type === 'system' && thread) void readDetail(thread)
}

function applyStatus(data: Extract<Frame, { type: 'message.status' }>['data']): void {
  const { conversationId, messageId, status } = data
  // Failed, or sent again.
  if (status === 'failed' || status === 'queued') queueSoon()
  if (conversationId === null) return
  const preview = conversationSignal(conversationId)?.peek().preview
  if (status && preview?.messageId === messageId) patchConversation(conversationId, { preview: { ...preview, status } })
  if (!loadedThread(conversationId)) return
  const isKnown = status !== undefined && findMessage(conversationId, messageId) !== undefined
  if (isKnown) {
    const { failure, retryAt } = data
    patchMessage(conversationId, messageId, {
      status,
      ...(failure !== undefined && { failure }),
      ...(retryAt !== undefined && { retryAt }),
    })
    if (status === 'failed' && failure) void sayFailed(failure)
  }
  if (!isKnown) readLater(() => messagesToRead.set(messageId, conversationId))
}

async function sayFailed(failure: NonNullable<Message['failure']>): Promise<void> {
  const { failureWords } = await import('../texts/failures.ts') // The thread has them.
  say(t.message.failed(failureWords(failure).title))
}

function applyConversation(conversation: Conversation): void {
  putConversation(conversation)
  follow(conversation.id)
}

/** Puts a conversation that changed in its place, and counts again. */
function follow(id: string): void {
  placeInList(id)
  countSoon()
  queueSoon()
}

function readContact(contactId: string): void {
  for (const conversation of knownConversations()) {
    if (conversation.peek().contact.id === contactId) {
      readLater(() => conversationsToRead.add(conversation.peek().id))
      const thread = loadedThread(conversation.peek().id)
      if (thread) void readDetail(thread)
    }
  }
}

function announce(message: Message): void {
  if (message.direction !== 'inbound' || message.conversationId === null) return
  const contact = conversationSignal(message.conversationId)?.peek().contact
  if (!contact) return
  const name = personName(contact)
  const text = message.text?.body ?? t.preview[message.type]
  say(isOpen(message.conversationId) ? t.inbox.newFromText(name, text) : t.inbox.newFrom(name))
}

function readLater(note: () => void): void {
  note()
  if (gatherTimer !== undefined) return
  gatherTimer = setTimeout(() => {
    gatherTimer = undefined
    void readGathered()
  }, gatherMs)
}

async function readGathered(): Promise<void> {
  const conversationIds = [...conversationsToRead]
  const messageIds = [...messagesToRead.keys()]
  const threadOf = new Map(messagesToRead)
  conversationsToRead.clear()
  messagesToRead.clear()
  try {
    await Promise.all([
      ...chunks(conversationIds).map(async (ids) => {
        const { data } = await keepRead(() => api.readConversations(ids))
        batch(() => {
          for (const { id } of data) follow(id)
        })
      }),
      ...chunks(messageIds).map(async (ids) => {
        const { data } = await api.readMessages(ids)
        batch(() => {
          for (const message of data) {
            const conversationId = message.conversationId ?? threadOf.get(message.id)
            if (conversationId) putMessages(conversationId, [message])
          }
        })
      }),
    ])
  } catch {
    // What could not be read by id is read with everything else once the connection is good again.
    staleAfterFailure = true
  }
}

let staleAfterFailure = false

function chunks(ids: readonly string[]): string[][] {
  const result: string[][] = []
  for (let at = 0; at < ids.length; at += idsPerRead) result.push(ids.slice(at, at + idsPerRead))
  return result
}

const isOpen = (conversationId: string): boolean => conversationId === selectedId.peek()

// What the composer shows came with it, and is read anew when another conversation is opened.
const drafts = () => import('./drafts.ts')

async function readScheduled(conversationId: string, onlyIfSome = false): Promise<void> {
  const model = await import('./scheduled.ts')
  if (!onlyIfSome || model.hasScheduled(conversationId)) await model.readScheduled(conversationId)
}

async function applyDraft({ conversationId, updatedAt }: Extract<Frame, { type: 'draft.updated' }>['data']) {
  if (isOpen(conversationId)) await (await drafts()).followDraft(conversationId, updatedAt)
}

/** What the person wrote on another device while this window did not hear of it. */
async function readOpenDraft(): Promise<void> {
  const id = selectedId.peek()
  if (id !== null && can('reply')) await (await drafts()).readDraft(id)
}

/** Reads the list, the counts, the open thread and its draft anew. */
function readAllAgain(): void {
  staleAfterFailure = false
  dropThreads(selectedId.peek())
  void readList()
  void readCounts()
  queueSoon()
  void readLabels()
  void readViews()
  void readOpenDraft()
  const thread = loadedThread(selectedId.peek())
  if (thread) {
    void readNewest(thread)
    void readDetail(thread)
  }
}

/** Opens the live connection and follows the network. Returns the end of both. */
export function startLive(): () => void {
  const realtime = new Realtime({
    open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))),
    random: Math.random,
    onFrame: applyFrame,
    onState: (state) => {
      socketState.value = state
      // A browser does not say why a socket was closed or refused: who lost their access must not stay before what they saw.
      if (state === 'waiting') void refreshMe()
      if (state !== 'open') return
      resendAll()
      if (staleAfterFailure) readAllAgain()
      else void readOpenDraft()
    },
    onFresh: readAllAgain,
  })
  const onNetwork = () => {
    isOffline.value = !navigator.onLine
    if (navigator.onLine) {
      realtime.nudge()
      resendAll()
    }
  }
  const onVisible = () => {
    if (document.visibilityState !== 'visible') return
    realtime.nudge()
    void readOpenDraft()
  }
  addEventListener('online', onNetwork)
  addEventListener('offline', onNetwork)
  document.addEventListener('visibilitychange', onVisible)
  realtime.start()
  const stopPresence = startPresence()
  return () => {
    stopPresence()
    removeEventListener('online', onNetwork)
    removeEventListener('offline', onNetwork)
    document.removeEventListener('visibilitychange', onVisible)
    realtime.stop()
  }
}
