import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { request } from '../../web/api/client.ts'
import { App } from '../../web/app.tsx'
import { now } from '../../web/models/clock.ts'
import { factors } from '../../web/models/factors.ts'
import { loadSession, me, mustEnroll } from '../../web/models/session.ts'
import { proofAsked } from '../../web/models/step-up.ts'
import { toasts } from '../../web/models/toasts.ts'
import { FactorBanner } from '../../web/screens/factor-banner.tsx'
import { SecurityScreen } from '../../web/screens/settings/security-screen.tsx'
import { SignInScreen } from '../../web/screens/sign-in/sign-in-screen.tsx'
import { StepUpDialog } from '../../web/screens/step-up-dialog.tsx'
import type { Factors } from '../../worker/contract/factors.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { ago, aPerson, hourMs, inFuture, newId } from './made.ts'

const none: Factors = { authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods: [] }
const some = (changes: Partial<Factors> = {}): Factors => ({
  ...{ authenticator: true, passkeys: [], recoveryCodesLeft: 10, methods: ['code', 'recovery'] },
  ...changes,
})
const codes = Array.from({ length: 10 }, (_, at) => `ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-000${at}`)
const secret = { secret: 'JBSWY3DPEHPK3PXP', otpauthUrl: 'otpauth://totp/ADSapp:ana?secret=JBSWY3DPEHPK3PXP' }

let asked: Asked[] = []
const bodyOf = (path: string) => asked.findLast((each) => each.path === path && each.method !== 'GET')?.body

beforeEach(() => {
  me.value = aPerson()
  toasts.value = []
  factors.value = { state: 'loading', value: null, error: null }
})
afterEach(() => {
  proofAsked.value?.(false)
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})

const type = (name: string | RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(name), { target: { value } })
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))

describe('signing in', () => {
  const challenge = { mfaRequired: true, ticket: 'a-ticket', methods: ['code', 'recovery'] }
  async function toChallenge(answer: (body: unknown) => ReturnType<typeof refusal>) {
    me.value = null
    asked = fakeServer(({ path, body }) => {
      if (path === '/api/auth/signin') return { status: 202, body: challenge }
      return path === '/api/auth/mfa' ? answer(body) : undefined
    })
    render(<SignInScreen />)
    type('E-mail', 'ana@demo.test')
    type('Password', 'correct horse battery')
    press('Sign in')
    await screen.findByRole('heading', { name: 'One more step' })
  }

  it('asks for the second factor, and lets in with the code', async () => {
    const person = aPerson()
    await toChallenge(() => ({ body: person }))
    expect(me.value).toBeNull()
    type('Code of your authenticator', '123456')
    press('Sign in')
    await waitFor(() => expect(me.value?.memberId).toBe(person.memberId))
    expect(bodyOf('/api/auth/mfa')).toEqual({ ticket: 'a-ticket', code: '123456' })
  })

  it('takes a recovery code in its place', async () => {
    await toChallenge(() => ({ body: aPerson() }))
    press('Use a recovery code instead')
    type('Recovery code', 'abcd-efgh-jkmn-0001')
    press('Sign in')
    await waitFor(() => expect(bodyOf('/api/auth/mfa')).toEqual({ ticket: 'a-ticket', code: 'abcd-efgh-jkmn-0001' }))
  })

  it('says that a code was wrong, and goes back to the password', async () => {
    await toChallenge(() => refusal(401, 'WRONG_FACTOR', 'The code or passkey was not accepted.'))
    type('Code of your authenticator', '000000')
    press('Sign in')
    const said = (await screen.findByRole('alert')).textContent
    expect(said).toContain('wait until your app shows the next one')
    expect(said).not.toContain('Request id')
    press('Back to sign-in')
    expect(screen.getByLabelText('Password')).toBeTruthy()
  })
})

