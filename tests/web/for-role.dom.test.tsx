import { cleanup, render, screen } from '@testing-library/preact'
import { afterEach, expect, it, vi } from 'vitest'
import { App } from '../../web/app.tsx'
import { go } from '../../web/models/place.ts'
import { me } from '../../web/models/session.ts'
import { forRole } from '../../web/screens/for-role.tsx'
import { openSections } from '../../web/screens/settings/sections.ts'
import type { Role } from '../../worker/contract/role-table.ts'
import { fakeServer } from './fake-server.ts'
import { aPerson } from './made.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('shows a screen to whom it is for, and tells the others without asking the server', async () => {
  const asked = fakeServer(() => ({ body: {} }))
  const Screen = forRole('readAnalytics', () => {
    void fetch('/api/analytics/overview')
    return <h1>Figures</h1>
  })
  me.value = aPerson({ role: 'viewer' })
  render(<Screen />)
  expect((await screen.findByRole('main', { name: 'Not for your role' })).textContent).toContain('Viewer')
  expect(screen.getByRole('link', { name: 'To the inbox' }).getAttribute('href')).toBe('/')
  expect(asked).toEqual([])
  cleanup()
  me.value = aPerson({ role: 'supervisor' })
  render(<Screen />)
  expect(screen.getByRole('heading').textContent).toBe('Figures')
  expect(asked).toHaveLength(1)
})

it('lists no settings that a role may not open', () => {
  const offered = (role: Role) => {
    me.value = aPerson({ role })
    return openSections().map(({ href }) => href)
  }
  go('/')
  expect(offered('admin')).toEqual(expect.arrayContaining(['/settings/prices', '/settings/canned-replies']))
  expect(offered('agent')).not.toContain('/settings/prices')
  expect(offered('viewer')).not.toContain('/settings/canned-replies')
})

it('says of an address that nothing is there, instead of showing the inbox', async () => {
  me.value = aPerson()
  fakeServer(({ path }) => ({ body: path === '/api/me' ? me.value : { data: [], nextCursor: null } }))
  go('/settings/anything')
  render(<App />)
  const main = await screen.findByRole('main', { name: 'There is nothing at this address' })
  expect(main.querySelector('a')?.getAttribute('href')).toBe('/')
  go('/')
  await vi.dynamicImportSettled()
})
