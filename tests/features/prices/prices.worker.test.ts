import { beforeAll, describe, expect, it } from 'vitest'
import type { Price, ReplyCost } from '../../../worker/contract/price.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InhabitedTenant, newInhabitedTenant } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, newTenant, type Person } from '../../support/factories.ts'

const path = '/api/message-prices'
let shop: InhabitedTenant
let agent: Person
beforeAll(async () => {
  shop = await newInhabitedTenant()
  agent = await newMember(shop.owner, 'agent')
}, 60_000)

const price = (more: Partial<Price> = {}): Price => ({
  country: 'DE',
  category: 'utility',
  validFrom: '2026-10-01',
  currency: 'EUR',
  amountMicros: 45_000,
  source: 'Made up',
  ...more,
})
const put = (by: Person, prices: object[]) => by.call<{ data: Price[] }>('PUT', path, { prices })
const list = async (by: Person) => (await by.call<{ data: Price[] }>('GET', path)).body.data

describe('the table of prices', () => {
  it('is empty at first, filled by admins, read by agents, and replaced as a whole', async () => {
    expect(await list(agent)).toEqual([])
    const table = [price({ country: '*' }), price(), price({ validFrom: '2026-01-01', amountMicros: 1 })]
    expect((await put(shop.owner, table)).status).toBe(200)
    expect(await list(agent)).toEqual([table[0], table[1], table[2]])
    expect((await put(shop.owner, [price({ country: 'NL' })])).body.data).toEqual([price({ country: 'NL' })])
    expect((await auditOf(shop.owner)).filter((row) => row.action === 'prices.changed').at(-1)).toMatchObject({
      memberId: shop.owner.me.memberId,
      details: { count: 1 },
    })
    expect(await list(await newTenant())).toEqual([])
  })

  it('is not changed by others', async () => {
    const supervisor = await newMember(shop.owner, 'supervisor')
    expect((await put(supervisor, [price()])).status).toBe(403)
    const viewer = await newMember(shop.owner, 'viewer')
    expect((await viewer.call('GET', path)).status).toBe(403)
  })

  it.each([
    ['a country of three letters', [price({ country: 'DEU' })]],
    ['a day that never was', [price({ validFrom: '2026-02-30' })]],
    ['less than nothing', [price({ amountMicros: -1 })]],
    ['the same twice', [price(), price()]],
  ])('with %s is refused', async (_, prices) => {
    expect((await put(shop.owner, prices)).status).toBe(400)
  })
})

describe('what a reply costs', () => {
  const cost = (by: Person) => by.call<ReplyCost>('GET', `/api/conversations/${shop.ids.conversationId}/cost`)

  it('counts the free-form replies of the number this month', async () => {
    const before = (await cost(agent)).body
    expect(before).toMatchObject({ allowance: 1000, freeUntil: null })
    const message = { clientMessageId: newId(), type: 'text', text: { body: 'Hello' } }
    await agent.call('POST', `/api/conversations/${shop.ids.conversationId}/messages`, message)
    expect((await cost(agent)).body.used).toBe(before.used + 1)
  })

  it('of another tenant’s conversation is not there', async () => {
    expect((await cost(await newTenant())).status).toBe(404)
    const never = await agent.call('GET', `/api/conversations/${newId()}/cost`)
    expect(never.status).toBe(404)
  })
})
