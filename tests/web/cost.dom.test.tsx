import { cleanup, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { putConversation } from '../../web/models/conversations.ts'
import { parsePriceCsv } from '../../web/models/price-csv.ts'
import { priceFor, prices } from '../../web/models/prices.ts'
import { me } from '../../web/models/session.ts'
import { openThread, putMessages } from '../../web/models/threads.ts'
import { CostHint } from '../../web/screens/inbox/composer/cost-hint.tsx'
import type { Price, ReplyCost } from '../../worker/contract/price.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, aMessage, aPerson, inFuture } from './made.ts'

const price = (more: Partial<Price> = {}): Price => ({
  country: 'DE',
  category: 'utility',
  validFrom: '2026-10-01',
  currency: 'EUR',
  amountMicros: 45_000,
  source: 'Invented',
  ...more,
})
let facts: ReplyCost
let table: Price[] = []

beforeEach(() => {
  me.value = aPerson()
  prices.value = { state: 'loading', value: null, error: null }
  facts = { used: 412, allowance: 1000, freeUntil: null }
  table = [price(), price({ country: '*', amountMicros: 30_000 })]
  fakeServer(({ path }) => {
    if (path.endsWith('/cost')) return { body: facts }
    if (path === '/api/message-prices') return { body: { data: table } }
    return { body: { data: [], nextCursor: null } }
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function hint(phone = '+4915123456789') {
  const conversation = aConversation({ contact: { id: 'c', name: 'Jonas', phone, username: null } })
  putConversation(conversation)
  openThread(conversation.id)
  render(<CostHint conversation={conversation} />)
  return conversation
}

describe('the cost of a reply', () => {
  it('is nothing within the month’s allowance', async () => {
    hint()
    expect(await screen.findByText('Free: 412 of 1,000 replies used')).toBeTruthy()
  })

  it('is nothing for an ad, by WhatsApp’s word or since the customer just came from one', async () => {
    facts = { used: 1000, allowance: 1000, freeUntil: inFuture(1000) }
    hint()
    expect(await screen.findByText('Free: came from an ad')).toBeTruthy()
    cleanup()
    facts = { used: 1000, allowance: 1000, freeUntil: null }
    const { id } = hint()
    putMessages(id, [aMessage({ conversationId: id, referral: { source_type: 'ad' } })])
    expect(await screen.findByText('Free: came from an ad')).toBeTruthy()
  })

  it('is the price of the customer’s country, else of every other, else not known', async () => {
    facts = { used: 1000, allowance: 1000, freeUntil: null }
    hint()
    expect(await screen.findByText(/Billed: .*0\.045/)).toBeTruthy()
    cleanup()
    hint('+5511912345678')
    expect(await screen.findByText(/Billed: .*0\.03/)).toBeTruthy()
    cleanup()
    prices.value = { state: 'ready', value: [], error: null }
    hint()
    expect(await screen.findByText('Billed: price not known')).toBeTruthy()
  })

  it('goes by the newest price that is in force', () => {
    const nowMs = Date.parse('2026-11-25T12:00:00Z')
    const old = price({ validFrom: '2026-01-01', amountMicros: 1 })
    const next = price({ validFrom: '2027-01-01', amountMicros: 2 })
    expect(priceFor([old, next, price()], 'DE', 'utility', nowMs)).toEqual(price())
    expect(priceFor([next], 'DE', 'utility', nowMs)).toBeNull()
    expect(priceFor([price({ category: 'marketing' })], 'DE', 'utility', nowMs)).toBeNull()
  })
})

describe('a file of prices', () => {
  const heading = 'country,category,valid_from,currency,amount,source'
  it('is read, with a comma or a point in the amount', () => {
    const text = `${heading}\nde,Utility,2026-10-01,eur,"0,045",Invented\n*,utility,2026-10-01,EUR,0.03,Invented`
    expect(parsePriceCsv(text)).toEqual({
      prices: [price(), price({ country: '*', amountMicros: 30_000 })],
      badLines: [],
    })
  })

  it('says which lines are none, and when a column is missing', () => {
    expect(parsePriceCsv(`${heading}\nDE,utility,soon,EUR,0.1,x\nDE,utility,2026-10-01,EUR,,x`)).toEqual({
      prices: [],
      badLines: [2, 3],
    })
    expect(parsePriceCsv('country,price\nDE,1')).toBeNull()
  })
})
