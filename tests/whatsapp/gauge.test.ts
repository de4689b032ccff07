import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGraphClient } from '../../worker/whatsapp/client.ts'
import { createConnectionGauge } from '../../worker/whatsapp/gauge.ts'

describe('connections that wait for headers', () => {
  it('are never more than six, and all come through in order', async () => {
    const gauge = createConnectionGauge()
    let open = 0
    let most = 0
    const started: number[] = []
    const one = async (n: number) => {
      started.push(n)
      most = Math.max(most, ++open)
      await new Promise((resolve) => setTimeout(resolve, n % 3))
      open -= 1
      if (n % 5 === 0) throw new Error('refused')
      return n
    }
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => gauge.run(() => one(n))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(32)
    expect([most, gauge.peak, gauge.max, gauge.waiting]).toEqual([6, 6, 6, 0])
    expect(started).toEqual([...started].sort((a, b) => a - b))
  })

  it('hold for any order of endings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 8 }), async (scheduler, max) => {
        const gauge = createConnectionGauge(max)
        const runs = Array.from({ length: 20 }, (_, n) =>
          gauge.run(async () => {
            expect(gauge.waiting).toBeLessThanOrEqual(max)
            await scheduler.schedule(Promise.resolve(n))
          }),
        )
        await scheduler.waitFor(Promise.all(runs))
        expect(gauge.waiting).toBe(0)
        expect(gauge.peak).toBe(max)
      }),
      { numRuns: 50 },
    )
  })

  it('a client reads bodies outside of it', async () => {
    const body = () => new ReadableStream({ pull: () => new Promise(() => {}) })
    const fetch = (async () => new Response(body())) as unknown as typeof globalThis.fetch
    const client = createGraphClient({ baseUrl: 'http://127.0.0.1:8790', version: 'v26.0', fetch })
    const url = 'http://127.0.0.1:8790/media/1'
    for (let n = 0; n < 10; n++) expect((await client.downloadMedia({ url, accessToken: 'x' })).kind).toBe('ok')
    expect(client.gauge.waiting).toBe(0)
  })
})
