import { describe, expect, it } from 'vitest'
import type { ChannelEvent, WebhookEvent } from '../../../worker/contract/events.ts'
import { type FindDestination, routeEvents } from '../../../worker/features/webhooks/route-events.ts'
import { eventOf } from '../../whatsapp/fixtures.ts'
import { bakery, ownApp, shop } from './ingest-bench.ts'

const find: FindDestination = async ({ phoneNumberId, wabaId }) =>
  [shop, bakery].find((each) => (phoneNumberId ? each.phoneNumberId === phoneNumberId : each.wabaId === wabaId)) ?? null

function about(phoneNumberId: string | null, wabaId: string | null): ChannelEvent {
  return { kind: 'channel', phoneNumberId, wabaId, field: 'account_update', subject: null, atMs: 1, value: {} }
}

const reasons = async (events: WebhookEvent[], app: typeof ownApp | null = null) =>
  (await routeEvents(events, app, find)).unrouted.map(({ reason }) => reason)

describe('an event', () => {
  it('of an account goes to the tenant of the account', async () => {
    const { tenants, unrouted } = await routeEvents([about(null, '20')], null, find)
    expect(unrouted).toEqual([])
    expect([...tenants.keys()]).toEqual([bakery.tenantId])
  })

  it('goes by its number where it has one, whatever account it names', async () => {
    const { tenants } = await routeEvents([about('100', '20')], null, find)
    expect([...tenants.keys()]).toEqual([shop.tenantId])
  })

  it('of nobody has its reason', async () => {
    expect(await reasons([about(null, null), about('999', '10'), about(null, '99')])).toEqual([
      'no_number',
      'unknown_number',
      'unknown_number',
    ])
  })

  it('signed by a tenant’s own app is of its number and its account, or foreign', async () => {
    const foreign = [about('200', '10'), about('100', '20'), about(null, '20'), about('200', null)]
    expect(await reasons(foreign, ownApp)).toEqual(Array(4).fill('foreign_signature'))
    expect(await reasons([about('100', '10'), about(null, '10'), about('100', null)], ownApp)).toEqual([])
    expect(await reasons([about(null, null)], ownApp)).toEqual(['no_number'])
  })

  it('keeps its order within the tenant', async () => {
    const events = [about('100', '1'), about('200', '1'), about('100', '2'), about('100', '3')]
    const { tenants } = await routeEvents(events, null, find)
    const of = (tenantId: string) => tenants.get(tenantId)?.events.map(({ event }) => event)
    expect(of(shop.tenantId)).toEqual([events[0], events[2], events[3]])
  })

  it('of a group is kept beside the threads of the people in it', async () => {
    const said = eventOf('group-text', 'message')
    const status = eventOf('status-group', 'status')
    const { tenants } = await routeEvents(
      [said, status].map((event) => ({ ...event, phoneNumberId: '100' })),
      null,
      find,
    )
    expect(tenants.get(shop.tenantId)?.events.map(({ event }) => event)).toMatchObject([
      { kind: 'channel', field: 'group_message', subject: said.groupId, value: { wamid: said.wamid } },
      { kind: 'channel', field: 'group_status', subject: status.groupId, value: { wamid: status.wamid } },
    ])
  })
})

it('a number is looked up once, and a directory that fails stops everything', async () => {
  let lookups = 0
  await routeEvents([about('100', '1'), about('100', '2'), about('200', '1')], null, async (place) => {
    lookups += 1
    return find(place)
  })
  expect(lookups).toBe(2)
  const broken = async () => Promise.reject(new Error('down'))
  await expect(routeEvents([about('100', '1')], null, broken)).rejects.toThrow('down')
})
