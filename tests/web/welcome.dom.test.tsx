import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { channels } from '../../web/models/channels.ts'
import { onboarding } from '../../web/models/onboarding.ts'
import { enter, me } from '../../web/models/session.ts'
import { WelcomeBanner } from '../../web/screens/welcome/welcome-banner.tsx'
import { WelcomeScreen } from '../../web/screens/welcome/welcome-screen.tsx'
import type { Onboarding } from '../../worker/contract/onboarding.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, ago, aPerson, newId } from './made.ts'

const open = { state: 'open', at: null } as const
const start: Onboarding = {
  steps: { organization: { state: 'skipped', at: ago(0) }, channel: open, team: open, test: open },
  over: false,
  conversationId: null,
}
const person = aPerson({ role: 'owner' })

beforeEach(() => {
  me.value = undefined
  enter(person)
  onboarding.value = { state: 'loading', value: null, error: null }
  channels.value = { state: 'ready', value: [], error: null }
})
afterEach(cleanup)

/** Answers with the steps as they are, and notes what is said of them. */
function serve(present: () => Onboarding) {
  return fakeServer(({ path, method, body }) => {
    if (path === '/api/me') return { body: person }
    if (path !== '/api/onboarding') return undefined
    const said = body as { step: 'team' } | undefined
    const { steps } = present()
    if (method === 'GET' || !said) return { body: present() }
    return { body: { ...present(), steps: { ...steps, [said.step]: { state: 'skipped', at: ago(0) } } } }
  })
}

it('shows the four steps, and skips one', async () => {
  const asked = serve(() => start)
  render(<WelcomeScreen />)
  await screen.findByRole('heading', { name: '2. WhatsApp number' })
  expect(screen.getAllByText('Skipped')).toHaveLength(1)
  fireEvent.click(screen.getByRole('button', { name: 'Skip: Your team' }))
  await waitFor(() => expect(screen.getAllByText('Skipped')).toHaveLength(2))
  expect(asked).toContainEqual({
    method: 'PATCH',
    path: '/api/onboarding',
    body: { step: 'team', as: 'skipped' },
  })
  screen.getByText('Connect a number first: then it stands here.')
})

it('waits for the address to be confirmed where it is needed, and goes on by itself', async () => {
  serve(() => start)
  me.value = { ...person, emailVerified: false }
  render(<WelcomeScreen />)
  await screen.findByText(`This goes on by itself once you have followed the link that we sent to ${person.email}.`)
  screen.getByRole('button', { name: 'Send it again' })
  expect(screen.queryByRole('button', { name: 'Invite a colleague' })).toBeNull()
  me.value = person
  await screen.findByRole('button', { name: 'Invite a colleague' })
})

it('shows the first conversation, with a way to answer it', async () => {
  const conversation = aConversation({ id: newId() })
  fakeServer(({ path }) => {
    if (path === '/api/onboarding') return { body: { ...start, conversationId: conversation.id } }
    return path.startsWith('/api/conversations?') ? { body: { data: [conversation], nextCursor: null } } : undefined
  })
  render(<WelcomeScreen />)
  await screen.findByText('Jonas Okafor')
  expect(screen.getByRole('link', { name: 'Answer it' }).getAttribute('href')).toBe(`/c/${conversation.id}`)
})

it('leads back from the inbox until it is over', async () => {
  serve(() => start)
  const shown = render(<WelcomeBanner />)
  await screen.findByText('Your organization has 1 of 4 first steps behind it.')
  expect(screen.getByRole('link', { name: 'Go on' }).getAttribute('href')).toBe('/welcome')
  onboarding.value = { state: 'ready', value: { ...start, over: true }, error: null }
  shown.rerender(<WelcomeBanner />)
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Go on' })).toBeNull())
})
