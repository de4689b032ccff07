import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rememberSignedIn } from '../../web/models/preferences.ts'
import { me } from '../../web/models/session.ts'
import { staff, staffError } from '../../web/models/staff.ts'
import { AdminApp } from '../../web/screens/admin/admin-app.tsx'
import type {
  Staff,
  StaffDashboard,
  StaffEvent,
  StaffSecurity,
  StaffSettings,
  StaffTenant,
  StaffTenantRow,
  StaffUser,
  StaffWork,
} from '../../worker/contract/admin.ts'
import type { AuditLog } from '../../worker/contract/audit.ts'
import type { OnboardingProgress } from '../../worker/contract/onboarding.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { ago, aPerson, inFuture, newId } from './made.ts'

const person: Staff = { staffId: newId(), name: 'Stella Staff', email: 'staff@demo.test', until: inFuture(3_600_000) }
const onboarding: OnboardingProgress = {
  steps: {
    organization: { state: 'done', at: ago(0) },
    channel: { state: 'done', at: null },
    team: { state: 'skipped', at: ago(0) },
    test: { state: 'open', at: null },
  },
  over: false,
}
const shop: StaffTenantRow = {
  ...{ id: newId(), name: 'Demo Shop', plan: 'team', jurisdiction: 'eu', state: 'active' },
  ...{ stateReason: null, stateChangedAt: null, createdAt: ago(0), members: 4, channels: 1, lastUsedAt: ago(0) },
  onboarding,
}
const counts: StaffTenant = {
  ...{ id: shop.id, name: 'Demo Shop', plan: 'team', jurisdiction: 'eu', state: 'active', stateReason: null },
  ...{ stateChangedAt: null, createdAt: ago(0), members: { owner: 1, agent: 3 }, contacts: 12, conversations: 34 },
  ...{ openConversations: 5, messages30d: 678, files: 9, fileBytes: 1_200_000, parkedEvents: 2, lateWork: 0 },
  onboarding,
  channels: [
    {
      ...{ id: newId(), phoneNumberId: '106540352242922', wabaId: '102290129340398', state: 'paused' },
      ...{ stateCode: 131031, lastWebhookAt: ago(60_000) },
    },
  ],
}

type Answers = Record<string, (asked: Asked) => { status?: number; body?: unknown } | Error>
let answers: Answers

function open(path: string): Asked[] {
  history.replaceState(null, '', path)
  const asked = fakeServer((request) => {
    const key = `${request.method} ${request.path.replace('/api/admin', '').split('?')[0]}`
    return answers[key]?.(request)
  })
  render(
    <LocationProvider>
      <AdminApp />
    </LocationProvider>,
  )
  return asked
}
const gives = (body: unknown) => () => ({ body })
const page = (...data: unknown[]) => gives({ data, nextCursor: null })

beforeEach(() => {
  staff.value = undefined
  staffError.value = null
  rememberSignedIn(true, 'staff')
  answers = { 'GET /session': gives(person) }
})
afterEach(cleanup)

