import { describe, expect, it, vi } from 'vitest'
import '../../web/push-worker.ts'

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
