import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TracesScreen } from '../../web/screens/settings/traces-screen.tsx'
import type { WebhookEventTrace } from '../../worker/contract/webhook-event.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { ago, newId } from './made.ts'

const aTrace = (changes: Partial<WebhookEventTrace> = {}): WebhookEventTrace => ({
  ...{ id: newId(), kind: 'message', name: 'text', at: ago(60_000), recordedAt: ago(59_000), outcome: 'applied' },
  ...{ reason: null, errorCode: null, repeats: 0, channelId: null, conversationId: newId(), messageId: newId() },
  replay: null,
  ...changes,
})
const page = (data: WebhookEventTrace[], nextCursor: string | null = null, unapplied = 0) => ({
  body: { data, nextCursor, unapplied },
})
const PATH = '/api/webhook-events/search'
const look = () => fireEvent.click(screen.getByRole('button', { name: 'Look' }))
const type = (text: string) =>
  fireEvent.input(screen.getByLabelText(/Customer’s number or wamid/), { target: { value: text } })

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the finder of events', () => {
  it('shows where each went, with a way to its conversation', async () => {
    const trace = aTrace({ repeats: 2 })
    fakeServer(() => page([trace], null, 3))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    expect(await screen.findByText('Applied')).toBeTruthy()
    expect(screen.getByText(/Came again 2 times/)).toBeTruthy()
    expect(screen.getByText(/3 events are taken in and not applied yet/)).toBeTruthy()
    const link = screen.getByRole('link', { name: 'Open the conversation' })
    expect(link.getAttribute('href')).toBe(`/c/${trace.conversationId}`)
  })

  it('names what came in words, and what is new to it as WhatsApp does', async () => {
    const found = [
      aTrace({ name: 'image' }),
      aTrace({ kind: 'status', name: 'delivered' }),
      aTrace({ kind: 'channel', name: 'message_template_status_update' }),
      aTrace({ kind: 'channel', name: 'something_new' }),
      aTrace({ kind: 'unknown', name: null }),
    ]
    fakeServer(() => page(found))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    await screen.findAllByText('Applied')
    const tags = [...document.querySelectorAll('.trace-head')].map((head) => head.querySelector('.tag')?.textContent)
    expect(tags).toEqual(['Photo', 'Delivered', 'Template: status', 'something_new', 'Applied'])
  })

  it('asks by number or wamid, in the body and never in the address', async () => {
    const asked = fakeServer(() => page([]))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    await screen.findByText('Nothing in this time')
    type('+49 151 234-5678')
    look()
    await waitFor(() => expect(asked.at(-1)?.body).toEqual({ phone: '491512345678', problemsOnly: false }))
    type('wamid.HBgL+/==')
    look()
    await waitFor(() => expect(asked.at(-1)?.body).toEqual({ wamid: 'wamid.HBgL+/==', problemsOnly: false }))
    expect(asked.every(({ path }) => path === PATH)).toBe(true)
  })

  it('says what is wrong with what is neither, and asks nothing', async () => {
    const asked = fakeServer(() => page([]))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    await screen.findByText('Nothing in this time')
    type('Ana')
    look()
    expect(await screen.findByText(/A full number with its country code/)).toBeTruthy()
    expect(asked).toHaveLength(1)
  })

  it('replays what was set aside, and looks again', async () => {
    const parked = aTrace({ outcome: 'parked', reason: 'Error 23514', replay: 'parked', conversationId: null })
    const early = aTrace({ outcome: 'unrouted', reason: 'unknown_number', replay: 'unrouted', conversationId: null })
    const asked = fakeServer(({ path }) => (path === PATH ? page([parked, early]) : { status: 202 }))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    expect(await screen.findByText('Error 23514')).toBeTruthy()
    expect(screen.getByText('It came before the number was connected here.')).toBeTruthy()
    for (const [index, path] of [`parked-events/${parked.id}`, `unrouted-events/${early.id}`].entries()) {
      fireEvent.click((await screen.findAllByRole('button', { name: 'Replay' }))[index] as HTMLElement)
      await waitFor(() => expect(asked.at(-1)?.path).toBe(PATH))
      expect(asked.at(-2)?.path).toBe(`/api/${path}/replay`)
    }
  })

  it('reads older ones on demand', async () => {
    const [first, second] = [aTrace({ name: 'image' }), aTrace({ name: 'audio' })]
    const asked = fakeServer(({ body }) =>
      (body as { cursor?: string }).cursor ? page([second]) : page([first], 'older'),
    )
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    fireEvent.click(await screen.findByRole('button', { name: /Show older/ }))
    expect(await screen.findByText('Voice message')).toBeTruthy()
    expect(screen.getByText('Photo')).toBeTruthy()
    expect(asked.at(-1)?.body).toMatchObject({ cursor: 'older' })
    expect(screen.queryByRole('button', { name: /Show older/ })).toBeNull()
  })

  it('says why it could not look, with the request id', async () => {
    fakeServer(() => refusal(503, 'UNAVAILABLE', 'The database does not answer.'))
    render(
      <LocationProvider>
        <TracesScreen />
      </LocationProvider>,
    )
    expect(await screen.findByText('Request id req-1')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })
})
