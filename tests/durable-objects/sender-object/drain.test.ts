import { describe, expect, it } from 'vitest'
import { findKnownCode } from '../../../worker/whatsapp/failure-codes.ts'
import { accepted, drainBench, refused, unknown } from './drain-bench.ts'

const THROTTLED = 130429
const RE_ENGAGEMENT = 131047
const LOCKED = 131031
const TOKEN_GONE = 190

describe('an attempt', () => {
  it('is durable before its call goes out, and its result is posted after it', async () => {
    const bench = drainBench()
    const durable = Promise.withResolvers<void>()
    bench.answers.started = () => durable.promise
    bench.add('a')
    expect(await bench.run()).toBe('running')
    expect(bench.story).toEqual([])
    durable.resolve()
    await bench.settle()
    expect(bench.story).toEqual(['started a#1', 'sent a#1', 'sent a#1'])
    expect(bench.events).toMatchObject([{ messageId: 'a', attemptId: 'a#1', outcome: 'sent', wamid: 'wamid.a' }])
  })

  it('whose outcome nobody knows is unconfirmed and never made again', async () => {
    const bench = drainBench()
    bench.answers.send = async () => unknown
    bench.add('a')
    expect(await bench.run()).toBeNull()
    expect(bench.events).toMatchObject([{ outcome: 'unconfirmed', wamid: null, error: null }])
  })

  it('that could not be made ready is made again later, and holds up nobody else', async () => {
    const bench = drainBench()
    bench.answers.started = async ({ id }) => {
      if (id === 'damaged') throw new Error('no')
    }
    bench.add('damaged')
    bench.add('b')
    for (let back = await bench.run(); back !== null; back = await bench.run()) bench.jumpTo(back as number)
    const of = (id: string) => bench.events.filter((event) => event.messageId === id).map((event) => event.outcome)
    expect(of('b')).toEqual(['sent'])
    expect(of('damaged')).toEqual(['retry', 'retry', 'retry', 'retry', 'failed'])
    expect(bench.story.filter((line) => line.startsWith('sent damaged'))).toEqual([])
  })

  it('that waits for keys is not given up', async () => {
    const bench = drainBench()
    let tries = 0
    bench.answers.started = async () => {
      if (++tries < 20) throw new TypeError('away')
    }
    bench.add('a')
    for (let back = await bench.run(); back !== null; back = await bench.run()) bench.jumpTo(back as number)
    expect(bench.events.map((event) => event.outcome)).toEqual([...Array(19).fill('retry'), 'sent'])
  })

  it('that broke off ends the loop only after the others under way have ended', async () => {
    const bench = drainBench()
    bench.answers.send = async ({ id }) => {
      if (id === 'a') throw new Error('no')
      await bench.after(300)
      return accepted(id)
    }
    bench.add('a')
    bench.add('b')
    await expect(bench.run()).rejects.toThrow('no')
    expect(bench.events).toMatchObject([{ messageId: 'b', outcome: 'sent' }])
  })

  it('that WhatsApp throttled is made again later, at half the pace, and given up in the end', async () => {
    const bench = drainBench()
    bench.answers.send = async () => refused(THROTTLED, 429)
    bench.add('a')
    for (let back = await bench.run(); back !== null; back = await bench.run()) bench.jumpTo(back as number)
    const outcomes = bench.events.map((event) => event.outcome)
    expect(outcomes.at(-1)).toBe('failed')
    expect(outcomes.slice(0, -1).every((outcome) => outcome === 'retry')).toBe(true)
    expect(outcomes.length).toBeGreaterThan(2)
    for (const event of bench.events.slice(0, -1)) expect(event.retryAtMs).toBeGreaterThan(event.atMs)
    expect(bench.events.every((event) => event.error?.code === THROTTLED)).toBe(true)
  })

  it('that was refused for good is not made again', async () => {
    const bench = drainBench()
    bench.answers.send = async () => refused(RE_ENGAGEMENT)
    bench.add('a')
    expect(await bench.run()).toBeNull()
    expect(bench.events).toMatchObject([{ outcome: 'failed', error: { code: RE_ENGAGEMENT }, retryAtMs: null }])
  })
})

