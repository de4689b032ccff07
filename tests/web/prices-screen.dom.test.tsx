import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { prices } from '../../web/models/prices.ts'
import { me } from '../../web/models/session.ts'
import { PricesScreen } from '../../web/screens/settings/prices-screen.tsx'
import { type Asked, fakeServer } from './fake-server.ts'
import { aPerson } from './made.ts'

let asked: Asked[] = []

beforeEach(() => {
  me.value = aPerson({ role: 'admin' })
  prices.value = { state: 'loading', value: null, error: null }
  asked = fakeServer(({ method, body }) =>
    method === 'PUT' ? { body: { data: (body as { prices: unknown }).prices } } : { body: { data: [] } },
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const put = () => asked.find(({ method }) => method === 'PUT')?.body
const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })

async function open() {
  render(
    <LocationProvider>
      <PricesScreen />
    </LocationProvider>,
  )
  await screen.findByRole('option', { name: 'Germany' })
}

it('a price is for a country chosen by its name, from a day that is told in words', async () => {
  await open()
  fireEvent.change(screen.getByLabelText('Country'), { target: { value: 'DE' } })
  type('Price of one', '0,045')
  expect(screen.getByText('Not a price. Write it like 0.045.')).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Add the price' }).disabled).toBe(true)
  type('Price of one', '0.045')
  expect(screen.getByLabelText<HTMLInputElement>('From').type).toBe('date')
  type('From', '2026-10-01')
  expect(screen.getByText(/Oct.*2026/)).toBeTruthy()
  type('Where it is from', 'Invented')
  fireEvent.submit(screen.getByRole('form', { name: 'Add the price' }))
  const price = { country: 'DE', category: 'utility', amountMicros: 45_000, currency: 'EUR' }
  await vi.waitFor(() => expect(put()).toEqual({ prices: [{ ...price, validFrom: '2026-10-01', source: 'Invented' }] }))
  expect(await screen.findByRole('rowheader', { name: 'Germany' })).toBeTruthy()
})

it('a file is asked for by our own button; the same one may be read again', async () => {
  await open()
  const input = document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement
  expect(input.hidden).toBe(true)
  const click = vi.spyOn(input, 'click').mockImplementation(() => {})
  fireEvent.click(screen.getByRole('button', { name: 'Import CSV' }))
  expect(click).toHaveBeenCalledTimes(1)
  const csv = 'country,category,valid_from,currency,amount,source\nNL,utility,2026-10-01,EUR,0.041,List'
  for (const times of [1, 2]) {
    fireEvent.change(input, { target: { files: [new File([csv], 'prices.csv')] } })
    await vi.waitFor(() => expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(times))
    expect(input.value).toBe('')
  }
})
