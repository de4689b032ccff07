import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { putConversation } from '../../web/models/conversations.ts'
import { draftOf } from '../../web/models/drafts.ts'
import { counts, selectedId, view } from '../../web/models/inbox.ts'
import { initialView } from '../../web/models/list-view.ts'
import { applyFrame } from '../../web/models/live.ts'
import { mentionQuery, mentionsIn } from '../../web/models/mentions.ts'
import { newestNotice, notices, settings } from '../../web/models/notifications.ts'
import { me } from '../../web/models/session.ts'
import { members } from '../../web/models/team.ts'
import { openThread } from '../../web/models/threads.ts'
import { Composer } from '../../web/screens/inbox/composer/composer.tsx'
import { NoticeList } from '../../web/screens/notifications/notice-list.tsx'
import { NotificationsScreen } from '../../web/screens/notifications/settings-screen.tsx'
import type { Notification } from '../../worker/contract/notification.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aConversation, ago, aMember, aMessage, aPerson, newId } from './made.ts'

const ben = aMember('Ben Boss')
const bea = aMember('Bea Ray')

function aNotice(changes: Partial<Notification> = {}): Notification {
  return {
    id: newId(),
    kind: 'mention',
    conversationId: newId(),
    messageId: null,
    at: ago(1000),
    readAt: null,
    ...changes,
  }
}

let asked: Asked[] = []
let told: Notification[] = []
let refusesSettings = false
const chosen = { muted: [], pushed: [], sound: false, detail: 'none', quiet: null, zone: 'UTC', pushKey: null }

beforeEach(() => {
  me.value = aPerson()
  members.value = { state: 'ready', value: [ben, bea], error: null }
  told = []
  refusesSettings = false
  notices.value = { state: 'loading', value: null, error: null }
  asked = fakeServer(({ method, path, body }) => {
    if (path.startsWith('/api/notification-settings')) {
      if (method === 'PUT' && refusesSettings) return { status: 500, body: {} }
      return { body: method === 'PUT' ? { ...(body as object), pushKey: null } : chosen }
    }
    if (path.startsWith('/api/notifications') && method === 'GET') return { body: { data: told, nextCursor: null } }
    if (path.endsWith('/messages') && method === 'POST') return { status: 202, body: aMessage() }
    return method === 'GET' ? { body: { data: [], nextCursor: null } } : { status: 204 }
  })
})
afterEach(() => {
  cleanup()
  selectedId.value = null
  vi.unstubAllGlobals()
})

const posts = (end: string) => asked.filter(({ method, path }) => method !== 'GET' && path.endsWith(end))

describe('a mention in a note', () => {
  const box = () => document.querySelector('textarea#composer') as HTMLTextAreaElement
  function writeNote(text: string) {
    const conversation = aConversation()
    openThread(conversation.id)
    render(<Composer conversation={putConversation(conversation)} />)
    fireEvent.click(screen.getByText('Note'))
    fireEvent.input(box(), { target: { value: text } })
    return conversation.id
  }

  it('is picked by keyboard, and Enter then picks instead of sending', async () => {
    const id = writeNote('Hello @be')
    expect(await screen.findAllByRole('option')).toHaveLength(2)
    fireEvent.keyDown(box(), { key: 'ArrowDown' })
    await vi.waitFor(() => expect(screen.getAllByRole('option')[1]?.getAttribute('aria-selected')).toBe('true'))
    fireEvent.keyDown(box(), { key: 'Enter' })
    expect(draftOf(id).value.note).toBe('Hello @Bea Ray ')
    expect(posts('/messages')).toEqual([])
    await vi.waitFor(() => expect(screen.queryByRole('option')).toBeNull())
    fireEvent.keyDown(box(), { key: 'Enter' })
    await vi.waitFor(() => expect(posts('/messages')).toHaveLength(1))
    expect(posts('/messages')[0]?.body).toMatchObject({ note: { body: 'Hello @Bea Ray', mentions: [bea.id] } })
  })

  it('leaves the caret behind the name, before another key can come', async () => {
    writeNote('@Be please')
    box().setSelectionRange(3, 3)
    fireEvent.input(box())
    await screen.findAllByRole('option')
    vi.stubGlobal('requestAnimationFrame', () => 0)
    fireEvent.keyDown(box(), { key: 'Enter' })
    await vi.waitFor(() => expect(box().value).toBe('@Ben Boss please'))
    expect(box().selectionStart).toBe('@Ben Boss '.length)
  })

  it('goes away with Escape, and nothing is offered in a reply', async () => {
    writeNote('@be')
    await screen.findAllByRole('option')
    fireEvent.keyDown(box(), { key: 'Escape' })
    await vi.waitFor(() => expect(screen.queryByRole('option')).toBeNull())
    fireEvent.click(screen.getByText('Reply'))
    fireEvent.input(box(), { target: { value: '@be' } })
    expect(screen.queryByRole('option')).toBeNull()
  })

  it('is found by the whole name, the longest first', () => {
    const ann = aMember('Ben')
    expect(mentionsIn('@Ben Boss and @Nobody', [ann, ben])).toEqual([ben.id])
    expect(mentionsIn('@Ben and @Ben Boss', [ann, ben])).toEqual([ben.id, ann.id])
    expect(mentionQuery('mail me@be', 10)).toBeNull()
    expect(mentionQuery('hi @be', 6)).toEqual({ from: 3, query: 'be' })
  })
})