describe('lanes', () => {
  it('have one message of a customer under way, in order', async () => {
    const bench = drainBench()
    const first = Promise.withResolvers<void>()
    bench.answers.send = async ({ id }) => {
      if (id === 'a1') await first.promise
      return accepted(id)
    }
    for (const id of ['a1', 'a2', 'a3']) bench.add(id, 'ana')
    bench.add('b1', 'ben')
    await bench.run(bench.now() + 500)
    expect(bench.story.filter((line) => line.startsWith('sent'))).toEqual(
      expect.arrayContaining(['sent a1#1', 'sent b1#1']),
    )
    expect(bench.story.join()).not.toContain('a2')
    first.resolve()
    await bench.settle()
    expect(bench.underWay()).toEqual([])
  })

  it('are six at most', async () => {
    const bench = drainBench(1000)
    bench.answers.send = async ({ id }) => {
      await bench.after(300)
      return accepted(id)
    }
    for (let number = 0; number < 40; number++) bench.add(`m${number}`)
    expect(await bench.run()).toBeNull()
    expect(bench.peaks.underWay).toBe(6)
    expect(bench.events.map((event) => event.messageId)).toEqual(bench.outbox.map(({ id }) => id))
  })

  it('of customers at their limit wait while others go on', async () => {
    const bench = drainBench(1000)
    for (let number = 0; number < 46; number++) bench.add(`ana${number}`, 'ana')
    const back = await bench.run()
    expect(bench.events).toHaveLength(45)
    expect(back).toBeGreaterThan(bench.now() + 1_000)
    expect(back).toBeLessThanOrEqual(bench.now() + 6_000)
    bench.add('ben', 'ben')
    expect(await bench.run()).not.toBeNull()
    expect(bench.events.at(-1)?.messageId).toBe('ben')
  })
})

describe('a number that WhatsApp refuses', () => {
  it.each([
    [LOCKED, 'pause-number'],
    [TOKEN_GONE, 'reconnect'],
  ])('stops claiming, and keeps the message: %i', async (code, policy) => {
    expect(findKnownCode(code)).toBeTruthy()
    const bench = drainBench(1000)
    bench.answers.send = async () => refused(code)
    for (let number = 0; number < 20; number++) bench.add(`m${number}`)
    expect(await bench.run()).toBeNull()
    expect(bench.story).toContain(`stop ${policy}`)
    expect(bench.events.length).toBeLessThanOrEqual(6)
    expect(bench.events.every((event) => event.outcome === 'retry' && event.retryAtMs === null)).toBe(true)
    expect(bench.outbox.filter(({ state }) => state !== 'queued')).toEqual([])
  })

  it('ends only when everything under way has ended', async () => {
    const bench = drainBench(1000)
    bench.answers.send = async ({ id }) => {
      if (id === 'slow') await bench.after(3_000)
      else if (id === 'bad') return refused(LOCKED)
      return accepted(id)
    }
    bench.add('slow')
    bench.add('bad')
    expect(await bench.run()).toBeNull()
    expect(bench.events.map((event) => event.messageId)).toEqual(['bad', 'slow'])
  })
})

describe('the loop', () => {
  it('has nothing to do', async () => {
    expect(await drainBench().run()).toBeNull()
  })

  it('comes back when the next message is due', async () => {
    const bench = drainBench()
    bench.add('later', 'later', { dueAtMs: bench.now() + 60_000 })
    expect(await bench.run()).toBe(bench.now() + 60_000)
  })

  it('stays awake for what is due within a second', async () => {
    const bench = drainBench()
    const dueAtMs = bench.now() + 800
    bench.add('soon', 'soon', { dueAtMs })
    expect(await bench.run()).toBeNull()
    expect(bench.events).toHaveLength(1)
    expect(bench.now()).toBeGreaterThanOrEqual(dueAtMs)
  })

  it('notices a wake while it waits for an answer', async () => {
    const bench = drainBench()
    const slow = Promise.withResolvers<void>()
    bench.answers.send = async ({ id }) => {
      if (id === 'slow') await slow.promise
      return accepted(id)
    }
    bench.add('slow')
    expect(await bench.run(bench.now() + 100)).toBe('running')
    bench.add('new')
    await bench.settle()
    expect(bench.events).toEqual([])
    bench.wake()
    await bench.settle()
    expect(bench.events.map((event) => event.messageId)).toEqual(['new'])
    slow.resolve()
  })

  it('notices a wake that came while it was looking', async () => {
    const bench = drainBench()
    const { next } = bench.deps
    bench.deps.next = async () => {
      const answer = await next()
      if (bench.outbox.length === 1) {
        bench.add('new')
        bench.wake()
      }
      return answer
    }
    bench.add('soon', 'soon', { dueAtMs: bench.now() + 900 })
    expect(await bench.run(bench.now() + 500)).toBe('running')
    expect(bench.events.map((event) => event.messageId)).toEqual(['new'])
  })

  it('keeps the number below its limit', async () => {
    const bench = drainBench(20)
    for (let number = 0; number < 60; number++) bench.add(`m${number}`)
    await bench.run()
    const sent = bench.events.map((event) => event.atMs)
    for (const from of sent) expect(sent.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(19)
    expect((sent.at(-1) as number) - (sent[0] as number)).toBeLessThan(3_500)
  })
})
