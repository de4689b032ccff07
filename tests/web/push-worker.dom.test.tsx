import { beforeEach, describe, expect, it, vi } from 'vitest'
import '../../web/push-worker.ts'
import { openPushed } from '../../web/models/place.ts'

/** What the browser would show of a push with this in it. */
function shownFor(payload: object) {
  const showNotification = vi.fn(async (_title: string, _options: { body: string }) => {})
  vi.stubGlobal('registration', { showNotification })
  const data = { json: () => ({ kind: 'message', conversationId: 'c', ...payload }) }
  self.dispatchEvent(Object.assign(new Event('push'), { data, waitUntil: () => {} }))
  return showNotification.mock.calls.map(([title, { body }]) => [title, body])
}
const title = 'New message in your conversation'

describe('the push worker', () => {
  it('says who and what, as far as the member wants it', () => {
    expect(shownFor({})).toEqual([[title, '']])
    expect(shownFor({ name: 'Eve' })).toEqual([[title, 'Eve']])
    expect(shownFor({ name: 'Eve', text: 'Hello' })).toEqual([[title, 'Eve: Hello']])
  })

  it('lets no name turn the words behind it', () => {
    expect(shownFor({ name: '\u202EEve\u2067', text: 'Hello' })).toEqual([[title, 'Eve: Hello']])
    expect(shownFor({ name: 'דנה', text: '7 boxes' })).toEqual([[title, '\u2068דנה\u2069: 7 boxes']])
  })
})

describe('what the push worker says to a window', () => {
  beforeEach(() => history.replaceState(null, '', '/contacts'))
  const path = '/c/01a21994-b4e5-7695-a5b0-afe06df077b9'

  it('opens the conversation', () => {
    openPushed(new MessageEvent('message', { data: { open: path } }))
    expect(location.pathname).toBe(path)
  })

  it.each([
    [null],
    ['/c/1'],
    [{}],
    [{ open: null }],
    [{ open: { startsWith: 1 } }],
    [{ open: '/settings/team' }],
    [{ open: '//evil.example/c/1' }],
    [{ open: 'javascript:alert(1)' }],
    [{ open: `${path}/../../settings/team` }],
    [{ open: `${path}?next=//evil.example` }],
  ])('is nothing where it is %j', (data) => {
    openPushed(new MessageEvent('message', { data }))
    expect(location.pathname + location.search).toBe('/contacts')
  })
})