describe('the list of notifications', () => {
  it('says who and what, and reads one that is opened, beside the list as it was', async () => {
    view.value = { ...initialView, sort: 'oldest-waiting' }
    const conversation = aConversation()
    putConversation(conversation)
    told = [aNotice({ conversationId: conversation.id }), aNotice({ kind: 'failed', readAt: ago(10) })]
    render(<NoticeList anchor={document.body} onClose={() => {}} />)
    fireEvent.click(await screen.findByText('Jonas Okafor'))
    expect(screen.getByText('A message of yours was not sent')).toBeTruthy()
    await vi.waitFor(() => expect(posts(`/notifications/${told[0]?.id}/read`)).toHaveLength(1))
    expect(location.pathname + location.search).toBe(`/c/${conversation.id}?sort=oldest-waiting`)
    view.value = initialView
  })

  it('reads all of them at once', async () => {
    counts.value = { mine: 0, unassigned: 0, all: 0, unread: 0, snoozed: 0, closing: 0, mentions: 1, notifications: 2 }
    told = [aNotice(), aNotice()]
    render(<NoticeList anchor={document.body} onClose={() => {}} />)
    fireEvent.click(await screen.findByText('Mark all as read'))
    await vi.waitFor(() => expect(screen.queryByText('Mark all as read')).toBeNull())
    expect(posts('/notifications/read')).toHaveLength(1)
    expect(counts.value?.notifications).toBe(0)
  })

  it('is empty in words', async () => {
    render(<NoticeList anchor={document.body} onClose={() => {}} />)
    expect(await screen.findByText('Nothing yet')).toBeTruthy()
  })
})

describe('what is told now', () => {
  const hear = (notification: Notification) => applyFrame({ seq: 'e.1', type: 'notification', data: { notification } })

  it('is news, unless one is looking at it: then it counts as read', async () => {
    const elsewhere = aNotice()
    hear(elsewhere)
    expect(newestNotice.value).toEqual(elsewhere)
    const here = aNotice()
    selectedId.value = here.conversationId
    hear(here)
    expect(newestNotice.value).toEqual(elsewhere)
    await vi.waitFor(() => expect(posts(`/notifications/${here.id}/read`)).toHaveLength(1))
  })
})

describe('how one is told', () => {
  it('is chosen by kind, at once', async () => {
    settings.value = { state: 'loading', value: null, error: null }
    render(<NotificationsScreen />)
    fireEvent.click(await screen.findByLabelText('New message in your conversation: in the app'))
    await vi.waitFor(() => expect(posts('/notification-settings')[0]?.body).toMatchObject({ muted: ['message'] }))
    const push = screen.getByLabelText('New message in your conversation: as a push') as HTMLInputElement
    expect(push.disabled).toBe(true)
  })

  it('goes back to what it was when it is refused', async () => {
    refusesSettings = true
    render(<NotificationsScreen />)
    fireEvent.click(await screen.findByLabelText('Sound'))
    await vi.waitFor(() => expect(posts('/notification-settings')).toHaveLength(1))
    await vi.waitFor(() => expect(settings.value.value?.sound).toBe(false))
  })
})
