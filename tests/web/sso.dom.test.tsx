import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadSession, me } from '../../web/models/session.ts'
import { sso } from '../../web/models/sso.ts'
import { toasts } from '../../web/models/toasts.ts'
import { SsoSections } from '../../web/screens/settings/sso/sso-sections.tsx'
import { SignInScreen } from '../../web/screens/sign-in/sign-in-screen.tsx'
import { FinishScreen } from '../../web/screens/sso/finish-screen.tsx'
import type { Sso, SsoDomain } from '../../worker/contract/sso.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { ago, aPerson, newId } from './made.ts'

const at = (path: string) => history.replaceState(null, '', path)
const type = (name: string, value: string) => fireEvent.input(screen.getByLabelText(name), { target: { value } })
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))
const submit = (name: string) => fireEvent.submit(screen.getByRole('button', { name }).closest('form') as Element)
const alertText = async () => (await screen.findByRole('alert')).textContent

beforeEach(async () => {
  localStorage.clear()
  sessionStorage.clear()
  await loadSession()
  toasts.value = []
  sso.value = { state: 'loading', value: null, error: null }
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  at('/')
})

describe('on the way to the provider', () => {
  async function ask() {
    render(<SignInScreen />)
    type('E-mail', 'sonia@demo.test')
    press('Sign in with your organization')
    await screen.findByRole('heading', { name: 'Sign in with your organization' })
    submit('Continue')
  }

  it('asks where it is with the address that was typed already, and keeps where the person wanted to go', async () => {
    at('/signin?next=%2Fc%2F1')
    const gone = vi.spyOn(location, 'assign').mockImplementation(() => {})
    const asked = fakeServer(() => ({ body: { url: 'https://id.example.com/auth?state=s' } }))
    await ask()
    await waitFor(() => expect(gone).toHaveBeenCalledWith('https://id.example.com/auth?state=s'))
    expect(asked).toEqual([
      { method: 'POST', path: '/api/auth/sso/start', body: { email: 'sonia@demo.test', fresh: false } },
    ])
    fakeServer(() => refusal(401, 'SIGN_IN_OVER', 'Over.'))
    cleanup()
    at(`/signin/sso/${tenantId}?code=c&state=s`)
    finish()
    expect(location.href).toContain('/signin/sso?next=%2Fc%2F1')
  })

  it('says of a domain that nobody signs in so, and leads back to the password', async () => {
    fakeServer(() => refusal(404, 'NOT_FOUND', 'No organization.'))
    await ask()
    expect(await alertText()).toContain('No organization signs in this way')
    press('Back to sign-in')
    expect((screen.getByLabelText('E-mail') as HTMLInputElement).value).toBe('sonia@demo.test')
    expect(screen.getByLabelText('Password')).toBeTruthy()
  })
})

const tenantId = newId()
const finish = () =>
  render(
    <LocationProvider>
      <FinishScreen />
    </LocationProvider>,
  )

describe('back from the provider', () => {
  it('lets the person in, and leaves no code in the address', async () => {
    at(`/signin/sso/${tenantId}?code=c&state=s&iss=https%3A%2F%2Fid.example.com`)
    const person = aPerson()
    const asked = fakeServer(() => ({ body: person }))
    finish()
    await waitFor(() => expect(me.value?.memberId).toBe(person.memberId))
    const body = { tenantId, code: 'c', state: 's', iss: 'https://id.example.com' }
    expect(asked).toEqual([{ method: 'POST', path: '/api/auth/sso/finish', body }])
    expect(location.search).toBe('')
  })

  it('asks for the second factor', async () => {
    at(`/signin/sso/${tenantId}?code=c&state=s`)
    fakeServer(() => ({ status: 202, body: { mfaRequired: true, ticket: 'a-ticket', methods: ['code'] } }))
    finish()
    await screen.findByRole('heading', { name: 'One more step' })
    expect(me.value).toBeNull()
  })

  it.each([
    ['FORBIDDEN', 403, 'You are not in the team'],
    ['EMAIL_NOT_VERIFIED', 403, 'The address of your account is not confirmed yet'],
    ['SIGN_IN_OVER', 401, 'This took too long'],
    ['SSO_REFUSED', 403, 'was not accepted'],
  ])('says plainly what %s means', async (code, status, words) => {
    at(`/signin/sso/${tenantId}?code=c&state=s`)
    fakeServer(() => refusal(status, code, 'This took too long, or was not accepted.'))
    finish()
    expect(await alertText()).toContain(words)
    expect(screen.getByRole('link', { name: 'Back to sign-in' }).getAttribute('href')).toBe('/signin')
  })

  it.each([
    ['/signin/sso/t?error=access_denied&state=s', 'did not let you in'],
    ['/signin/sso?code=c&state=s', 'Begin at the sign-in'],
    ['/signin/sso', 'Begin at the sign-in'],
  ])('sends nothing for %s', async (path, words) => {
    at(path)
    const asked = fakeServer(() => undefined)
    finish()
    expect(await alertText()).toContain(words)
    expect(asked).toEqual([])
  })

  it('leaves whoever is signed in already as they are', async () => {
    at(`/signin/sso/${tenantId}?code=c&state=s`)
    const person = aPerson()
    me.value = person
    const asked = fakeServer(() => undefined)
    finish()
    await Promise.resolve()
    expect(asked).toEqual([])
    expect(me.value).toBe(person)
  })
})

