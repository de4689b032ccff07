import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, expect, it, vi } from 'vitest'
import { me } from '../../web/models/session.ts'
import { SecurityScreen } from '../../web/screens/settings/security-screen.tsx'
import { TeamScreen } from '../../web/screens/settings/team-screen.tsx'
import type { Role } from '../../worker/contract/role-table.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aPerson } from './made.ts'

let asked: Asked[] = []
const changes = () => asked.filter(({ path }) => path === '/api/tenant').map(({ body }) => body)

function show(Screen: () => preact.JSX.Element | null, role: Role) {
  const person = aPerson({ role, bySso: true })
  const { id, name } = person.tenant
  me.value = { ...person, organizations: [{ tenantId: id, name, role, state: 'active' }] }
  asked = fakeServer(({ method, body }) => ({
    body: method === 'PATCH' ? { ...me.value?.tenant, ...(body as object) } : { data: [] },
  }))
  render(
    <LocationProvider>
      <Screen />
    </LocationProvider>,
  )
}
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('an admin renames the organization, and says what agents see; only what changed is sent', async () => {
  show(TeamScreen, 'admin')
  const card = within(await screen.findByRole('region', { name: 'Organization' }))
  fireEvent.input(card.getByLabelText('Name'), { target: { value: ' Corner Shop ' } })
  fireEvent.click(card.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(changes()).toEqual([{ name: 'Corner Shop' }]))
  await waitFor(() => expect(me.value?.tenant.name).toBe('Corner Shop'))
  expect(me.value?.organizations[0]?.name).toBe('Corner Shop')
  fireEvent.click(card.getByLabelText('Agents see only their own conversations'))
  fireEvent.click(card.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(changes()[1]).toEqual({ agentsSeeOwnOnly: true }))
})

it('an admin shortens how long one stays signed in', async () => {
  show(SecurityScreen, 'admin')
  const card = within(await screen.findByRole('region', { name: 'How long one stays signed in' }))
  fireEvent.change(card.getByLabelText('Without using it'), { target: { value: '30' } })
  fireEvent.change(card.getByLabelText('From the sign-in on, at most'), { target: { value: '7' } })
  fireEvent.click(card.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(changes()).toEqual([{ security: { sessionIdleMinutes: 30, sessionMaxDays: 7 } }]))
})

it.each([
  [TeamScreen, 'Members'],
  [SecurityScreen, 'Where you are signed in'],
] as const)('offers neither to a supervisor', async (Screen, there) => {
  show(Screen, 'supervisor')
  await screen.findByRole('region', { name: there })
  expect(screen.queryByRole('region', { name: /^Organization$|^How long/ })).toBeNull()
})
