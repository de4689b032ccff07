import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clockOf, dayProblem, hours, minutesOf, nextSpan } from '../../web/models/hours.ts'
import { me } from '../../web/models/session.ts'
import { toasts } from '../../web/models/toasts.ts'
import { SystemLine } from '../../web/screens/inbox/message/system-line.tsx'
import { HoursScreen } from '../../web/screens/settings/hours/hours-screen.tsx'
import type { BusinessHours } from '../../worker/contract/hours.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aMessage, aPerson } from './made.ts'

const nineToFive = [{ from: 540, to: 1020 }]
const someHours = (changes: Partial<BusinessHours> = {}): BusinessHours => ({
  zone: 'Europe/Amsterdam',
  week: [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
  language: 'en',
  greeting: { on: false, text: '' },
  away: { on: false, text: '' },
  isOpen: false,
  opensAt: '2026-11-26T08:00:00.000Z',
  changedAt: '2026-11-20T08:00:00.000Z',
  ...changes,
})

let asked: Asked[] = []
beforeEach(() => {
  me.value = aPerson({ role: 'admin' })
  toasts.value = []
  hours.value = { state: 'loading', value: null, error: null }
  // The browser knows hundreds, which every look by role walks through.
  vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['Europe/Amsterdam', 'Europe/Lisbon'])
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const renderScreen = () =>
  render(
    <LocationProvider>
      <HoursScreen />
    </LocationProvider>,
  )

/** The screen with these hours; what is saved comes back as it was sent. */
async function show(present: BusinessHours) {
  asked = fakeServer(({ method, body }) => ({
    body: method === 'GET' ? present : { ...present, ...(body as object), changedAt: new Date().toISOString() },
  }))
  renderScreen()
  await screen.findByRole('region', { name: 'Opening hours' })
}
const card = (name: string) => within(screen.getByRole('region', { name }))
const save = () => screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement
const saved = () => asked.find(({ method }) => method === 'PUT')?.body as BusinessHours | undefined

describe('Settings → Hours', () => {
  it('shows the hours, and when the team is back', async () => {
    await show(someHours())
    expect(screen.getByText(/Closed now, opens Thu/)).toBeTruthy()
    expect((screen.getByLabelText('Tuesday, open from') as HTMLInputElement).value).toBe('09:00')
    expect(card('Opening hours').getAllByText('Closed')).toHaveLength(2)
    expect(card('Holidays').getByText('Christmas')).toBeTruthy()
    expect(save().disabled).toBe(true)
  })

  it('proposes usual hours where none are set, and says what holds until then', async () => {
    const always = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }])
    await show(someHours({ changedAt: null, week: always, isOpen: true, opensAt: null }))
    expect(screen.getByText(/counts as open at any time/)).toBeTruthy()
    fireEvent.click(save())
    await vi.waitFor(() => expect(saved()?.week).toEqual(someHours().week))
    expect(saved()).not.toHaveProperty('changedAt')
    await vi.waitFor(() => expect(toasts.value[0]?.title).toBe('Hours saved'))
  })

  it('changes days, copies one to the others, and takes midnight for an end', async () => {
    await show(someHours())
    fireEvent.change(screen.getByLabelText('Monday, open until'), { target: { value: '00:00' } })
    fireEvent.click(screen.getByRole('button', { name: 'Copy Monday to the other weekdays' }))
    fireEvent.click(screen.getByRole('button', { name: 'Add hours on Saturday' }))
    fireEvent.click(save())
    const late = [{ from: 540, to: 1440 }]
    await vi.waitFor(() => expect(saved()?.week).toEqual([late, late, late, late, late, nineToFive, []]))
  })

  it('does not save a day that cannot be', async () => {
    await show(someHours())
    fireEvent.change(screen.getByLabelText('Monday, open until'), { target: { value: '08:00' } })
    expect(screen.getByRole('alert').textContent).toBe('The end comes after the beginning.')
    expect(save().disabled).toBe(true)
    fireEvent.click(screen.getByRole('button', { name: 'Discard changes' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('adds and removes holidays, each date once', async () => {
    await show(someHours())
    const holidays = card('Holidays')
    const add = holidays.getByRole('button', { name: 'Add' }) as HTMLButtonElement
    const fill = (date: string, name: string) => {
      fireEvent.input(holidays.getByLabelText('Date'), { target: { value: date } })
      fireEvent.input(holidays.getByLabelText('Name'), { target: { value: name } })
    }
    fill('2026-12-25', 'Again')
    expect(add.disabled).toBe(true)
    expect(holidays.getByText('This date is in the list.')).toBeTruthy()
    fill('2026-01-01', 'New Year')
    fireEvent.click(add)
    fireEvent.click(holidays.getByRole('button', { name: 'Remove Christmas' }))
    fireEvent.click(save())
    await vi.waitFor(() => expect(saved()?.holidays).toEqual([{ date: '2026-01-01', name: 'New Year' }]))
  })

  it('writes an away message with variables, and shows what customers get', async () => {
    await show(someHours())
    const away = card('Away message')
    fireEvent.click(away.getByLabelText('Tell customers when you are closed'))
    const text = away.getByLabelText('Text') as HTMLTextAreaElement
    expect(text.value).toContain('{{hours.opening}}')
    fireEvent.input(text, { target: { value: 'Dear ' } })
    fireEvent.click(away.getByRole('button', { name: 'Customer’s first name' }))
    fireEvent.click(away.getByRole('button', { name: 'When you open' }))
    expect(away.getByText(/^Dear Ana\w+day \d+ \w+ at 09:00$/)).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Language'), { target: { value: 'nl' } })
    expect(away.getByText(/^Dear Ana\w+dag \d+ \w+ om 09:00$/)).toBeTruthy()
    fireEvent.click(save())
    await vi.waitFor(() =>
      expect(saved()?.away).toEqual({ on: true, text: 'Dear {{contact.first_name|}}{{hours.opening}}' }),
    )
  })

  it('says why it was refused', async () => {
    const present = someHours()
    fakeServer(({ method }) =>
      method === 'GET' ? { body: present } : refusal(400, 'INVALID_REQUEST', 'away.text: Only these.'),
    )
    renderScreen()
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Christmas' }))
    fireEvent.click(save())
    expect((await screen.findByRole('alert')).textContent).toContain('away.text: Only these.')
  })

  it('lets agents read only', async () => {
    me.value = aPerson({ role: 'agent' })
    await show(someHours())
    expect(screen.getByText('Only owners and admins change these.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
    expect(screen.getByRole('group', { name: 'Hours' }).hasAttribute('disabled')).toBe(true)
  })
})

it('time fields have no midnight at the end of a day but 00:00', () => {
  expect([clockOf(0), clockOf(545), clockOf(1440)]).toEqual(['00:00', '09:05', '00:00'])
  expect([minutesOf('00:00', 'from'), minutesOf('00:00', 'to'), minutesOf('', 'to')]).toEqual([0, 1440, null])
  expect(nextSpan([{ from: 540, to: 750 }])).toEqual({ from: 780, to: 1020 })
  expect(nextSpan([{ from: 540, to: 1440 }])).toBeNull()
  expect(dayProblem([...nineToFive, { from: 1000, to: 1100 }])).toBe('overlap')
})

it('the thread says after how long a conversation was closed by itself', () => {
  const line = (afterDays: number) => (
    <SystemLine
      message={aMessage({
        type: 'activity',
        author: { kind: 'system', memberId: null },
        activity: { action: 'closed', memberId: null, afterDays },
      })}
    />
  )
  const { container, rerender } = render(line(7))
  expect(container.textContent).toContain('Closed after 7 days without a word')
  rerender(line(1))
  expect(container.textContent).toContain('Closed after 1 day without a word')
})