describe('the door of the staff', () => {
  it('asks for the password, then for a code, and leaves a tenant’s session alone', async () => {
    me.value = aPerson()
    rememberSignedIn(false, 'staff')
    answers = {
      'POST /session': () => ({ status: 202, body: { ticket: 'a'.repeat(40), methods: ['code', 'recovery'] } }),
      'POST /session/factor': gives(person),
      'GET /dashboard': () => new Error('offline'),
    }
    const asked = open('/admin')
    fireEvent.input(await screen.findByLabelText('E-mail'), { target: { value: 'staff@demo.test' } })
    fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'adsapp-demo-2026' } })
    fireEvent.submit(screen.getByRole('button', { name: 'Continue' }).closest('form') as HTMLFormElement)
    fireEvent.input(await screen.findByLabelText('Code of your authenticator'), { target: { value: '123456' } })
    fireEvent.submit(screen.getByLabelText('Code of your authenticator').closest('form') as HTMLFormElement)
    await screen.findByRole('navigation', { name: 'Platform' })
    expect(asked.find(({ path }) => path.endsWith('/factor'))?.body).toEqual({ ticket: 'a'.repeat(40), code: '123456' })
    expect(asked.some(({ method, path }) => method === 'GET' && path === '/api/admin/session')).toBe(false)
    expect(me.value).not.toBeNull()
    me.value = null
  })

  it('says where staff cannot come from', async () => {
    answers = { 'GET /session': () => refusal(403, 'ADDRESS_NOT_ALLOWED', 'Staff do not come from this address.') }
    open('/admin')
    expect((await screen.findByRole('alert')).textContent).toContain('Staff do not come from this address.')
    expect(screen.queryByLabelText('Password')).toBeNull()
  })

  it('comes back when the session is over', async () => {
    answers['GET /jobs'] = () => refusal(401, 'STAFF_SIGN_IN', 'Sign in as staff first.')
    open('/admin/jobs')
    expect(await screen.findByRole('button', { name: 'Continue' })).toBeTruthy()
  })
})

it('nine areas are there, and the present one is marked', async () => {
  answers['GET /billing'] = gives({
    plans: [{ code: 'team', name: 'Team', tenants: 3, active: 2 }],
    subscriptions: null,
  })
  open('/admin/billing')
  const links = within(await screen.findByRole('navigation', { name: 'Platform' })).getAllByRole('link')
  expect(links.map((link) => link.textContent)).toEqual([
    ...['Dashboard', 'Tenants', 'Users', 'Billing', 'Jobs', 'Webhooks', 'Security', 'Audit', 'Settings'],
  ])
  expect(
    links.filter((link) => link.ariaCurrent ?? link.getAttribute('aria-current')).map((link) => link.textContent),
  ).toEqual(['Billing'])
  expect((await screen.findByRole('row', { name: /Team/ })).textContent).toBe('Team32')
  expect(screen.getByText('Nothing yet')).toBeTruthy()
})

it('an area that cannot be loaded says why, and tries again', async () => {
  const dashboard: StaffDashboard = {
    ...{ tenants: { active: 2, suspended: 1, deleted: 0 }, users: 5, members: 6 },
    channels: { active: 2, paused: 0, disconnected: 0 },
    waiting: { work: 3, parked: 0, unrouted: 1 },
    days: [{ day: '2026-11-25', tenants: 1, conversations: 4, received: 1234, sent: 56 }],
  }
  let tries = 0
  answers['GET /dashboard'] = () => (tries++ === 0 ? new Error('offline') : { body: dashboard })
  open('/admin')
  const failed = await screen.findByRole('alert')
  fireEvent.click(within(failed).getByRole('button', { name: 'Try again' }))
  expect((await screen.findByRole('row', { name: /Nov 25|25 Nov/ })).textContent).toContain('1,234')
  expect(screen.getByText('Work that is late').parentElement?.className).toBe('bad')
})

