import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channels } from '../../web/models/channels.ts'
import { HistoryScreen } from '../../web/screens/settings/history-screen.tsx'
import type { Channel, ChannelNews } from '../../worker/contract/channel.ts'
import { fakeServer } from './fake-server.ts'
import { ago, newId } from './made.ts'

const channel = { id: newId(), name: 'Demo Shop' } as Channel
const dayMs = 86_400_000
const said = (summary: string, topic: ChannelNews['topic'], at: string): ChannelNews => ({
  ...{ id: newId(), field: topic, topic, at, summary },
})

beforeEach(() => {
  channels.value = { state: 'ready', value: [channel], error: null }
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the history of a number', () => {
  it('tells what Meta said, day by day, and narrows down to a topic', async () => {
    const data = [
      said('The template a is approved.', 'template', ago(0)),
      said('It is flagged.', 'quality', ago(0)),
      said('The template b is rejected.', 'template', ago(dayMs)),
    ]
    const asked = fakeServer(() => ({ body: { data, nextCursor: null } }))
    render(
      <LocationProvider>
        <HistoryScreen id={channel.id} />
      </LocationProvider>,
    )
    expect(await screen.findByText('It is flagged.')).toBeTruthy()
    expect(asked[0]?.path).toBe(`/api/channels/${channel.id}/events?limit=50`)
    const headings = screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent)
    expect(headings.slice(-2)).toEqual(['Today', 'Yesterday'])
    fireEvent.click(screen.getByRole('button', { name: 'Templates' }))
    expect(screen.queryByText('It is flagged.')).toBeNull()
    expect(screen.getByText('The template b is rejected.')).toBeTruthy()
  })

  it('is empty for a new number, and says so for one that is gone', async () => {
    fakeServer(() => ({ body: { data: [], nextCursor: null } }))
    render(
      <LocationProvider>
        <HistoryScreen id={channel.id} />
      </LocationProvider>,
    )
    expect(await screen.findByText('Meta has said nothing yet')).toBeTruthy()
    cleanup()
    render(
      <LocationProvider>
        <HistoryScreen id={newId()} />
      </LocationProvider>,
    )
    expect(screen.getByText('This number is not here')).toBeTruthy()
  })
})
