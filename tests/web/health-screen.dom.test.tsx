import { cleanup, render, screen, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { channels } from '../../web/models/channels.ts'
import { me } from '../../web/models/session.ts'
import { HealthScreen } from '../../web/screens/settings/health-screen.tsx'
import type { Channel, ChannelHealth } from '../../worker/contract/channel.ts'
import type { Readiness } from '../../worker/contract/health.ts'
import type { ParkedEvent } from '../../worker/contract/parked.ts'
import { fakeServer } from './fake-server.ts'
import { ago, aPerson, newId } from './made.ts'

const channel = { id: newId(), name: 'Main number' } as Channel
const part = (name: Readiness['dependencies'][number]['name'], said: object = {}) => ({
  ...{ name, ok: true, latencyMs: 3, code: null, count: null, ageMs: null, detail: null },
  ...said,
})
const readiness: Readiness = {
  ready: false,
  dependencies: [
    part('files'),
    part('database', { ok: false, code: 'silent', detail: 'English of the server' }),
    part('intake', { ok: false, code: 'waiting', count: 3, ageMs: 600_000, detail: 'English of the server' }),
    part('inboxes', { ok: false, code: 'behind', count: 1_000, detail: 'English of the server' }),
    part('keys', { code: 'provider', detail: 'aws' }),
    part('email', { code: 'off', detail: 'English of the server' }),
  ],
}
const parked: ParkedEvent = {
  ...{ id: newId(), channelId: channel.id, kind: 'identity', reason: 'AppError', parkedAt: ago(60_000) },
  replayedAt: null,
}
const health: ChannelHealth = {
  ...{ channelId: channel.id, state: 'active', stateReason: null, stateCode: null },
  ...{ qualityRating: 'GREEN', throughput: 'STANDARD', messagingLimit: 'TIER_1K', lastWebhookAt: null },
  ...{ queued: 0, sendLagMs: 0, unappliedEvents: 0, parkedEvents: 0, check: null },
  events: [
    {
      ...{ id: newId(), at: ago(60_000), field: 'business_capability_update', topic: 'limits' },
      ...{ summary: 'English of the server', notice: { code: 'limits', parameters: { limit: 'TIER_1K' } } },
    },
  ],
}

beforeEach(() => {
  me.value = aPerson({ role: 'owner' })
  channels.value = { state: 'ready', value: [channel], error: null }
  fakeServer(({ path }) => {
    if (path === '/readyz') return { body: readiness }
    return { body: path.includes('parked') ? { data: [parked] } : health }
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('says in the words of the screen what the server tells by codes', async () => {
  render(
    <LocationProvider>
      <HealthScreen />
    </LocationProvider>,
  )
  const system = within(await screen.findByRole('region', { name: 'This system' }))
  const rows = system.getAllByRole('listitem').map((row) => row.querySelector('.mute')?.textContent)
  expect(rows).toEqual([
    '',
    'Does not answer',
    '3 waiting, the oldest for 10 min',
    '1,000 or more behind: what came in is kept and not yet shown',
    'Master key: aws',
    'Not set up',
  ])
  const card = within(await screen.findByRole('region', { name: 'Main number' }))
  expect(card.getByText('Limits').getAttribute('title')).toBe('business_capability_update')
  expect(await screen.findByText('Change of number')).toBeTruthy()
  expect(document.body.textContent).not.toContain('English of the server')
  expect(document.body.textContent).not.toContain('business_capability_update')
})