describe('tenants', () => {
  it('are found by name and state, and an empty list says what to do', async () => {
    answers['POST /tenants/search'] = ({ body }) => ((body as { q?: string }).q ? page()() : page(shop)())
    const asked = open('/admin/tenants')
    expect((await screen.findByRole('link', { name: 'Demo Shop' })).getAttribute('href')).toBe(
      `/admin/tenants/${shop.id}`,
    )
    expect(screen.getByText('3 of 4 first steps')).toBeTruthy()
    fireEvent.input(screen.getByLabelText('Name or id'), { target: { value: ' nothing ' } })
    fireEvent.change(screen.getByLabelText('State'), { target: { value: 'suspended' } })
    fireEvent.submit(screen.getByLabelText('State').closest('form') as HTMLFormElement)
    await screen.findByText('No tenant fits')
    expect(asked.at(-1)?.body).toEqual({ q: 'nothing', state: 'suspended' })
    expect(asked.at(-1)?.path).not.toContain('nothing')
  })

  it('open after a reason, and are suspended with one', async () => {
    let entered = false
    let state: StaffTenant['state'] = 'active'
    const at = `/tenants/${shop.id}`
    answers[`GET ${at}`] = () =>
      entered ? { body: { ...counts, state } } : refusal(403, 'REASON_REQUIRED', 'Say first why.')
    answers[`POST ${at}/visits`] = () => {
      entered = true
      return { status: 201, body: { until: inFuture(3_600_000) } }
    }
    answers[`POST ${at}/suspension`] = () => {
      state = 'suspended'
      return { status: 204 }
    }
    const asked = open(`/admin${at}`)
    const why = await screen.findByRole('region', { name: 'Why do you look into this tenant?' })
    expect(screen.queryByText('678')).toBeNull()
    const enter = within(why).getByRole('button', { name: 'Look into the tenant' }) as HTMLButtonElement
    expect(enter.disabled).toBe(true)
    fireEvent.input(within(why).getByLabelText('Reason'), { target: { value: 'They asked us' } })
    await waitFor(() => expect(enter.disabled).toBe(false))
    fireEvent.submit(enter.closest('form') as HTMLFormElement)
    await screen.findByText('678')
    expect(asked.find(({ path }) => path.endsWith('/visits'))?.body).toEqual({ reason: 'They asked us' })
    expect(screen.getByRole('row', { name: /106540352242922/ }).textContent).toContain('Paused 131,031')
    const steps = screen.getByRole('region', { name: 'First steps' })
    expect(within(steps).getByText('Team').nextElementSibling?.textContent).toContain('Skipped')
    expect(within(steps).getByText('First message').nextElementSibling?.textContent).toContain('Open')
    expect(within(steps).queryByText(/put it aside/)).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Suspend' }))
    const dialog = await screen.findByRole('dialog', { name: 'Suspend Demo Shop?' })
    fireEvent.input(within(dialog).getByLabelText('Reason'), { target: { value: 'Unpaid' } })
    const suspend = within(dialog).getByRole('button', { name: 'Suspend' }) as HTMLButtonElement
    await waitFor(() => expect(suspend.disabled).toBe(false))
    fireEvent.submit(suspend.closest('form') as HTMLFormElement)
    await screen.findByRole('button', { name: 'Restore' })
    expect(asked.find(({ path }) => path.endsWith('/suspension'))?.body).toEqual({ reason: 'Unpaid' })
  })
})

it('a person is shown with where they work, and signed out with a reason', async () => {
  const user: StaffUser = {
    ...{ id: newId(), name: 'Ana Silva', email: 'ana@demo.test', createdAt: ago(0), isStaff: false, sessions: 2 },
    factors: { authenticator: true, passkeys: 1, recoveryCodes: 8 },
    memberships: [
      {
        ...{ tenantId: shop.id, organization: 'Demo Shop', state: 'active', role: 'agent', active: true },
        ...{ joinedAt: ago(0), lastUsedAt: null },
      },
    ],
  }
  answers[`GET /users/${user.id}`] = gives(user)
  answers[`POST /users/${user.id}/signout`] = () => ({ status: 204 })
  const asked = open(`/admin/users/${user.id}`)
  expect((await screen.findByRole('row', { name: /Demo Shop/ })).textContent).toContain('Agent')
  fireEvent.click(screen.getByRole('button', { name: 'Sign out everywhere' }))
  const dialog = await screen.findByRole('dialog', { name: 'Sign Ana Silva out everywhere?' })
  fireEvent.input(within(dialog).getByLabelText('Reason'), { target: { value: 'Stolen phone' } })
  fireEvent.submit(within(dialog).getByLabelText('Reason').closest('form') as HTMLFormElement)
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith('/signout'))?.body).toEqual({ reason: 'Stolen phone' }),
  )
})

