import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channels } from '../../web/models/channels.ts'
import { HistoryScreen } from '../../web/screens/settings/history-screen.tsx'
import type { Channel, ChannelNews } from '../../worker/contract/channel.ts'
import type { ChannelNotice } from '../../worker/contract/channel-notice.ts'
import { fakeServer } from './fake-server.ts'
import { ago, newId } from './made.ts'

const channel = { id: newId(), name: 'Demo Shop' } as Channel
const dayMs = 86_400_000
const said = (notice: ChannelNotice, topic: ChannelNews['topic'], at: string): ChannelNews => ({
  ...{ id: newId(), field: topic, topic, at, summary: 'For users of the API.', notice },
})
const aTemplate = (template: string, event: string) =>
  ({ code: 'template_status', parameters: { template, event } }) as const

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
      said(aTemplate('a', 'APPROVED'), 'template', ago(0)),
      said({ code: 'number_event', parameters: { event: 'UNFLAGGED' } }, 'quality', ago(0)),
      said(aTemplate('b', 'REJECTED'), 'template', ago(dayMs)),
    ]
    const asked = fakeServer(() => ({ body: { data, nextCursor: null } }))
    render(
      <LocationProvider>
        <HistoryScreen id={channel.id} />
      </LocationProvider>,
    )
    expect(await screen.findByText('The number is no longer flagged.')).toBeTruthy()
    expect(asked[0]?.path).toBe(`/api/channels/${channel.id}/events?limit=50`)
    const headings = screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent)
    expect(headings.slice(-2)).toEqual(['Today', 'Yesterday'])
    fireEvent.click(screen.getByRole('button', { name: 'Templates' }))
    expect(screen.queryByText('The number is no longer flagged.')).toBeNull()
    expect(screen.getByText('The template b: rejected.')).toBeTruthy()
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
