import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest'
import { LEAKED } from '../../../dev/sso/leaked-passwords.ts'
import {
  type Answer,
  awaitMailedToken,
  call,
  invite,
  newEmail,
  newTenant,
  PASSWORD,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'

const [, NEXT = ''] = Object.keys(LEAKED)
const RANGES = `${services.settings.BREACHED_PASSWORDS_URL}/range/`
const leaked = { status: 400, body: { code: 'LEAKED_PASSWORD' } }

const realFetch = globalThis.fetch
const isRange = (input: unknown) => String(input).startsWith(RANGES)
let fetched: Mock<typeof fetch>
const asked = () => fetched.mock.calls.map(([input]) => String(input)).filter(isRange)
/** The lists are away; the database and the others answer. */
const cutOff = () =>
  fetched.mockImplementation(async (input, init) => {
    if (isRange(input)) throw new TypeError('no connection')
    return realFetch(input, init)
  })

beforeEach(() => {
  fetched = vi.spyOn(globalThis, 'fetch')
})
afterEach(() => vi.restoreAllMocks())

/** A way to set a password, ready to be gone: what is called gives the answer. */
type Door = () => Promise<(password: string) => Promise<Answer>>

const doors: [string, Door][] = [
  [
    'the sign-up',
    async () => {
      const wish = { email: newEmail(), name: 'Ada', organization: 'Shop' }
      return (password) => call('POST', '/api/auth/signup', { ...wish, password })
    },
  ],
  [
    'a mailed link',
    async () => {
      const { me } = await newTenant()
      await call('POST', '/api/auth/password/forgot', { email: me.email })
      const token = await awaitMailedToken(me.email, 'reset-password')
      return (password) => call('POST', '/api/auth/password/reset', { token, password })
    },
  ],
  [
    'a change',
    async () => {
      const owner = await newTenant()
      return (password) => owner.call('POST', '/api/auth/password/change', { current: PASSWORD, password })
    },
  ],
  [
    'an invitation',
    async () => {
      const token = tokenOf(await invite(await newTenant(), 'agent'))
      return (password) => call('POST', '/api/auth/invitations/accept', { token, name: 'Max', password })
    },
  ],
]

describe.each(doors)('%s', (_, open) => {
  it('takes no leaked password, and another after it; five digits of each leave', async () => {
    const set = await open()
    fetched.mockClear()
    expect(await set('password1234')).toMatchObject({ status: 400, body: { code: 'WEAK_PASSWORD' } })
    expect(asked()).toEqual([])
    expect(await set(NEXT)).toMatchObject(leaked)
    expect((await set('seven purple llamas sing')).status).toBeLessThan(300)
    expect(asked()).toHaveLength(2)
    for (const url of asked()) expect(url.slice(RANGES.length)).toMatch(/^[0-9A-F]{5}$/)
  })

  it('takes any strong one while the lists are away, and a line says so', async () => {
    const set = await open()
    cutOff()
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    expect((await set(NEXT)).status).toBeLessThan(300)
    const lines = warn.mock.calls.map(([line]) => JSON.parse(line)).filter(({ event }) => event.startsWith('password.'))
    expect(lines).toEqual([
      { level: 'warn', event: 'password.not_compared', errorClass: 'TypeError', frames: expect.any(Array) },
    ])
  })
})

it('signing in asks nobody: whoever has such a password comes in with it', async () => {
  cutOff()
  const { me } = await newTenant({ password: NEXT })
  fetched.mockClear()
  await signIn(me.email, NEXT)
  expect(asked()).toEqual([])
})

it('the sign-up says the same whether there is an account, and asks before it looks', async () => {
  const { me } = await newTenant()
  fetched.mockClear()
  const wish = (email: string) => ({ email, password: NEXT, name: 'Ada', organization: 'Shop' })
  for (const email of [me.email, newEmail()]) {
    expect(await call('POST', '/api/auth/signup', wish(email))).toMatchObject(leaked)
  }
  expect(asked()).toHaveLength(2)
})