it('late work is retried, for one tenant or all', async () => {
  const work: StaffWork = {
    kinds: [{ kind: 'media', due: 3, leased: 1, late: 2, later: 4, oldestDueAt: ago(600_000) }],
    late: [
      {
        tenantId: shop.id,
        organization: 'Demo Shop',
        state: 'active',
        kind: 'media',
        rows: 2,
        oldestDueAt: ago(600_000),
      },
    ],
  }
  answers['GET /jobs'] = gives(work)
  answers['POST /jobs/retry'] = gives({ rows: 2 })
  const asked = open('/admin/jobs')
  fireEvent.click(await screen.findByRole('button', { name: 'Retry: Files to fetch' }))
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ kind: 'media' }))
  fireEvent.click(screen.getByRole('button', { name: 'Retry: Files to fetch, Demo Shop' }))
  await waitFor(() =>
    expect(asked.findLast(({ method }) => method === 'POST')?.body).toEqual({ kind: 'media', tenantId: shop.id }),
  )
})

it('an event of nobody goes to one of the numbers that it may', async () => {
  const channel = { channelId: newId(), phoneNumberId: '1065', tenantId: shop.id, organization: 'Demo Shop' }
  const event: StaffEvent = {
    ...{ id: newId(), reason: 'unknown_number', at: ago(0), replayedAt: null, kind: null, tenantId: null },
    ...{ organization: null, channelId: null, phoneNumberId: '999', wabaId: '102', channels: [channel] },
  }
  answers['GET /webhook-events'] = ({ path }) => (path.includes('source=unrouted') ? page(event)() : page()())
  answers[`POST /webhook-events/unrouted/${event.id}/route`] = () => ({ status: 202 })
  const asked = open('/admin/webhooks')
  await screen.findByText('Events that cannot be applied are set aside here.')
  fireEvent.change(screen.getByLabelText('Which'), { target: { value: 'unrouted' } })
  await screen.findByText(/The number is not connected/)
  expect(screen.queryByRole('button', { name: /Retry/ })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Route the event of 999' }))
  const dialog = await screen.findByRole('dialog', { name: 'Where does this event go?' })
  fireEvent.submit(within(dialog).getByLabelText('Number').closest('form') as HTMLFormElement)
  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ channelId: channel.channelId }),
  )
})

it('refusals are summed by kind and shown by day', async () => {
  const security: StaffSecurity = {
    figures: [
      { day: '2026-11-24', kind: 'sign_in', count: 3 },
      { day: '2026-11-25', kind: 'sign_in', count: 4 },
      { day: '2026-11-25', kind: 'isolation', count: 1 },
    ],
    ...{ users: 9, usersWithFactor: 4, tenantsWantingFactor: 1, staffSessions: 2 },
  }
  answers['GET /security'] = gives(security)
  open('/admin/security')
  const totals = await screen.findByRole('region', { name: 'Refused' })
  expect(within(totals).getByText('Failed sign-ins').nextSibling?.textContent).toBe('7')
  expect(within(totals).getByText('Refused by the database').parentElement?.className).toBe('bad')
  expect(within(totals).getByText('4 / 9')).toBeTruthy()
  expect(screen.getByRole('row', { name: /Nov 25|25 Nov/ }).textContent).toContain('41')
})

it('people are told by when they came, and when they were last seen', async () => {
  const row = { id: newId(), name: 'Ann', email: 'ann@demo.test', createdAt: '2026-11-20T10:00:00.000Z' }
  answers['GET /users'] = page({ ...row, tenants: 1, hasFactor: true, isStaff: false, lastSeenAt: ago(0) })
  open('/admin/users')
  const shown = (await screen.findByRole('link', { name: 'Ann' })).closest('li')?.textContent
  expect(shown).toMatch(/1 tenant · two-step sign-in · joined (Nov 20|20 Nov)Last seen .*\d:\d\d/)
})