describe('Settings → Security', () => {
  async function show(
    present: Factors,
    more: (asked: Asked) => ReturnType<typeof refusal> | undefined = () => undefined,
  ) {
    asked = fakeServer((one) => {
      if (one.path === '/api/auth/mfa' && one.method === 'GET') return { body: present }
      if (one.path === '/api/me') return { body: me.value }
      return more(one)
    })
    render(
      <LocationProvider>
        <SecurityScreen />
      </LocationProvider>,
    )
    await screen.findByRole('region', { name: 'Two-step sign-in' })
  }

  it('sets an authenticator up: QR code and secret, the first code, ten recovery codes', async () => {
    await show(none, ({ path }) => {
      if (path === '/api/auth/mfa/enroll') return { body: secret }
      return path === '/api/auth/mfa/verify' ? { body: { recoveryCodes: codes } } : undefined
    })
    press('Set up an authenticator')
    expect(await screen.findByRole('img', { name: 'QR code for your authenticator' })).toBeTruthy()
    expect(screen.getByLabelText('Secret').textContent).toBe('JBSW Y3DP EHPK 3PXP')
    expect(document.activeElement).toBe(screen.getByLabelText('Code of your authenticator'))
    type('Code of your authenticator', '123 456')
    press('Turn on')
    const dialog = await screen.findByRole('dialog', { name: 'Your recovery codes' })
    expect(bodyOf('/api/auth/mfa/verify')).toEqual({ code: '123456' })
    for (const code of codes) expect(within(dialog).getByText(code)).toBeTruthy()
    press('I have kept them')
    await waitFor(() => expect(screen.queryByText(codes[0] ?? '')).toBeNull())
  })

  it('shows what is there, and removes the authenticator after asking', async () => {
    await show(some({ recoveryCodesLeft: 3 }), () => ({ status: 204 }))
    expect(screen.getByText('3 recovery codes left')).toBeTruthy()
    press('Remove the authenticator')
    const dialog = await screen.findByRole('dialog', { name: 'Remove your authenticator?' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove the authenticator' }))
    await waitFor(() =>
      expect(asked.some(({ method, path }) => method === 'DELETE' && path === '/api/auth/mfa')).toBe(true),
    )
  })

  it('makes new recovery codes and shows them', async () => {
    await show(some(), () => ({ body: { recoveryCodes: codes } }))
    press('New recovery codes')
    const dialog = await screen.findByRole('dialog', { name: 'Make new recovery codes?' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'New recovery codes' }))
    expect(await screen.findByText(codes[9] ?? '')).toBeTruthy()
  })

  it('lists passkeys by name and removes one', async () => {
    const passkey = { id: newId(), name: 'Laptop', createdAt: ago(hourMs), lastUsedAt: null }
    await show(some({ passkeys: [passkey] }), () => ({ status: 204 }))
    expect(screen.getByText('Laptop')).toBeTruthy()
    press('Remove: Laptop')
    const dialog = await screen.findByRole('dialog', { name: 'Remove the passkey “Laptop”?' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(asked.some(({ path }) => path === `/api/auth/passkeys/${passkey.id}`)).toBe(true))
  })

  it('lets admins say who needs it', async () => {
    me.value = aPerson({ role: 'admin' })
    await show(none, ({ body }) => ({ body: { ...me.value?.tenant, ...(body as object) } }))
    const section = within(screen.getByRole('region', { name: 'Who needs two-step sign-in' }))
    fireEvent.click(section.getByLabelText('Agent'))
    fireEvent.input(section.getByLabelText('From'), { target: { value: '2027-01-15' } })
    fireEvent.click(section.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(bodyOf('/api/tenant')).toBeTruthy())
    const mfaFrom = new Date('2027-01-15T00:00:00').toISOString()
    expect(bodyOf('/api/tenant')).toEqual({ security: { mfaRoles: ['agent'], mfaFrom } })
  })

  it('leaves password and factors alone for who came by single sign-on', async () => {
    me.value = aPerson({ bySso: true })
    asked = fakeServer(() => undefined)
    render(
      <LocationProvider>
        <SecurityScreen />
      </LocationProvider>,
    )
    expect(await screen.findByRole('region', { name: 'How you sign in' })).toBeTruthy()
    expect(screen.queryByRole('region', { name: 'Two-step sign-in' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Change the password' })).toBeNull()
    expect(asked.map(({ path }) => path)).not.toContain('/api/auth/mfa')
    expect(asked.map(({ path }) => path)).toContain('/api/auth/sessions')
    expect(asked.map(({ path }) => path)).not.toContain('/api/auth/sign-in-failures')
  })

  it('shows agents nothing of that', async () => {
    await show(none)
    expect(screen.queryByRole('region', { name: 'Who needs two-step sign-in' })).toBeNull()
  })
})

describe('a fresh proof', () => {
  /** A server that wants one for a deletion, until it was given. */
  async function wanting(present: Factors) {
    localStorage.setItem('adsapp.signed-in', 'yes')
    let isFresh = false
    asked = fakeServer(({ method, path, body }) => {
      if (path === '/api/me') return { body: aPerson() }
      if (path === '/api/auth/mfa') return { body: present }
      if (path === '/api/auth/step-up') {
        isFresh = JSON.stringify(body) !== '{"password":"wrong"}'
        return isFresh ? { status: 204 } : refusal(401, 'WRONG_CREDENTIALS', 'The password is wrong.')
      }
      if (method !== 'DELETE') return undefined
      return isFresh ? { status: 204 } : refusal(403, 'STEP_UP_REQUIRED', 'Prove again that it is you.')
    })
    await loadSession()
  }
  const deletions = () => asked.filter(({ method }) => method === 'DELETE').length

  it('is asked for by the password, and the request is sent again', async () => {
    await wanting(none)
    const done = request('DELETE', '/api/channels/1')
    await waitFor(() => expect(proofAsked.value).not.toBeNull())
    render(<StepUpDialog onClose={() => proofAsked.value?.(false)} />)
    const password = await screen.findByLabelText('Password')
    expect(document.activeElement).toBe(password)
    type('Password', 'wrong')
    press('Continue')
    expect((await screen.findByRole('alert')).textContent).toContain('The password is wrong.')
    expect(deletions()).toBe(1)
    type('Password', 'correct horse battery')
    press('Continue')
    await done
    expect(deletions()).toBe(2)
    expect(proofAsked.value).toBeNull()
  })

  it('is a code for whoever has an authenticator; two requests ask once', async () => {
    await wanting(some())
    const done = Promise.all([request('DELETE', '/api/channels/1'), request('DELETE', '/api/channels/2')])
    await waitFor(() => expect(deletions()).toBe(2))
    render(<StepUpDialog onClose={() => proofAsked.value?.(false)} />)
    await screen.findByLabelText('Code of your authenticator')
    expect(screen.queryByLabelText('Password')).toBeNull()
    type('Code of your authenticator', '123456')
    press('Continue')
    await done
    expect(asked.filter(({ path }) => path === '/api/auth/step-up')).toHaveLength(1)
    expect(deletions()).toBe(4)
  })

  it('can be given at the provider by who came from there, who comes back to the page', async () => {
    const assign = vi.fn()
    vi.stubGlobal('location', { ...location, pathname: '/settings/security', search: '?a=1', assign })
    me.value = aPerson({ bySso: true, email: 'ana@shop.example' })
    asked = fakeServer(({ path }) => {
      if (path === '/api/auth/mfa') return { body: none }
      if (path === '/api/auth/sso/start') return { body: { url: 'https://idp.example/authorize' } }
      return path === '/api/auth/signout' ? { status: 204 } : undefined
    })
    render(<StepUpDialog onClose={() => undefined} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Sign in anew with your organization' }))
    await waitFor(() => expect(assign).toHaveBeenCalledWith('https://idp.example/authorize'))
    expect(asked.find(({ path }) => path.endsWith('start'))?.body).toEqual({ email: 'ana@shop.example', fresh: true })
    expect(asked.at(-1)?.path).toBe('/api/auth/signout')
    expect(sessionStorage.getItem('adsapp-sso-next')).toBe('/settings/security?a=1')
  })

  it('that is not given leaves everything as it was', async () => {
    await wanting(none)
    const done = request('DELETE', '/api/channels/1')
    await waitFor(() => expect(proofAsked.value).not.toBeNull())
    render(<StepUpDialog onClose={() => proofAsked.value?.(false)} />)
    await screen.findByLabelText('Password')
    press('Cancel')
    await expect(done).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
    expect(deletions()).toBe(1)
  })
})

describe('an organization that wants it', () => {
  it('says so while there is time', () => {
    me.value = aPerson({ factorDueAt: inFuture(50 * hourMs) })
    render(<FactorBanner />)
    expect(screen.getByRole('status').textContent).toContain('your organization wants two-step sign-in from you')
    expect(screen.getByRole('link', { name: 'Set it up' }).getAttribute('href')).toBe('/settings/security')
  })

  it('is minded as soon as the server minds it, whatever the clock of the screens said last', async () => {
    me.value = aPerson({ factorDueAt: ago(1_000) })
    localStorage.setItem('adsapp.signed-in', 'yes')
    asked = fakeServer(({ path }) =>
      path === '/api/me' ? { body: me.value } : refusal(403, 'MFA_REQUIRED', 'Set up two-step sign-in first.'),
    )
    await loadSession()
    now.value = Date.now() - 14_000
    expect(mustEnroll.value).toBe(false)
    await request('GET', '/api/labels').catch(() => {})
    expect(mustEnroll.value).toBe(true)
  })

  it('leads to nothing but setting it up afterwards', async () => {
    asked = fakeServer(({ path }) => (path === '/api/auth/mfa' ? { body: none } : undefined))
    me.value = aPerson({ factorDueAt: ago(hourMs) })
    render(<App />)
    await screen.findByRole('heading', { name: 'Set up two-step sign-in' })
    await screen.findByRole('region', { name: 'Two-step sign-in' })
    expect(screen.getByRole('button', { name: 'Sign out' })).toBeTruthy()
    expect(screen.queryByRole('navigation')).toBeNull()
    expect(asked.map(({ path }) => path)).toEqual(['/api/auth/mfa'])
  })
})
