import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../web/api/problem.ts'
import { switchTo } from '../../web/models/organizations.ts'
import { me, sessionError } from '../../web/models/session.ts'
import { members } from '../../web/models/team.ts'
import { toasts } from '../../web/models/toasts.ts'
import { AccountMenu } from '../../web/screens/account-menu.tsx'
import { organizationCommands } from '../../web/screens/commands/organization-commands.ts'
import { MemberTable } from '../../web/screens/settings/member-table.tsx'
import { LeaveDialog } from '../../web/screens/tenancy/leave-dialog.tsx'
import { TenantOff } from '../../web/screens/tenancy/tenant-off.tsx'
import type { Member } from '../../worker/contract/team.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { ago, aPerson, newId } from './made.ts'

const replace = vi.fn()
const other = { tenantId: newId(), name: 'Other Shop', role: 'owner' as const, state: 'active' as const }
beforeEach(() => {
  replace.mockReset()
  vi.stubGlobal('location', { ...location, pathname: '/', replace })
  const person = aPerson({ role: 'owner' })
  const here = { ...other, tenantId: person.tenant.id, name: person.tenant.name }
  me.value = { ...person, organizations: [here, other] }
  sessionError.value = null
  toasts.value = []
})

afterEach(cleanup)

const openMenu = () => render(<AccountMenu anchor={document.body} onClose={() => {}} onLeave={() => {}} />)

describe('somebody of several organizations', () => {
  it('goes to another from the menu or the palette; nothing of the first is shown meanwhile', async () => {
    let answer: (value: unknown) => void = () => {}
    const asked = fakeServer(() => undefined)
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      asked.push({ method: init.method ?? '', path, body: JSON.parse(String(init.body)) })
      await new Promise((resolve) => {
        answer = resolve
      })
      return new Response(JSON.stringify(aPerson()))
    })
    openMenu()
    expect(screen.getByRole('menuitemradio', { name: 'Demo Shop' }).getAttribute('aria-checked')).toBe('true')
    fireEvent.click(screen.getByRole('menuitemradio', { name: 'Other Shop' }))
    expect(me.value).toBeUndefined()
    await waitFor(() => expect(asked).toHaveLength(1))
    expect(asked[0]).toEqual({ method: 'POST', path: '/api/auth/switch', body: { tenantId: other.tenantId } })
    expect(replace).not.toHaveBeenCalled()
    answer(null)
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/'))
  })

  it('reads other windows anew, whoever else speaks there or not', async () => {
    const others = new BroadcastChannel('adsapp.tenant')
    for (const word of ['reload', null, { switched: true }, ['switched']]) others.postMessage(word)
    others.postMessage('switched')
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/'))
    expect(replace).toHaveBeenCalledTimes(1)
    others.close()
  })

  it('finds the others in the palette', () => {
    expect(organizationCommands().map(({ name }) => name())).toEqual(['Go to Other Shop'])
  })

  it('stays where it was refused, and is told why', async () => {
    const present = me.value
    fakeServer(() => refusal(403, 'TENANT_SUSPENDED', 'This organization is suspended.'))
    await switchTo(other.tenantId)
    expect(me.value).toBe(present)
    expect(sessionError.value).toBeNull()
    expect(toasts.value[0]?.detail).toContain('suspended')
    expect(replace).not.toHaveBeenCalled()
  })

  it('has no switcher with one', () => {
    if (me.value) me.value = { ...me.value, organizations: me.value.organizations.slice(0, 1) }
    openMenu()
    expect(screen.queryByRole('menuitemradio', { name: 'Demo Shop' })).toBeNull()
  })
})

it('a suspended organization says so, and shows where else to go', async () => {
  sessionError.value = new ApiError({ status: 403, code: 'TENANT_SUSPENDED', detail: '' })
  fakeServer(({ path }) =>
    path === '/api/auth/organizations'
      ? { body: { data: [{ ...other, name: 'Here', state: 'suspended' }, other] } }
      : undefined,
  )
  render(<TenantOff />)
  screen.getByRole('heading', { level: 1, name: 'This organization is suspended' })
  await screen.findByRole('button', { name: 'Go to Other Shop' })
  expect(screen.queryByRole('button', { name: 'Go to Here' })).toBeNull()
})

it('leaving names the organization, and the last owner is told that they cannot', async () => {
  const asked = fakeServer(() => refusal(409, 'LAST_OWNER', 'A tenant keeps at least one owner.'))
  render(<LeaveDialog onClose={() => {}} />)
  screen.getByRole('dialog', { name: 'Leave Demo Shop?' })
  fireEvent.click(screen.getByRole('button', { name: 'Leave this organization' }))
  await waitFor(() => expect(toasts.value[0]?.detail).toContain('owner'))
  expect(asked).toMatchObject([{ method: 'DELETE', path: '/api/me/membership' }])
  expect(replace).not.toHaveBeenCalled()
})

const member = (changes: Partial<Member>): Member => ({
  ...{
    id: newId(),
    name: 'Ann',
    email: null,
    role: 'agent',
    active: true,
    capacity: null,
    joinedAt: ago(0),
    leftAt: null,
  },
  ...changes,
})
const openVerbs = (name: string) => fireEvent.click(screen.getByRole('button', { name: `More for ${name}` }))

describe('a colleague', () => {
  it('is removed after a question that names them, and is off the list', async () => {
    const ann = member({})
    const asked = fakeServer(({ method }) =>
      method === 'DELETE' ? { status: 204 } : { body: { data: [{ ...ann, active: false, leftAt: ago(0) }] } },
    )
    members.value = { ...members.value, value: [ann] }
    const shown = render(<MemberTable members={[ann]} />)
    openVerbs('Ann')
    fireEvent.click(screen.getByRole('menuitem', { name: 'Remove' }))
    await screen.findByRole('dialog', { name: 'Remove Ann from the team?' })
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(members.value.value?.[0]?.leftAt).not.toBeNull())
    expect(asked[0]).toMatchObject({ method: 'DELETE', path: `/api/team/members/${ann.id}` })
    shown.rerender(<MemberTable members={members.value.value ?? []} />)
    expect(screen.queryByText('Ann')).toBeNull()
  })

  it('is made owner by an owner only', async () => {
    render(<MemberTable members={[member({})]} />)
    openVerbs('Ann')
    fireEvent.click(screen.getByRole('menuitem', { name: 'Make owner instead of me' }))
    await screen.findByRole('dialog', { name: 'Make Ann the owner?' })
    cleanup()
    if (me.value) me.value = { ...me.value, role: 'admin' }
    render(<MemberTable members={[member({ name: 'Bo' }), member({ name: 'Cy', role: 'owner' })]} />)
    openVerbs('Bo')
    expect(screen.queryAllByRole('menuitem', { name: 'Make owner instead of me' })).toHaveLength(0)
    expect(screen.queryByRole('button', { name: 'More for Cy' })).toBeNull()
  })
})
