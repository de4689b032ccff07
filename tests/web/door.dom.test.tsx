import { cleanup, render, screen } from '@testing-library/preact'
import { afterEach, expect, it, vi } from 'vitest'
import { App } from '../../web/app.tsx'
import { go, nextPath } from '../../web/models/place.ts'
import { me } from '../../web/models/session.ts'
import { fakeServer, refusal } from './fake-server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  go('/')
})

it.each([
  ['/c/1', '/c/1'],
  ['/contacts?q=a', '/contacts?q=a'],
  ['', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example/x', '/'],
  ['/\n/evil.example/x', '/'],
  ['/\t\\evil.example', '/'],
  ['/.//evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['http://[', '/'],
])('after signing in for %j one comes to %s', (next, path) => {
  const search = `?next=${encodeURIComponent(next)}`
  expect(nextPath({ search, hash: '', origin: 'https://app.example.com' } as Location)).toBe(path)
})

it('leads a stranger from an address where nothing is to the sign-in, and back there afterwards', async () => {
  me.value = null
  fakeServer(() => refusal(401, 'UNAUTHENTICATED', 'Sign in first.'))
  go('/signin/nothing')
  render(<App />)
  await screen.findByLabelText('E-mail')
  expect(location.pathname + location.search).toBe('/signin?next=%2Fsignin%2Fnothing')
})
