import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { view } from '../../web/models/inbox.ts'
import { initialView, matchesView, queryOfView } from '../../web/models/list-view.ts'
import { applyFrame } from '../../web/models/live.ts'
import { queue } from '../../web/models/queue.ts'
import { searchedFor } from '../../web/models/search.ts'
import { me } from '../../web/models/session.ts'
import { members } from '../../web/models/team.ts'
import { SupervisorStrip } from '../../web/screens/inbox/supervisor-strip.tsx'
import type { Queue } from '../../worker/contract/conversation.ts'
import type { Member } from '../../worker/contract/team.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, ago, aPerson, hourMs, newId } from './made.ts'

const ana = { id: newId(), name: 'Ana Silva' } as Member
const figures: Queue = {
  ...{ waiting: 12, longestWaitingSince: ago(2.5 * hourMs), unassigned: 4, closingSoon: 3, failed: 1 },
  open: [{ memberId: ana.id, count: 7 }],
}
const server = () =>
  fakeServer(({ path }) => ({
    body: path === '/api/conversations/queue' ? figures : { data: [], nextCursor: null },
  }))

beforeEach(() => {
  me.value = aPerson({ role: 'supervisor' })
  members.value = { state: 'ready', value: [ana], error: null }
  view.value = initialView
  queue.value = null
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the strip', () => {
  it('tells who waits, how long, what closes and what failed', async () => {
    server()
    render(<SupervisorStrip />)
    for (const name of [/12 ?waiting/, /2 hr ?longest/, /4 ?unassigned/, /3 ?closing/, /1 ?not sent/, /1 ?agents/]) {
      expect(await screen.findByRole('button', { name })).toBeTruthy()
    }
  })

  it('filters the list to what a figure counts', async () => {
    const asked = server()
    render(<SupervisorStrip />)
    const failed = await screen.findByRole('button', { name: /not sent/ })
    fireEvent.click(failed)
    expect(view.value).toMatchObject({ tab: 'all', failed: true, status: 'any' })
    expect(asked.at(-1)?.path).toContain('failed=true')
    expect(failed.getAttribute('aria-pressed')).toBe('true')
    searchedFor.value = '+4915123456789'
    fireEvent.click(screen.getByRole('button', { name: /waiting/ }))
    expect(searchedFor.value).toBeNull()
    expect(view.value).toMatchObject({ failed: false, sort: 'oldest-waiting' })
    fireEvent.click(screen.getByRole('button', { name: /closing/ }))
    expect(view.value).toMatchObject({ window: 'closing', sort: 'window-closes' })
  })

  it('narrows the list down to one agent', async () => {
    const asked = server()
    render(<SupervisorStrip />)
    fireEvent.click(await screen.findByRole('button', { name: /agents/ }))
    fireEvent.click(screen.getByRole('menuitemradio', { name: /Ana Silva/ }))
    expect(view.value).toMatchObject({ tab: 'all', memberId: ana.id })
    expect(asked.at(-1)?.path).toContain(`assignee=${ana.id}`)
  })

  it('is asked for again once for many events, and never for an agent', async () => {
    vi.useFakeTimers()
    const asked = server()
    const queueReads = () => asked.filter(({ path }) => path === '/api/conversations/queue').length
    render(<SupervisorStrip />)
    await vi.advanceTimersByTimeAsync(1)
    expect(queueReads()).toBe(1)
    const tell = () => {
      for (let n = 0; n < 20; n++) {
        const conversation = aConversation()
        const data = { conversationId: conversation.id, conversation }
        applyFrame({ seq: `a.${n}`, type: 'conversation.updated', data })
      }
    }
    tell()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(queueReads()).toBe(2)
    const retried = { conversationId: newId(), messageId: newId(), status: 'queued' as const }
    applyFrame({ seq: 'a.21', type: 'message.status', data: retried })
    await vi.advanceTimersByTimeAsync(4_000)
    expect(queueReads()).toBe(3)
    me.value = aPerson({ role: 'agent' })
    tell()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(queueReads()).toBe(3)
  })
})

describe('a view of one agent, or of what failed', () => {
  it('asks for it, and keeps what belongs', () => {
    const ofAna = { ...initialView, tab: 'all' as const, memberId: ana.id }
    expect(queryOfView(ofAna).assignee).toBe(ana.id)
    expect(matchesView(ofAna, aConversation({ assigneeId: ana.id }), 'me')).toBe(true)
    expect(matchesView(ofAna, aConversation({ assigneeId: newId() }), 'me')).toBe(false)
    const failed = { ...initialView, tab: 'all' as const, failed: true }
    expect(matchesView(failed, aConversation(), 'me')).toBe(false)
  })
})
