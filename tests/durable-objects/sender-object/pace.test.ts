import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../durable-objects/sender-object/pace.ts'

const START_MS = 1_000_000

/** Sends as fast as the pace allows, looking at it after each of these pauses. @returns when each one went out. */
function flood(pace: Pace, pausesMs: number[], perLook: number, contact = (n: number) => `contact${n}`): number[] {
  const sent: number[] = []
  let nowMs = START_MS
  for (const pauseMs of pausesMs) {
    nowMs += pauseMs
    const may = Math.min(perLook, pace.available(nowMs))
    for (let n = 0; n < may; n++) {
      pace.take(contact(sent.length), nowMs)
      sent.push(nowMs)
    }
  }
  return sent
}

/** @param sent In order. */
function mostInASecond(sent: number[]): number {
  let most = 0
  for (let first = 0, last = 0; last < sent.length; last++) {
    while ((sent[last] as number) - (sent[first] as number) >= 1_000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

describe('the number', () => {
  it.each([20, 80, 1000])('gets at most 95 in a hundred of %i in any second, however it is asked', (limit) => {
    const pauses = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3_000 })), {
      minLength: 20,
      maxLength: 120,
    })
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 1000 }), (pausesMs, perLook) => {
        expect(mostInASecond(flood(new Pace(limit), pausesMs, perLook))).toBeLessThanOrEqual(limit * 0.95)
      }),
      { numRuns: 60 },
    )
  })

  it.each([20, 80, 1000])('uses 95 in a hundred of %i', (limit) => {
    const sent = flood(new Pace(limit), Array(10_000).fill(1), 6)
    expect(sent.length).toBeGreaterThanOrEqual(limit * 0.95 * 10)
  })

  it('may send when the delay it named is over, and not before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(20, 80),
        (pausesMs, limit) => {
          const pace = new Pace(limit)
          let nowMs = START_MS
          for (const pauseMs of pausesMs) {
            nowMs += pauseMs
            const delayMs = pace.delayMs(nowMs)
            expect(delayMs === 0).toBe(pace.available(nowMs) > 0)
            if (delayMs > 0) {
              expect(pace.available(nowMs + delayMs - 1)).toBe(0)
              nowMs += delayMs
            }
            expect(pace.available(nowMs)).toBeGreaterThan(0)
            for (let n = pace.available(nowMs); n > 0; n--) pace.take('contact', nowMs)
          }
        },
      ),
    )
  })

  it('goes at half the pace for a minute after WhatsApp said it is too fast', () => {
    const pace = new Pace(80)
    pace.halve(START_MS)
    expect(pace.ratePerSecond(START_MS + 59_999)).toBe(38)
    expect(pace.ratePerSecond(START_MS + 60_000)).toBe(76)
    expect(mostInASecond(flood(pace, Array(3_000).fill(1), 6))).toBe(38)
  })

  it('leaves room for what comes in, for as long as the report is fresh', () => {
    const pace = new Pace(80)
    pace.reportInbound(30, START_MS)
    expect(pace.ratePerSecond(START_MS + 2_000)).toBe(46)
    expect(pace.ratePerSecond(START_MS + 3_000)).toBe(76)
  })

  it('lets a reply a second through any flood', () => {
    const pace = new Pace(80)
    pace.halve(START_MS)
    const sent: number[] = []
    for (let nowMs = START_MS; nowMs < START_MS + 10_000; nowMs += 50) {
      pace.reportInbound(5_000, nowMs)
      if (pace.available(nowMs) === 0) continue
      pace.take(`contact${nowMs}`, nowMs)
      sent.push(nowMs)
    }
    expect(sent).toHaveLength(10)
    expect(mostInASecond(sent)).toBe(1)
  })

  it('goes by a changed limit at once', () => {
    const pace = new Pace(80)
    pace.perSecondMax = 20
    expect(pace.available(START_MS)).toBe(19)
    pace.perSecondMax = 1000
    expect(pace.available(START_MS)).toBe(950)
  })
})

describe('one customer', () => {
  it('gets 45 at once, then one in six seconds', () => {
    const pace = new Pace(1000)
    const sent: number[] = []
    for (let nowMs = START_MS; nowMs < START_MS + 60_000; nowMs += 100) {
      while (!pace.heldContacts(nowMs).contactIds.includes('ana')) {
        pace.take('ana', nowMs)
        sent.push(nowMs)
      }
    }
    expect(sent.filter((at) => at === START_MS)).toHaveLength(45)
    expect(sent.slice(45)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => START_MS + n * 6_000))
  })

  it('never gets more than 45 and one for every six seconds, in any stretch of time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { minLength: 1, maxLength: 80 }), (pausesMs) => {
        const pace = new Pace(1000)
        const sent: number[] = []
        let nowMs = START_MS
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs
          while (!pace.heldContacts(nowMs).contactIds.includes('ana')) {
            pace.take('ana', nowMs)
            sent.push(nowMs)
          }
        }
        for (const [index, from] of sent.entries()) {
          const to = sent.at(-1) as number
          expect(sent.length - index).toBeLessThanOrEqual(45 + (to - from) / 6_000 + 1e-6)
        }
      }),
    )
  })

  it('does not hold up another, and is named with the time that is left', () => {
    const pace = new Pace(1000)
    for (let n = 0; n < 45; n++) pace.take('ana', START_MS)
    pace.take('ben', START_MS)
    const held = pace.heldContacts(START_MS + 2_000)
    expect(held.contactIds).toEqual(['ana'])
    expect(held.delayMs - 4_000).toBeOneOf([0, 1])
    expect(pace.heldContacts(START_MS + 6_000)).toEqual({ contactIds: [], delayMs: 0 })
  })
})
