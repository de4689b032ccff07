import { beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '../../../worker/kit/bytes.ts'
import { bakery, bodyOf, ingestBench, OWN_KEY, OWN_SECRET, shop, sign } from './ingest-bench.ts'

let bench: ReturnType<typeof ingestBench>
beforeEach(() => {
  bench = ingestBench()
})

const stranger = { phoneNumberId: '999', wabaId: '99' }
const hello = bodyOf({ at: shop, body: 'hello' })
const both = bodyOf({ at: shop, body: 'one' }, { at: bakery, body: 'two' }, { at: shop, body: 'three' })

describe('a webhook', () => {
  it('reaches the inbox of its tenant, in its place, once', async () => {
    await bench.take(hello)
    expect(bench.texts()).toEqual(['tenant-shop hello'])
    expect(bench.received).toMatchObject([{ jurisdiction: 'eu', events: [{ channelId: 'channel-shop' }] }])
    expect(bench.objects.size).toBe(0)
  })

  it('of several tenants reaches each in one call, in order', async () => {
    await bench.take(both)
    expect(bench.texts().sort()).toEqual(['tenant-bakery two', 'tenant-shop one', 'tenant-shop three'])
    expect(bench.received).toHaveLength(2)
    expect(bench.lookups).toHaveLength(2)
  })

  it.each([
    ['of nobody', null],
    ['of another app', sign(hello, 'another secret')],
    ['of other bytes', sign(bodyOf({ at: shop, body: 'other' }))],
    ['in another form', 'sha1=00'],
  ])('with the signature %s is refused without effect', async (_, signature) => {
    await expect(bench.take(hello, { signature })).rejects.toMatchObject({ code: 'BAD_SIGNATURE' })
    expect(bench.isUntouched()).toBe(true)
    expect(bench.lookups).toEqual([])
  })

  it('that is no JSON is refused without effect', async () => {
    await expect(bench.take(utf8('{'))).rejects.toMatchObject({ code: 'NOT_JSON' })
    expect(bench.isUntouched()).toBe(true)
  })
})

describe('what belongs to nobody', () => {
  it('is kept sealed with its reason, and does not hold up the rest', async () => {
    await bench.take(bodyOf({ at: stranger, body: 'secret words' }, { at: shop, body: 'hello' }))
    expect(bench.texts()).toEqual(['tenant-shop hello'])
    expect(await bench.unroutedEvents()).toMatchObject([
      { reason: 'unknown_number', event: { phoneNumberId: '999', content: { text: { body: 'secret words' } } } },
    ])
    expect(JSON.stringify(bench.unrouted)).not.toContain(Buffer.from('secret words').toString('hex'))
  })

  it('waits in the intake when the database is down', async () => {
    bench.down.database = true
    await bench.take(bodyOf({ at: stranger, body: 'a' }, { at: shop, body: 'b' }))
    expect(bench.texts()).toEqual(['tenant-shop b'])
    expect(bench.objects.size).toBe(1)
    await expect(bench.resume()).rejects.toThrow()
    expect(bench.objects.size).toBe(1)
    bench.down.database = false
    expect(await bench.resume()).toEqual(['taken'])
    expect((await bench.unroutedEvents()).map(({ reason }) => reason)).toEqual(['unknown_number'])
  })
})

describe('a tenant’s own app', () => {
  const signed = { signature: sign(hello, OWN_SECRET), channelKey: OWN_KEY }

  it('speaks for its own number', async () => {
    await bench.take(hello, signed)
    expect(bench.texts()).toEqual(['tenant-shop hello'])
  })

  it('does not speak for another’s number, though the number is known here', async () => {
    const body = bodyOf({ at: bakery, body: 'forged' }, { at: shop, body: 'mine' })
    await bench.take(body, { signature: sign(body, OWN_SECRET), channelKey: OWN_KEY })
    expect(bench.texts()).toEqual(['tenant-shop mine'])
    expect((await bench.unroutedEvents()).map(({ reason }) => reason)).toEqual(['foreign_signature'])
  })

  it('does not speak for its number in another’s account', async () => {
    const body = bodyOf({ at: { ...shop, wabaId: bakery.wabaId }, body: 'forged' })
    await bench.take(body, { signature: sign(body, OWN_SECRET), channelKey: OWN_KEY })
    expect(bench.received).toEqual([])
  })

  it('does not speak at the deployment’s address, nor the deployment’s app at its own', async () => {
    const wrong = { code: 'BAD_SIGNATURE' }
    await expect(bench.take(hello, { signature: sign(hello, OWN_SECRET) })).rejects.toMatchObject(wrong)
    await expect(bench.take(hello, { channelKey: OWN_KEY })).rejects.toMatchObject(wrong)
    await expect(bench.take(hello, { ...signed, channelKey: 'no-such-key' })).rejects.toMatchObject(wrong)
    expect(bench.isUntouched()).toBe(true)
  })
})

describe('what cannot go on', () => {
  it.each(['down', 'full'] as const)(
    'because an inbox is %s waits in the intake; the other tenant’s goes on',
    async (state) => {
      bench.inboxes.set(shop.tenantId, state)
      await bench.take(both)
      expect(bench.texts()).toEqual(['tenant-bakery two'])
      expect(bench.nudges).toEqual([...bench.objects.keys()])
      await expect(bench.resume()).rejects.toThrow()
      bench.inboxes.clear()
      expect(await bench.resume()).toEqual(['taken'])
      expect(bench.texts()).toEqual(['tenant-bakery two', 'tenant-shop one', 'tenant-shop three'])
      expect(bench.received[1]?.jurisdiction).toBe('eu')
    },
  )

  it('because the directory is down waits whole, sealed, and is not taken for nobody’s', async () => {
    bench.down.directory = true
    await bench.take(both)
    expect(bench.received).toEqual([])
    expect(bench.unrouted).toEqual([])
    const [kept] = bench.objects.values()
    expect(Buffer.from(kept as Uint8Array).includes('three')).toBe(false)
    await expect(bench.resume()).rejects.toThrow()
    bench.down.directory = false
    expect(await bench.resume()).toEqual(['taken'])
    expect(bench.texts()).toHaveLength(3)
  })

  it('of a tenant’s own app is kept unverified, and verified before it goes on', async () => {
    bench.down.directory = true
    await bench.take(hello, { signature: sign(hello, OWN_SECRET), channelKey: OWN_KEY })
    await bench.take(hello, { signature: sign(hello, 'forged'), channelKey: OWN_KEY })
    await bench.take(hello, { signature: sign(hello, OWN_SECRET), channelKey: 'no-such-key' })
    await bench.take(utf8('no JSON'), { signature: sign(utf8('no JSON'), OWN_SECRET), channelKey: OWN_KEY })
    expect(bench.objects.size).toBe(4)
    bench.down.directory = false
    expect(await bench.resume()).toEqual(['taken', 'refused', 'refused', 'refused'])
    expect(bench.texts()).toEqual(['tenant-shop hello'])
  })

  it('is found by the sweep when the queue is down too', async () => {
    bench.inboxes.set(shop.tenantId, 'down')
    bench.down.queue = true
    await bench.take(hello)
    expect(bench.objects.size).toBe(1)
    expect(bench.nudges).toEqual([])
  })

  it('and cannot be kept either is for Meta to deliver again', async () => {
    bench.inboxes.set(shop.tenantId, 'down')
    bench.down.bucket = true
    await expect(bench.take(hello)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(bench.logged).toContain('intake.unreachable')
  })

  it('may be taken on twice: the events are the same, so that the inbox knows them', async () => {
    bench.inboxes.set(shop.tenantId, 'full')
    await bench.take(hello)
    bench.inboxes.clear()
    const kept = new Map(bench.objects)
    await bench.resume()
    for (const [name, bytes] of kept) bench.objects.set(name, bytes)
    await bench.resume()
    const [first, second] = bench.received
    expect(bench.received).toHaveLength(2)
    expect(second).toEqual(first)
  })
})
