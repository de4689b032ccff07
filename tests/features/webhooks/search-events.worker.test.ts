import { beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../../worker/kit/ids.ts'
import { newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'
import { anyPhone, anyWamid, eventsOf } from '../inbox/events.ts'
import { applied, deliver, park, search, statusOf, textOf } from './trace.ts'

type Connected = Awaited<ReturnType<typeof newChannel>>

let owner: Person
let connected: Connected
const phone = anyPhone()
const wamid = anyWamid()
const words = `words ${newId()}`
beforeAll(async () => {
  owner = await newTenant()
  connected = await newChannel(owner)
  await deliver(connected.number, textOf(phone, wamid, words))
  await deliver(connected.number, textOf(anyPhone(), anyWamid()))
  await applied(owner)
})

describe('an event of WhatsApp', () => {
  it('is found by its wamid, with the message it became', async () => {
    const { data, nextCursor, unapplied } = await search(owner, { wamid })
    const { channel } = connected
    const told = { kind: 'message', name: 'text', outcome: 'applied', channelId: channel.id, repeats: 0, replay: null }
    expect(data).toMatchObject([told])
    expect({ nextCursor, unapplied }).toEqual({ nextCursor: null, unapplied: 0 })
    const { status } = await owner.call('GET', `/api/messages/${data[0]?.messageId}/ledger`)
    expect(status).toBe(200)
    expect(Math.abs(Date.parse(data[0]?.recordedAt ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it('is found by the number of its customer, and by time', async () => {
    expect((await search(owner, { phone: `+${phone}` })).data).toHaveLength(1)
    expect((await search(owner)).data).toHaveLength(2)
    expect((await search(owner, { to: new Date(Date.now() - 3_600_000).toISOString() })).data).toEqual([])
    expect((await search(owner, { phone: `+${anyPhone()}` })).data).toEqual([])
    expect((await search(owner, { wamid: anyWamid() })).data).toEqual([])
  })

  it('shows nothing of what it says', async () => {
    const said = JSON.stringify(await search(owner))
    for (const secret of [words, phone, wamid, 'Ana']) expect(said).not.toContain(secret)
  })

  it('that comes again is counted, and changes nothing', async () => {
    const [again, status] = [anyWamid(), statusOf(phone, anyWamid(), 'delivered')]
    const text = textOf(phone, again)
    await deliver(connected.number, text)
    await deliver(connected.number, status)
    await applied(owner)
    for (const _ of [1, 2]) {
      await deliver(connected.number, text)
      await deliver(connected.number, status)
    }
    await vi.waitFor(async () => {
      expect((await search(owner, { wamid: again })).data).toMatchObject([{ repeats: 2, outcome: 'applied' }])
      const told = (await search(owner, { wamid: status.statuses[0]?.id })).data
      expect(told).toMatchObject([
        { kind: 'status', name: 'delivered', repeats: 2, outcome: 'waiting', messageId: null },
      ])
    }, 10_000)
  })

  it('that was set aside is found sealed, by number and wamid, and leaves when it is replayed', async () => {
    const [lost, somebody] = [anyWamid(), anyPhone()]
    const { channel, number } = connected
    const make = eventsOf({ channelId: channel.id, ...number, nowMs: Date.now() })
    const { event } = make.text(lost, 'Lost', { customer: { phone: somebody } })
    const id = await park(owner, channel.id, event as Parameters<typeof park>[2])
    const told = { id, kind: 'message', name: 'text', outcome: 'parked', replay: 'parked', channelId: channel.id }
    expect((await search(owner, { wamid: lost })).data).toMatchObject([told])
    expect((await search(owner, { phone: somebody, problemsOnly: true })).data).toMatchObject([told])
    expect((await owner.call('POST', `/api/parked-events/${id}/replay`)).status).toBe(202)
    await applied(owner)
    expect((await search(owner, { wamid: lost })).data.map(({ outcome }) => outcome).sort()).toEqual([
      'applied',
      'replayed',
    ])
    expect((await search(owner, { wamid: lost, problemsOnly: true })).data).toEqual([])
  })

  it('is on one page, in order', async () => {
    const other = await newTenant()
    const { number } = await newChannel(other)
    for (let n = 0; n < 4; n++) {
      await deliver(number, textOf(anyPhone(), anyWamid()))
      await deliver(number, statusOf(anyPhone(), anyWamid(), 'read'))
    }
    await applied(other)
    const whole = (await search(other)).data
    expect(whole).toHaveLength(8)
    const paged: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof search>> = await search(other, { limit: 3, ...(cursor && { cursor }) })
      paged.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(paged).toEqual(whole.map(({ id }) => id))
  })
})

describe('who may look', () => {
  it('is an admin of the tenant, nobody below and nobody else', async () => {
    const [admin, supervisor, stranger] = await Promise.all([
      newMember(owner, 'admin'),
      newMember(owner, 'supervisor'),
      newTenant(),
    ])
    expect((await search(admin, { wamid })).data).toHaveLength(1)
    expect((await supervisor.call('POST', '/api/webhook-events/search', { wamid })).status).toBe(403)
    for (const input of [{}, { wamid }, { phone }]) expect((await search(stranger, input)).data).toEqual([])
  })

  it.each([{ wamid: 'x' }, { phone: 'abc' }, { cursor: 'x' }, { limit: 101 }, { from: 'yesterday' }, { q: 1 }])(
    'and %o is refused',
    async (input) => {
      expect((await owner.call('POST', '/api/webhook-events/search', input)).status).toBe(400)
    },
  )
})