describe('the settings', () => {
  const domain: SsoDomain = {
    ...{ id: newId(), domain: 'demo.test', recordName: '_adsapp-sso.demo.test', recordValue: 'adsapp-sso=abc' },
    provedAt: null,
  }
  const proved = { ...domain, provedAt: ago(0) }
  const empty: Sso = {
    ...{ issuer: '', clientId: '', hasSecret: false, enabled: false, only: false, defaultRole: null },
    ...{ redirectUri: 'https://app.example.com/signin/sso/1', domains: [] },
  }
  const full: Sso = {
    ...empty,
    ...{ issuer: 'https://id.example.com', clientId: 'app', hasSecret: true, enabled: true, domains: [proved] },
  }

  async function open(first: Sso, answer: (asked: Asked) => ReturnType<typeof refusal> | undefined) {
    const asked = fakeServer((each) => (each.method === 'GET' ? { body: first } : answer(each)))
    render(<SsoSections />)
    await screen.findByRole('region', { name: 'Single sign-on' })
    return asked
  }
  const secretField = () => screen.getByLabelText('Client secret') as HTMLInputElement

  it('are saved with a secret, which is then gone from the page', async () => {
    const asked = await open({ ...empty, domains: [proved] }, () => ({ body: full }))
    type('Issuer', 'https://id.example.com')
    type('Client ID', 'app')
    expect(secretField().required).toBe(true)
    type('Client secret', 'very-secret')
    fireEvent.change(screen.getByLabelText('Who is not in the team yet'), { target: { value: 'viewer' } })
    fireEvent.click(screen.getByLabelText('People may sign in this way'))
    fireEvent.click(await screen.findByLabelText('It is the only way in'))
    submit('Save')
    await waitFor(() => expect(toasts.value.at(-1)?.title).toBe('Saved.'))
    const provider = { issuer: 'https://id.example.com', clientId: 'app', clientSecret: 'very-secret' }
    const body = { ...provider, enabled: true, only: true, defaultRole: 'viewer' }
    expect(asked.at(-1)).toEqual({ method: 'PUT', path: '/api/tenant/sso', body })
    expect(secretField().value).toBe('')
    expect(screen.getByText('On')).toBeTruthy()
  })

  it('keep the secret while the issuer stays, and want another for another one', async () => {
    const asked = await open(full, () => ({ body: full }))
    expect(secretField().required).toBe(false)
    submit('Save')
    await waitFor(() => expect(asked.at(-1)?.method).toBe('PUT'))
    expect(asked.at(-1)?.body).not.toHaveProperty('clientSecret')
    type('Issuer', 'https://other.example.com')
    await waitFor(() => expect(secretField().required).toBe(true))
  })

  it('say at the field what was refused', async () => {
    await open(full, () => ({
      status: 400,
      body: {
        ...{ type: 'about:blank', title: 'Invalid', status: 400, code: 'INVALID_REQUEST', requestId: 'req-1' },
        ...{ detail: 'issuer: bad', errors: [{ path: 'issuer', message: 'A public address.' }] },
      },
    }))
    submit('Save')
    await screen.findByRole('alert')
    expect(screen.getByLabelText('Issuer').getAttribute('aria-invalid')).toBe('true')
  })

  it('are tried out, down to what does not work', async () => {
    await open(full, () => ({ body: { passed: ['discovery', 'keys'], failed: 'client' } }))
    submit('Test the connection')
    const result = within(await screen.findByRole('status'))
    expect(result.getByText('Something does not work')).toBeTruthy()
    expect(result.getAllByLabelText('Works')).toHaveLength(2)
    expect(result.getByText('It does not accept the client ID or the secret.')).toBeTruthy()
  })

  it('name a domain with its record, check it, and let it go after a question', async () => {
    const asked = await open(empty, ({ method, path }) => {
      if (method === 'DELETE') return { status: 204 }
      return path.endsWith('/check') ? { body: proved } : { status: 201, body: domain }
    })
    expect(screen.getByText('Prove a domain first.')).toBeTruthy()
    type('Domain', ' demo.test ')
    submit('Add a domain')
    await screen.findByDisplayValue('_adsapp-sso.demo.test')
    expect(asked.at(-1)?.body).toEqual({ domain: 'demo.test' })
    expect(screen.getByDisplayValue('adsapp-sso=abc')).toBeTruthy()
    submit('Check the record of demo.test')
    await screen.findByText(/^Proved/)
    expect(screen.queryByText('Prove a domain first.')).toBeNull()
    press('Remove demo.test')
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }))
    await screen.findByText('No domains yet.')
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: `/api/tenant/sso/domains/${domain.id}` })
  })

  it('say that the record is not there', async () => {
    await open({ ...empty, domains: [domain] }, () => refusal(409, 'DOMAIN_NOT_PROVED', 'There is no TXT record.'))
    submit('Check the record of demo.test')
    expect(await alertText()).toContain('There is no TXT record.')
  })
})
