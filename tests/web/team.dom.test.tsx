import { cleanup, render, screen, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, expect, it, vi } from 'vitest'
import { me } from '../../web/models/session.ts'
import { members } from '../../web/models/team.ts'
import { TeamScreen } from '../../web/screens/settings/team-screen.tsx'
import { type Role, roles } from '../../worker/contract/role-table.ts'
import type { Member } from '../../worker/contract/team.ts'
import { fakeServer } from './fake-server.ts'
import { ago, aPerson, newId } from './made.ts'

const member = (role: Role, id = newId()): Member => ({
  ...{ id, name: `The ${role}`, email: null, role, active: true, capacity: null, joinedAt: ago(0), leftAt: null },
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  members.value = { state: 'loading', value: null, error: null }
})

/** What the row of each colleague offers: the roles to choose from, and the buttons. */
async function offeredTo(role: Role): Promise<Record<string, { roles: string[]; buttons: string[] }>> {
  me.value = aPerson({ role })
  const self = { ...member(role, me.value.memberId), name: 'Me' }
  fakeServer(({ path }) => ({
    body: { data: path === '/api/team/members' ? [self, ...roles.map((r) => member(r))] : [] },
  }))
  render(
    <LocationProvider>
      <TeamScreen />
    </LocationProvider>,
  )
  const list = await screen.findByRole('region', { name: 'Members' })
  const rows = [...list.querySelectorAll<HTMLElement>('[data-of]')]
  expect(rows).toHaveLength(roles.length + 1)
  return Object.fromEntries(
    rows.map((row) => [
      row.dataset.of,
      {
        roles: within(row)
          .queryAllByRole('option')
          .map((option) => option.textContent ?? ''),
        buttons: within(row)
          .queryAllByRole('button')
          .map((button) => button.textContent || (button.getAttribute('aria-label') ?? '')),
      },
    ]),
  )
}
const nothing = { roles: [], buttons: [] }
const buttons = (role: Role) => ['Switch off access', `More for The ${role}`]
const choices = ['Admin', 'Supervisor', 'Agent', 'Viewer']

it.each(['viewer', 'agent', 'supervisor'] as const)('a %s changes nobody, and invites nobody', async (role) => {
  const offered = await offeredTo(role)
  for (const row of Object.values(offered)) expect(row).toEqual(nothing)
  expect(screen.queryByRole('button', { name: 'Invite somebody' })).toBeNull()
})

it('an admin changes everybody but owners, and makes none', async () => {
  const offered = await offeredTo('admin')
  for (const role of ['admin', 'supervisor', 'agent', 'viewer'] as const) {
    expect(offered[`The ${role}`]).toEqual({ roles: choices, buttons: buttons(role) })
  }
  expect(offered['The owner']).toEqual(nothing)
  expect(offered.Me).toEqual(nothing)
  expect(screen.getByRole('button', { name: 'Invite somebody' })).toBeTruthy()
})

it('an owner changes everybody but themselves', async () => {
  const offered = await offeredTo('owner')
  for (const role of roles) {
    expect(offered[`The ${role}`]).toEqual({ roles: ['Owner', ...choices], buttons: buttons(role) })
  }
  expect(offered.Me).toEqual(nothing)
})
