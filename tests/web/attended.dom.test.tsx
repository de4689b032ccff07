import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { request } from '../../web/api/client.ts'
import { UNATTENDED_HEADER } from '../../worker/contract/unattended.ts'

beforeEach(() => {
  vi.useFakeTimers()
  dispatchEvent(new Event('keydown'))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** What the page says of itself in a request. */
async function says(): Promise<string | null> {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => new Response('{}'))
  vi.stubGlobal('fetch', fetched)
  await request('GET', '/api/conversations')
  return new Headers(fetched.mock.calls[0]?.[1].headers).get(UNATTENDED_HEADER)
}

it('a page that nobody touched for a minute says so, until somebody does', async () => {
  expect(await says()).toBeNull()
  vi.advanceTimersByTime(59_000)
  expect(await says()).toBeNull()
  vi.advanceTimersByTime(2_000)
  expect(await says()).toBe('1')
  document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
  expect(await says()).toBeNull()
})

it('what moves by itself touches nothing', async () => {
  vi.advanceTimersByTime(61_000)
  for (const type of ['scroll', 'focusin', 'pointermove', 'visibilitychange']) {
    document.body.dispatchEvent(new Event(type, { bubbles: true }))
  }
  expect(await says()).toBe('1')
})
