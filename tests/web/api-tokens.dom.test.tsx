import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { apiTokens } from '../../web/models/api-tokens.ts'
import { me } from '../../web/models/session.ts'
import { ApiTokensScreen } from '../../web/screens/settings/api-tokens/api-tokens-screen.tsx'
import { openSections } from '../../web/screens/settings/sections.ts'
import type { ApiToken } from '../../worker/contract/api-token.ts'
import { fakeServer } from './fake-server.ts'
import { ago, aPerson, inFuture, newId } from './made.ts'

const dayMs = 24 * 3_600_000
const token: ApiToken = {
  ...{ id: newId(), name: 'Till', scopes: ['contacts:read'], memberId: newId() },
  origins: ['https://shop.example'],
  ...{ createdAt: ago(dayMs), expiresAt: inFuture(30 * dayMs), lastUsedAt: ago(0), lastNetwork: '203.0.113.0/24' },
}
beforeEach(() => {
  me.value = aPerson({ role: 'admin' })
  apiTokens.value = { state: 'idle', value: null, error: null } as never
})
afterEach(cleanup)

it('a token is made with its scopes, shown once, and then in the list', async () => {
  const asked = fakeServer(({ method }) =>
    method === 'POST' ? { status: 201, body: { ...token, token: 'adsapp_secret' } } : { body: { data: [] } },
  )
  render(<ApiTokensScreen />)
  await screen.findByText('No API tokens')
  fireEvent.click(screen.getByRole('button', { name: 'New token' }))
  fireEvent.input(await screen.findByLabelText('Name'), { target: { value: 'Till' } })
  const create = screen.getByRole('button', { name: 'Create the token' }) as HTMLButtonElement
  expect(create.disabled).toBe(true)
  fireEvent.input(screen.getByLabelText(/^Websites that may use it/), {
    target: { value: 'https://shop.example/till\ntill.example:8443 @' },
  })
  fireEvent.click(screen.getByLabelText('Contacts: read'))
  await waitFor(() => expect(create.disabled).toBe(false))
  fireEvent.submit(create.closest('form') as HTMLFormElement)
  expect(await screen.findByDisplayValue('adsapp_secret')).toBeTruthy()
  expect(asked.at(-1)?.body).toEqual({
    name: 'Till',
    scopes: ['contacts:read'],
    expiresInDays: 90,
    origins: ['https://shop.example', 'https://till.example:8443', '@'],
  })
  fireEvent.click(screen.getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement)
  await screen.findByText('Till')
  expect(document.body.textContent).not.toContain('adsapp_secret')
})

it('a token says when and from where it was used, and is revoked after a question that names it', async () => {
  const asked = fakeServer(({ method }) => (method === 'DELETE' ? { status: 204 } : { body: { data: [token] } }))
  render(<ApiTokensScreen />)
  await screen.findByText(/Last used .*\d:\d\d.* from 203\.0\.113\.0\/24/)
  await screen.findByText('from pages of https://shop.example')
  fireEvent.click(screen.getByRole('button', { name: 'Revoke Till' }))
  await screen.findByRole('dialog', { name: 'Revoke Till?' })
  fireEvent.click(screen.getByRole('button', { name: 'Revoke' }))
  await screen.findByText('No API tokens')
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: `/api/api-tokens/${token.id}` })
})

it('the section is for admins', () => {
  expect(openSections().map(({ href }) => href)).toContain('/settings/api-tokens')
  me.value = aPerson({ role: 'supervisor' })
  expect(openSections().map(({ href }) => href)).not.toContain('/settings/api-tokens')
})
