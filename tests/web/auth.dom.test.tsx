import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact'
import type { VNode } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { devices } from '../../web/models/devices.ts'
import { factors } from '../../web/models/factors.ts'
import { invitations } from '../../web/models/manage-team.ts'
import { rememberSignedIn } from '../../web/models/preferences.ts'
import { loadSession, me, wasLetGo } from '../../web/models/session.ts'
import { toasts } from '../../web/models/toasts.ts'
import { StaffSignIn } from '../../web/screens/admin/staff-sign-in.tsx'
import { ConfirmBanner } from '../../web/screens/confirm-banner.tsx'
import { InvitationScreen } from '../../web/screens/invitation/invitation-screen.tsx'
import { InvitationList } from '../../web/screens/settings/invitation-list.tsx'
import { PasswordCard } from '../../web/screens/settings/password-card.tsx'
import { SecurityScreen } from '../../web/screens/settings/security-screen.tsx'
import { ForgotScreen } from '../../web/screens/sign-in/forgot-screen.tsx'
import { ResetScreen } from '../../web/screens/sign-in/reset-screen.tsx'
import { SignInScreen } from '../../web/screens/sign-in/sign-in-screen.tsx'
import { StrengthHint } from '../../web/screens/sign-in/strength-hint.tsx'
import { VerifyScreen } from '../../web/screens/sign-in/verify-screen.tsx'
import { SignUpScreen } from '../../web/screens/sign-up/sign-up-screen.tsx'
import { StepUpDialog } from '../../web/screens/step-up-dialog.tsx'
import type { Factors } from '../../worker/contract/factors.ts'
import type { DeviceSession, Me } from '../../worker/contract/team.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aPerson, newId } from './made.ts'

const TOKEN = 'a-token-of-a-mailed-link'
const NEXT = 'seven purple llamas sing'
/** A page is one person's: another one who comes in gets a page of their own. */
const newcomer = aPerson()

beforeEach(() => {
  me.value = aPerson()
  toasts.value = []
  devices.value = { state: 'loading', value: null, error: null }
  history.replaceState(null, '', `/#token=${TOKEN}`)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } })
const submit = (container: Element) => fireEvent.submit(container.querySelector('form') as Element)
const saying = (asked: Asked[]) => asked.map(({ method, path, body }) => ({ method, path, body }))
const said = (container: Element) => container.textContent ?? ''