it('the log of the platform says what staff did, and its chain is checked', async () => {
  const row: AuditLog = {
    ...{ id: newId(), at: ago(0), action: 'platform.entered', subjectId: shop.id, memberId: null, sessionId: null },
    ...{ tokenId: null, staffId: person.staffId, requestId: null, network: null, details: { reason: 'They asked us' } },
  }
  const otto = { ...person, staffId: newId(), name: 'Otto' }
  const [own, theirs, became] = [
    { ...row, id: newId(), action: 'staff.signed_in', details: { by: 'code' } },
    { ...row, id: newId(), staffId: otto.staffId },
    { ...row, id: newId(), action: 'staff.added', staffId: null, subjectId: otto.staffId, details: {} },
  ]
  answers['GET /audit-logs'] = page(own, row)
  answers['GET /settings'] = gives({ staff: [person, otto] })
  answers['GET /audit-logs/verify'] = gives({
    whole: true,
    chained: 12,
    unchained: 0,
    fault: null,
    head: null,
    start: null,
  })
  const asked = open('/admin/audit')
  const rows = await screen.findByRole('region', { name: 'What happened, newest first' })
  const words = () => [...rows.querySelectorAll('.trace-head')].map((head) => head.textContent)
  expect(words()).toEqual(['Stella Staffsigned in', 'Stella Stafflooked into a tenant'])
  expect(within(rows).getByText('They asked us')).toBeTruthy()
  expect(rows.textContent).not.toContain(person.staffId)
  // To read who is staff would stand in the log as well.
  expect(asked.map(({ path }) => path)).not.toContain('/api/admin/settings')
  fireEvent.click(screen.getByRole('button', { name: /Check the chain/ }))
  await screen.findByText('The log is whole: 12 rows checked.')

  cleanup()
  answers['GET /audit-logs'] = page(theirs, became)
  const later = open('/admin/audit')
  await waitFor(() => expect(later.map(({ path }) => path)).toContain('/api/admin/settings'))
  await waitFor(() =>
    expect([...document.querySelectorAll('.trace-head')].map((head) => head.textContent)).toEqual([
      'Ottolooked into a tenant',
      'Ottobecame staff',
    ]),
  )
})

it('a tenant’s log is read after a reason', async () => {
  let entered = false
  answers['GET /audit-logs'] = () => (entered ? page()() : refusal(403, 'REASON_REQUIRED', 'Say first why.'))
  answers[`POST /tenants/${shop.id}/visits`] = () => {
    entered = true
    return { status: 201, body: { until: inFuture(1) } }
  }
  const asked = open(`/admin/audit?tenant=${shop.id}`)
  fireEvent.input(await screen.findByLabelText('Reason'), { target: { value: 'They asked us' } })
  fireEvent.submit(screen.getByLabelText('Reason').closest('form') as HTMLFormElement)
  await screen.findByText('Nothing happened here')
  expect(asked.at(-1)?.path).toContain(`tenantId=${shop.id}`)
})

it('settings tell how the deployment is set up, and colleagues are signed out', async () => {
  const other = {
    staffId: newId(),
    name: 'Otto',
    email: 'otto@demo.test',
    since: ago(0),
    sessions: 1,
    lastSeenAt: ago(0),
  }
  const settings: StaffSettings = {
    ...{ environment: 'production', appUrl: 'https://app.test', signupMode: 'closed', jurisdiction: 'eu' },
    ...{
      keyProvider: 'local',
      graphVersion: 'v26.0',
      apiRequestsPerMinute: 600,
      email: true,
      push: false,
      redis: true,
    },
    allowedAddresses: ['192.0.2.0/24'],
    staff: [{ ...other, staffId: person.staffId, name: person.name }, other],
  }
  answers['GET /settings'] = gives(settings)
  answers[`DELETE /staff/${other.staffId}/sessions`] = () => ({ status: 204 })
  const asked = open('/admin/settings')
  const team = await screen.findByRole('region', { name: 'Staff' })
  expect(screen.getByText('192.0.2.0/24')).toBeTruthy()
  expect(within(team).getByText('You')).toBeTruthy()
  fireEvent.click(within(team).getByRole('button', { name: 'Sign Otto out' }))
  await waitFor(() => expect(asked.some(({ method }) => method === 'DELETE')).toBe(true))
})
