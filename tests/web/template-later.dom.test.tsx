import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { now } from '../../web/models/clock.ts'
import { putConversation } from '../../web/models/conversations.ts'
import { prices } from '../../web/models/prices.ts'
import { me } from '../../web/models/session.ts'
import { noValues, templateComponents, valuesOf } from '../../web/models/template.ts'
import { ScheduledList } from '../../web/screens/inbox/composer/scheduled-list.tsx'
import { TemplateDialog } from '../../web/screens/inbox/composer/template-dialog.tsx'
import type { Template } from '../../worker/contract/channel.ts'
import type { Price } from '../../worker/contract/price.ts'
import type { HeldReason, ScheduledMessage } from '../../worker/contract/scheduled.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aConversation, aPerson, inFuture } from './made.ts'

const template: Template = {
  id: 't',
  channelId: 'ch',
  name: 'spring_offer',
  language: 'en',
  category: 'MARKETING',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', text: 'Hello {{1}}' }],
  sendable: true,
  notSendableReason: null,
  syncedAt: new Date(0).toISOString(),
}
const price = (category: Price['category'], amountMicros: number): Price => ({
  ...{ country: 'DE', category, validFrom: '2026-10-01', currency: 'EUR', amountMicros, source: 'Invented' },
})

let asked: Asked[] = []
let waiting: ScheduledMessage[] = []
let templates: Template[] = []
let freeUntil: string | null = null
// What comes later in the app is there at once here: only what it does is looked at.
beforeAll(() => import('../../web/screens/inbox/composer/schedule-dialog.tsx'))
beforeEach(() => {
  me.value = aPerson()
  now.value = Date.now()
  prices.value = { state: 'loading', value: null, error: null }
  waiting = []
  templates = [template]
  freeUntil = null
  HTMLDialogElement.prototype.showModal ??= () => {}
  asked = fakeServer(({ method, path }) => {
    if (path.startsWith('/api/templates')) return { body: { data: templates, nextCursor: null } }
    if (path.endsWith('/cost')) return { body: { used: 3, allowance: 1000, freeUntil } }
    if (path === '/api/message-prices')
      return { body: { data: [price('utility', 45_000), price('marketing', 99_000)] } }
    if (method === 'GET' && path.endsWith('/scheduled')) return { body: { data: waiting, nextCursor: null } }
    return method === 'POST' || method === 'PATCH' ? { status: 201, body: {} } : { status: 204 }
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function conversationWith(windowClosesAt: string | null) {
  const contact = { id: 'c', name: 'Jonas', phone: '+4915123456789', username: null }
  const conversation = aConversation({ contact, windowClosesAt })
  putConversation(conversation)
  return conversation
}

async function choose(conversation: ReturnType<typeof conversationWith>) {
  const onClose = vi.fn()
  render(
    <TemplateDialog conversationId={conversation.id} channelId="ch" contact={conversation.contact} onClose={onClose} />,
  )
  fireEvent.click(await screen.findByText('spring_offer'))
  return onClose
}

describe('a template', () => {
  it('waits beyond the closed window when it is sent later', async () => {
    const conversation = conversationWith(null)
    const onClose = await choose(conversation)
    expect((screen.getByText('Send later').closest('button') as HTMLButtonElement).disabled).toBe(true)
    fireEvent.input(screen.getByLabelText(/Value of 1/), { target: { value: 'Jonas' } })
    fireEvent.click(screen.getByText('Send later'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Send later', hidden: true }))
    expect(dialog.getByText('Tomorrow, 9:00')).toBeTruthy()
    fireEvent.input(dialog.getByLabelText('When'), { target: { value: '2099-01-02T09:00' } })
    fireEvent.click(dialog.getByText('Send then'))
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled())
    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'Jonas' }] }]
    expect(asked.find(({ method }) => method === 'POST')).toMatchObject({
      path: `/api/conversations/${conversation.id}/scheduled`,
      body: {
        sendAt: new Date('2099-01-02T09:00').toISOString(),
        message: { type: 'template', template: { name: 'spring_offer', language: { code: 'en' }, components } },
      },
    })
  })

  it('is looked for at once: the search has the focus', async () => {
    await choose(conversationWith(null))
    expect(document.activeElement).toBe(screen.getByLabelText('Search templates'))
  })

  it('says in our words why it cannot be sent, by its status', async () => {
    const listed = (id: string, status: string) => ({
      ...template,
      id,
      status,
      sendable: false,
      notSendableReason: 'x',
    })
    templates = [template, ...['PAUSED', 'SOMETHING_NEW', 'APPROVED'].map((status) => listed(status, status))]
    const { id, contact } = conversationWith(null)
    render(<TemplateDialog conversationId={id} channelId="ch" contact={contact} onClose={() => {}} />)
    await screen.findAllByText('spring_offer')
    const problems = [...document.querySelectorAll('.template-item .problem')].map((each) => each.textContent)
    expect(problems).toEqual([
      'WhatsApp paused it, because customers rated it low.',
      'WhatsApp lists it as SOMETHING_NEW.',
      'It has a part that cannot be sent from here.',
    ])
  })

  it('says what it costs by its category, whatever is left of the month’s replies', async () => {
    await choose(conversationWith(null))
    expect(await screen.findByText(/Billed: .*0\.099/)).toBeTruthy()
  })

  it('costs nothing while an ad makes everything free', async () => {
    freeUntil = inFuture(1000)
    await choose(conversationWith(null))
    expect(await screen.findByText('Free: came from an ad')).toBeTruthy()
  })
})

describe('what waits', () => {
  const list = async (
    heldReason: HeldReason | null,
    windowClosesAt: string | null,
    more: Partial<ScheduledMessage> = {},
  ) => {
    const { id } = conversationWith(windowClosesAt)
    const state = heldReason ? ('held' as const) : ('waiting' as const)
    const content = { text: { body: 'See you' } }
    const base = { id: 's', conversationId: id, memberId: 'm', sendAt: inFuture(1000), type: 'text' as const, content }
    waiting = [{ ...base, state, heldReason, ...more }]
    render(<ScheduledList conversationId={id} />)
    await screen.findByText('Cancel it')
    return screen.getAllByRole('button').map((button) => button.textContent)
  }

  it('asks for a template while the window is closed, and no more once one was sent', async () => {
    expect(await list('window_closed', null)).toEqual(['Use a template', 'Cancel it'])
    cleanup()
    expect(await list('template_sent', null)).toEqual(['Cancel it'])
    expect(screen.getByText(/a template was sent/)).toBeTruthy()
  })

  it('is offered again when the window is open', async () => {
    for (const reason of ['window_closed', 'template_sent'] as const) {
      expect(await list(reason, inFuture(60_000))).toEqual(['Send now', 'Change', 'Cancel it'])
      expect(screen.getByText('Held: the window is open again. Send it now?')).toBeTruthy()
      cleanup()
    }
  })

  it('can be changed and sent if it is a template, window or not', async () => {
    const preview = { header: '', body: 'Hello Jonas', footer: '', buttons: [] }
    const content = { template: { name: 'spring_offer', language: { code: 'en' }, preview } }
    expect(await list(null, null, { type: 'template', content })).toEqual(['Send now', 'Change', 'Cancel it'])
    expect(screen.getByText(/Hello Jonas/)).toBeTruthy()
    fireEvent.click(screen.getByText('Change'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Change what waits', hidden: true }))
    expect(dialog.getByText('Tomorrow, 9:00')).toBeTruthy()
  })

  const filledIn = (name: string) => ({
    ...{ name: 'spring_offer', language: { code: 'en' }, components: [bodyOf(name)] },
    preview: { header: '', body: `Hello ${name}`, footer: '', buttons: [] },
  })
  const bodyOf = (text: string) => ({ type: 'body', parameters: [{ type: 'text', text }] })
  async function change(name: string) {
    await list(null, null, { type: 'template', content: { template: filledIn(name) } })
    fireEvent.click(screen.getByText('Change'))
    return within(await screen.findByRole('dialog', { name: 'Change what waits', hidden: true }))
  }
  const changes = () => asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body as object)

  it('has its values changed where it is a template, with the preview', async () => {
    const dialog = await change('Jonas')
    const field = (await dialog.findByLabelText(/Value of 1/)) as HTMLInputElement
    expect(field.value).toBe('Jonas')
    fireEvent.input(field, { target: { value: '' } })
    expect((dialog.getByText('Send then').closest('button') as HTMLButtonElement).disabled).toBe(true)
    fireEvent.input(field, { target: { value: 'Mia' } })
    expect(dialog.getByLabelText('Preview').textContent).toContain('Hello Mia')
    fireEvent.click(dialog.getByText('Send then'))
    await vi.waitFor(() => expect(changes()).toMatchObject([{ components: [bodyOf('Mia')] }]))
  })

  it('keeps its values when only the time is another', async () => {
    const dialog = await change('Jonas')
    await dialog.findByLabelText(/Value of 1/)
    fireEvent.input(dialog.getByLabelText('When'), { target: { value: '2099-01-02T09:00' } })
    fireEvent.click(dialog.getByText('Send then'))
    await vi.waitFor(() => expect(changes()).toEqual([{ sendAt: new Date('2099-01-02T09:00').toISOString() }]))
  })

  it('has its time changed although the template is not there any more', async () => {
    templates = []
    const dialog = await change('Jonas')
    fireEvent.input(dialog.getByLabelText('When'), { target: { value: '2099-01-02T09:00' } })
    fireEvent.click(dialog.getByText('Send then'))
    await vi.waitFor(() => expect(changes()).toHaveLength(1))
  })
})

it('the values of a template are read back from what was written with them', () => {
  const components: Template['components'] = [
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'BODY', text: '{{day}} at {{time}}' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://x.test/{{1}}' },
        { type: 'COPY_CODE', text: 'Copy' },
      ],
    },
  ]
  const named: Template = { ...template, parameterFormat: 'NAMED', components }
  const values = {
    texts: { 'body day': 'Monday', 'body time': '9:00', 'button 0': 'abc', 'button 1': 'WOOL' },
    file: { id: 'f', kind: 'document' as const },
    filename: 'invoice.pdf',
  }
  expect(valuesOf(named, templateComponents(named, values))).toEqual(values)
  expect(valuesOf(template, templateComponents(template, { ...noValues, texts: { 'body 1': 'Jonas' } })).texts).toEqual(
    {
      'body 1': 'Jonas',
    },
  )
})