describe('the forgotten password', () => {
  it('is asked for, and the answer promises nothing', async () => {
    const asked = fakeServer(() => ({ status: 202 }))
    const { container, getByLabelText, findByRole } = render(<ForgotScreen />)
    type(getByLabelText('E-mail'), ' ana@demo.test ')
    submit(container)
    expect((await findByRole('status')).textContent).toContain('If there is an account for ana@demo.test')
    expect(saying(asked)).toEqual([
      { method: 'POST', path: '/api/auth/password/forgot', body: { email: 'ana@demo.test' } },
    ])
  })

  it('says why it cannot be asked for', async () => {
    fakeServer(() => refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests.'))
    const { container, getByLabelText, findByRole } = render(<ForgotScreen />)
    type(getByLabelText('E-mail'), 'ana@demo.test')
    submit(container)
    expect((await findByRole('alert')).textContent).toContain('Too many requests.')
  })
})

describe('the reset', () => {
  it('takes the token from the fragment and leads to the sign-in', async () => {
    const asked = fakeServer(() => ({ status: 204 }))
    const { container, getByLabelText, findByText } = render(<ResetScreen />)
    type(getByLabelText('Choose a password'), NEXT)
    submit(container)
    await findByText('Your password is changed')
    expect(asked[0]).toMatchObject({ path: '/api/auth/password/reset', body: { token: TOKEN, password: NEXT } })
    expect(container.querySelector('a.btn')?.getAttribute('href')).toBe('/signin')
  })

  it('leads to another link where this one is over, or not complete', async () => {
    fakeServer(() => refusal(404, 'NOT_FOUND', 'This link is over or was used.'))
    const { container, getByLabelText, findByText } = render(<ResetScreen />)
    type(getByLabelText('Choose a password'), NEXT)
    submit(container)
    expect((await findByText('Ask for a new link')).getAttribute('href')).toBe('/forgot-password')
    history.replaceState(null, '', '/')
    expect(said(render(<ResetScreen />).container)).toContain('This link cannot be used')
  })

  it('stays with the form where the password is refused', async () => {
    fakeServer(() => refusal(400, 'WEAK_PASSWORD', 'This password is easy to guess.'))
    const { container, getByLabelText, findByText } = render(<ResetScreen />)
    type(getByLabelText('Choose a password'), 'password1234')
    submit(container)
    const note = await findByText('This password is easy to guess.')
    expect(getByLabelText('Choose a password').getAttribute('aria-describedby')).toBe(note.id)
  })
})

describe('the strength of a password', () => {
  it('is said once it is long enough, and counts what others know', async () => {
    const { container, rerender, findByText } = render(<StrengthHint password="short" about={[]} />)
    expect(said(container)).toBe('')
    rerender(<StrengthHint password="password1234" about={[]} />)
    await findByText('Easy to guess', undefined, { timeout: 5_000 })
    rerender(<StrengthHint password={NEXT} about={[]} />)
    await findByText('Very good', undefined, { timeout: 5_000 })
    rerender(<StrengthHint password="wilhelmina12" about={['wilhelmina@demo.test']} />)
    await findByText('Easy to guess', undefined, { timeout: 5_000 })
  })
})

describe('a field for a password', () => {
  const invited = { organization: 'Bakery', email: 'bea@demo.test', role: 'agent', knownUser: false }
  const noFactors: Factors = { authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods: [] }
  it.each<[string, () => VNode, string[]]>([
    ['signing in', () => <SignInScreen />, ['current-password']],
    ['signing up', () => <SignUpScreen />, ['new-password']],
    ['a new one', () => <ResetScreen />, ['new-password']],
    ['another one', () => <PasswordCard />, ['current-password', 'new-password']],
    ['an invitation', () => <InvitationScreen />, ['new-password']],
    ['a fresh proof', () => <StepUpDialog onClose={() => {}} />, ['current-password']],
    ['the staff', () => <StaffSignIn />, ['current-password']],
  ])('of %s hides what is typed, and is one for managers and pasting', async (_, screen, kinds) => {
    me.value = null
    factors.value = { state: 'ready', value: noFactors, error: null }
    fakeServer(({ path }) => (path.includes('invitations') ? { body: invited } : { body: noFactors }))
    const { container } = render(screen())
    await waitFor(() => expect(container.querySelectorAll('[autocomplete$="-password"]')).toHaveLength(kinds.length))
    const fields = [...container.querySelectorAll<HTMLInputElement>('[autocomplete$="-password"]')]
    expect(fields.map((field) => field.autocomplete)).toEqual(kinds)
    for (const field of fields) {
      expect(field).toMatchObject({ type: 'password', readOnly: false })
      expect(field.maxLength).toBeGreaterThanOrEqual(64)
      expect(field.pattern).toBe('')
      // Whoever forbids it would cancel the event.
      for (const name of ['paste', 'drop', 'beforeinput']) {
        expect(field.dispatchEvent(new Event(name, { bubbles: true, cancelable: true })), name).toBe(true)
      }
    }
  })
})

describe('the confirmation of an address', () => {
  it('happens by opening the link', async () => {
    me.value = null
    const asked = fakeServer(() => ({ status: 204 }))
    const { findByText } = render(<VerifyScreen />)
    await findByText('Your address is confirmed')
    expect(saying(asked)).toEqual([{ method: 'POST', path: '/api/auth/email/verify', body: { token: TOKEN } }])
  })

  it('wants who made the account: signs them in and comes back with the link, or says who is here', async () => {
    me.value = null
    fakeServer(() => refusal(403, 'FORBIDDEN', 'Sign in with this address.'))
    const first = render(<VerifyScreen />)
    await first.findByText('Sign in to confirm your address')
    const door = first.getByRole('link', { name: 'Sign in' })
    expect(door.getAttribute('href')).toBe(`/signin?next=/verify-email#token=${TOKEN}`)
    first.unmount()
    me.value = { ...aPerson(), email: 'ana@demo.test' }
    await render(<VerifyScreen />).findByText(
      'You are signed in as ana@demo.test. Sign out, then follow the link again.',
    )
  })

  it('says that the link is spent, unless the person is confirmed already', async () => {
    fakeServer(() => refusal(404, 'NOT_FOUND', 'This link is over or was used.'))
    me.value = { ...aPerson(), emailVerified: false }
    const first = render(<VerifyScreen />)
    await first.findByText('This link cannot be used')
    first.unmount()
    me.value = aPerson()
    await render(<VerifyScreen />).findByText('Your address is confirmed')
  })

  it('is asked for above every screen, and sent again', async () => {
    const asked = fakeServer(() => ({ status: 202 }))
    me.value = { ...aPerson(), email: 'ana@demo.test', emailVerified: false }
    const { getByText } = render(<ConfirmBanner />)
    fireEvent.click(getByText('Send it again'))
    await vi.waitFor(() => expect(toasts.value[0]?.title).toContain('ana@demo.test'))
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/api/auth/email/resend' })
  })
})

describe('the security screen', () => {
  const device = (more: Partial<DeviceSession>): DeviceSession => ({
    id: newId(),
    organization: 'Demo Shop',
    browser: 'Firefox',
    system: 'Linux',
    createdAt: '2026-11-25T10:00:00.000Z',
    lastSeenAt: '2026-11-25T11:00:00.000Z',
    current: false,
    ...more,
  })
  const noFactors: Factors = { authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods: [] }
  const here = device({ current: true })
  const phone = device({ browser: 'Safari', system: 'iOS' })

  const count = (path: string, times: number, lastHour: string | null) =>
    path === '/api/auth/sign-in-failures' ? { body: { count: times, lastHour } } : undefined

  function open(listed: DeviceSession[], answer: Parameters<typeof fakeServer>[0] = () => undefined) {
    const list = [...listed]
    const asked = fakeServer((request) => {
      if (request.method === 'DELETE') list.splice(1)
      if (request.path === '/api/auth/sessions' && request.method === 'GET') return { body: { data: list } }
      if (request.path === '/api/auth/mfa') return { body: noFactors }
      return answer(request) ?? { status: 204 }
    })
    return { asked, ...render(<SecurityScreen />) }
  }

  it('lists browsers, and this one has no button', async () => {
    const { findByText, queryByLabelText } = open([here, phone])
    const safari = (await findByText('Safari on iOS')).closest('li')?.textContent
    expect(safari).toMatch(/since (Nov 25|25 Nov), \d+:00.* · last used (Nov 25|25 Nov), \d+:00/)
    await findByText('This browser')
    expect(queryByLabelText('Sign out Firefox on Linux')).toBeNull()
  })

  it('signs one out', async () => {
    const { asked, findByLabelText, queryByText } = open([here, phone])
    fireEvent.click(await findByLabelText('Sign out Safari on iOS'))
    await vi.waitFor(() => expect(queryByText('Safari on iOS')).toBeNull())
    expect(asked).toContainEqual(expect.objectContaining({ method: 'DELETE', path: `/api/auth/sessions/${phone.id}` }))
  })

  it('signs all others out, where there are any', async () => {
    const { asked, findByText, queryByText } = open([here, phone])
    fireEvent.click(await findByText('Sign out all others'))
    await vi.waitFor(() => expect(queryByText('Sign out all others')).toBeNull())
    expect(asked).toContainEqual(
      expect.objectContaining({ method: 'DELETE', path: '/api/auth/sessions?current=false' }),
    )
  })

  it('tells of failed sign-ins where there were any', async () => {
    const none = open([here], ({ path }) => count(path, 0, null))
    await none.findByText('This browser')
    expect(none.queryByText(/wrong password or code/)).toBeNull()
    none.unmount()
    const some = open([here], ({ path }) => count(path, 3, '2026-11-25T11:00:00.000Z'))
    expect((await some.findByText(/wrong password or code/)).textContent).toContain('3 times')
  })

  it('names a browser that it does not know', async () => {
    await open([device({ browser: null, system: null, current: true })]).findByText('Unknown browser')
  })

  it('changes the password, and forgets what was typed', async () => {
    const { asked, container, findByLabelText } = open([here])
    const current = (await findByLabelText('Present password')) as HTMLInputElement
    type(current, 'the old password')
    type(await findByLabelText('Choose a password'), NEXT)
    submit(container)
    await vi.waitFor(() => expect(toasts.value[0]?.title).toBe('Your password is changed'))
    expect(asked).toContainEqual(
      expect.objectContaining({
        path: '/api/auth/password/change',
        body: { current: 'the old password', password: NEXT },
      }),
    )
    expect(current.value).toBe('')
  })

  it('says that the present password is wrong, and stays', async () => {
    const wrong = refusal(401, 'WRONG_CREDENTIALS', 'This is not your present password.')
    const { container, findByLabelText, findByRole } = open([here], ({ method }) =>
      method === 'POST' ? wrong : undefined,
    )
    type(await findByLabelText('Present password'), 'a wrong one')
    type(await findByLabelText('Choose a password'), NEXT)
    submit(container)
    expect((await findByRole('alert')).textContent).toContain('not your present password')
    expect(me.value).not.toBeNull()
  })
})

describe('the sign-in', () => {
  const comeBack = async (wasIn: boolean) => {
    wasLetGo.value = false
    rememberSignedIn(wasIn)
    fakeServer(() => refusal(401, 'UNAUTHENTICATED', 'Sign in first.'))
    await loadSession()
    expect(me.value).toBeNull()
    return render(<SignInScreen />)
  }

  it('tells whoever was let go, and says nothing of it to a stranger', async () => {
    const { getByRole, unmount } = await comeBack(true)
    expect(getByRole('status').textContent).toMatch(/^You were signed out: your session is over, or somebody ended it/)
    unmount()
    expect((await comeBack(false)).queryByRole('status')).toBeNull()
  })
})

describe('an invitation', () => {
  const preview = { organization: 'Demo Shop', role: 'agent', email: 'max@demo.test', knownUser: false }
  const open = (of: object, joined = refusal(404, 'NOT_FOUND', 'Not found'), present: Me | null = null) => {
    me.value = present
    history.replaceState(null, '', `/invitation#token=${TOKEN}`)
    const asked = fakeServer(({ path }) => (path.endsWith('/accept') ? joined : { body: { ...preview, ...of } }))
    return { asked, ...render(<InvitationScreen />) }
  }

  it('makes somebody new a member by a name and a password', async () => {
    const { asked, container, findByText, getByLabelText } = open({}, { body: newcomer })
    await findByText('Join Demo Shop')
    await findByText('The invitation is for max@demo.test, as agent.')
    type(getByLabelText('Your name'), ' Max ')
    type(getByLabelText('Choose a password'), NEXT)
    submit(container)
    await vi.waitFor(() => expect(me.value).toEqual(newcomer))
    expect(asked[0]).toMatchObject({ method: 'POST', body: { token: TOKEN } })
    expect(saying(asked)[1]).toEqual({
      method: 'POST',
      path: '/api/auth/invitations/accept',
      body: { token: TOKEN, name: 'Max', password: NEXT },
    })
    await vi.waitFor(() => expect(location.href).not.toContain(TOKEN))
  })

  it('asks somebody with an account for the password they have, and stays where it is wrong', async () => {
    const wrong = refusal(401, 'WRONG_CREDENTIALS', 'Give its password.')
    const { asked, container, findByText, findByRole, getByLabelText, getByRole, queryByLabelText } = open(
      { knownUser: true },
      wrong,
    )
    await findByText('You already have an account. Your password confirms that it is you.')
    expect(queryByLabelText('Your name')).toBeNull()
    type(getByLabelText('Password'), NEXT)
    submit(container)
    expect((await findByRole('alert')).textContent).toContain('Give its password.')
    expect(asked[1]?.body).toEqual({ token: TOKEN, password: NEXT })
    expect(me.value).toBeNull()
    expect(getByRole('link', { name: 'Forgot your password?' }).getAttribute('href')).toBe('/forgot-password')
  })

  it('asks nothing of whoever is signed in as the one it is for', async () => {
    const present = { ...newcomer, email: preview.email }
    const { asked, container, findByText, queryByLabelText, queryByRole } = open(
      { knownUser: true },
      { body: newcomer },
      present,
    )
    await findByText('You are signed in as max@demo.test.')
    expect(queryByLabelText('Password')).toBeNull()
    expect(queryByRole('link', { name: 'Forgot your password?' })).toBeNull()
    submit(container)
    await vi.waitFor(() => expect(asked[1]?.body).toEqual({ token: TOKEN }))
  })

  it('asks for it after all where the session is over', async () => {
    const { container, findByText, findByLabelText } = open({ knownUser: true }, undefined, {
      ...newcomer,
      email: preview.email,
    })
    await findByText('You are signed in as max@demo.test.')
    fakeServer(() => refusal(401, 'UNAUTHENTICATED', 'Sign in first.'))
    submit(container)
    expect(await findByLabelText('Password')).toBeTruthy()
  })

  it('tells somebody else who is signed in, and wants the password', async () => {
    const { findByText, getByLabelText } = open({ knownUser: true }, undefined, aPerson())
    await findByText(/You are signed in here as ana@demo.test. If you join, you are signed in as max@demo.test instead/)
    expect(getByLabelText('Password')).toBeTruthy()
  })

  it('wants the password of whoever came by single sign-on', async () => {
    const present = aPerson({ email: preview.email, bySso: true })
    const { findByLabelText } = open({ knownUser: true }, undefined, present)
    expect(await findByLabelText('Password')).toBeTruthy()
  })

  it('says what is wrong with its link, and asks nothing of the server without a token', async () => {
    const asked = fakeServer(() => refusal(409, 'ALREADY_ACCEPTED', 'This invitation was used already.'))
    const { findByText, unmount } = render(<InvitationScreen />)
    await findByText('This invitation cannot be used')
    unmount()
    history.replaceState(null, '', '/invitation')
    await render(<InvitationScreen />).findByText(/The link is not complete/)
    expect(asked).toHaveLength(1)
  })
})

describe('the sign-up', () => {
  const fill = (getByLabelText: (label: string) => HTMLElement) => {
    type(getByLabelText('Organization'), 'Bakery')
    type(getByLabelText('Your name'), 'Bea')
    type(getByLabelText('E-mail'), ' bea@demo.test ')
    type(getByLabelText('Choose a password'), NEXT)
  }
  const wish = { organization: 'Bakery', name: 'Bea', email: 'bea@demo.test', password: NEXT }

  it('makes the organization where its data is to be kept', async () => {
    me.value = null
    const asked = fakeServer(() => ({ status: 201, body: newcomer }))
    const { container, getByLabelText } = render(<SignUpScreen />)
    fill(getByLabelText)
    fireEvent.change(getByLabelText('Where data is kept'), { target: { value: 'eu' } })
    submit(container)
    await vi.waitFor(() => expect(me.value).toEqual(newcomer))
    expect(saying(asked)).toEqual([{ method: 'POST', path: '/api/auth/signup', body: { ...wish, jurisdiction: 'eu' } }])
  })

  it('asks for the setup token where the server wants one, and sends it', async () => {
    const asked = fakeServer(() => refusal(403, 'SIGNUP_CLOSED', 'Sign-up is closed here.'))
    const { container, getByLabelText, findByLabelText, findByRole } = render(<SignUpScreen />)
    fill(getByLabelText)
    submit(container)
    expect((await findByRole('alert')).textContent).toContain('Sign-up is closed here.')
    type(await findByLabelText('Setup token'), 'the-token')
    submit(container)
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(asked.map(({ body }) => (body as { setupToken?: string }).setupToken)).toEqual([undefined, 'the-token'])
  })
})

it('an open invitation is sent again', async () => {
  const open = {
    id: newId(),
    email: 'max@demo.test',
    role: 'agent' as const,
    createdAt: '2026-11-01T10:00:00.000Z',
    expiresAt: '2026-11-08T10:00:00.000Z',
    acceptedAt: null,
  }
  invitations.value = { state: 'ready', value: [open], error: null }
  const renewed = { ...open, expiresAt: '2099-01-01T10:00:00.000Z', link: 'https://app.test/invitation#token=x' }
  const asked = fakeServer(() => ({ body: renewed }))
  const { container, getByText } = render(<InvitationList />)
  expect(said(container)).toContain('Expired')
  fireEvent.click(getByText('Send again'))
  await vi.waitFor(() => expect(said(container)).not.toContain('Expired'))
  expect(asked[0]).toMatchObject({ method: 'POST', path: `/api/team/invitations/${open.id}/resend` })
  expect(JSON.stringify(invitations.value)).not.toContain('token=')
})
