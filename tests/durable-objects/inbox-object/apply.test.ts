import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyBench, gate, range, Transient } from './apply-bench.ts'

describe('batches', () => {
  it('take what gathered while the one before was under way, in order', async () => {
    const bench = applyBench()
    const first = gate()
    bench.behaviour.apply = () => first.promise
    bench.take([1])
    for (const number of range(2, 40)) bench.take([number])
    first.resolve()
    await bench.loop.run()
    expect(bench.seen.batches).toEqual([[1], range(2, 40)])
    expect(bench.journaled()).toEqual([])
  })

  it('hold at most 500 events, and 2,000 when more than that waits', async () => {
    const bench = applyBench()
    const first = gate()
    bench.behaviour.apply = () => first.promise
    bench.take([0])
    for (const row of range(0, 25)) bench.take(range(1 + row * 100, 100))
    first.resolve()
    await bench.loop.run()
    expect(bench.seen.batches.map((batch) => batch.length)).toEqual([1, 2000, 500])
    expect(bench.seen.committed).toEqual(range(0, 2501))
  })

  it('never split what was received together, however much it is', async () => {
    const bench = applyBench()
    bench.take(range(0, 3000))
    await bench.loop.run()
    expect(bench.seen.batches.map((batch) => batch.length)).toEqual([3000])
  })

  it('are given to the next when they come as the loop ends', async () => {
    for (const turns of range(0, 12)) {
      const bench = applyBench()
      bench.take([1])
      for (let turn = 0; turn < turns; turn++) await null
      bench.take([2])
      await new Promise((resolve) => setTimeout(resolve, 0))
      expect(bench.seen.committed, `offered after ${turns} turns`).toEqual([1, 2])
    }
  })
})

describe('an error', () => {
  it('that passes keeps the batch, waits longer each time, and loses nothing', async () => {
    const bench = applyBench()
    let failures = 5
    bench.behaviour.apply = async () => {
      failures -= 1
      if (failures >= 0) throw new Transient()
    }
    bench.take([1, 2])
    bench.take([3])
    expect(bench.journaled()).toEqual([1, 2, 3])
    await bench.loop.run()
    expect(bench.seen.committed).toEqual([1, 2, 3])
    expect(bench.seen.parked).toEqual([])
    expect(bench.seen.waits).toHaveLength(5)
    expect(bench.seen.waits[4]).toBeGreaterThan(bench.seen.waits[0] as number)
    expect(Math.max(...bench.seen.waits)).toBeLessThanOrEqual(5_000)
  })

  it('of one event parks it after three tries, and the rest commits in order', async () => {
    const bench = applyBench()
    bench.behaviour.apply = async (numbers) => {
      if (numbers.includes(37)) throw new Error('23514')
    }
    bench.take(range(0, 100))
    await bench.loop.run()
    expect(bench.seen.committed).toEqual(range(0, 100).filter((number) => number !== 37))
    expect(bench.seen.parked.map((each) => each.number)).toEqual([37])
    expect(bench.seen.batches.filter((batch) => batch.length === 1 && batch[0] === 37)).toHaveLength(3)
    expect(bench.journaled()).toEqual([])
    expect(bench.seen.notes).toContain('apply.bisecting')
  })

  it('that goes away while it is looked for parks nothing', async () => {
    const bench = applyBench()
    let failures = 3
    bench.behaviour.apply = async () => {
      failures -= 1
      if (failures >= 0) throw new Error('unknown')
    }
    bench.take(range(0, 4))
    await bench.loop.run()
    expect(bench.seen.parked).toEqual([])
    expect(bench.seen.committed).toEqual(range(0, 4))
  })

  it('that passes while a culprit is looked for starts the batch again; what was committed is offered again', async () => {
    const bench = applyBench()
    let calls = 0
    bench.behaviour.apply = async (numbers) => {
      calls += 1
      if (calls === 3) throw new Transient()
      if (numbers.includes(1)) throw new Error('23514')
    }
    bench.take([0, 1, 2, 3])
    await bench.loop.run()
    expect([...new Set(bench.seen.committed)].sort()).toEqual([0, 2, 3])
    expect(bench.seen.parked.map((each) => each.number)).toEqual([1])
    expect(bench.journaled()).toEqual([])
  })

  it('of any set of culprits parks exactly them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.uniqueArray(fc.nat(59)), async (count, bad) => {
        const bench = applyBench()
        const culprits = new Set(bad.filter((number) => number < count))
        bench.behaviour.apply = async (numbers) => {
          if (numbers.some((number) => culprits.has(number))) throw new Error('23514')
        }
        bench.take(range(0, count))
        await bench.loop.run()
        expect(bench.seen.committed).toEqual(range(0, count).filter((number) => !culprits.has(number)))
        expect(bench.seen.parked.map((each) => each.number)).toEqual([...culprits].sort((a, b) => a - b))
      }),
    )
  })
})

describe('the journal', () => {
  it('loses a row only after it was applied', async () => {
    const bench = applyBench()
    const applying = gate()
    bench.behaviour.apply = () => applying.promise
    bench.take([1])
    await Promise.resolve()
    expect(bench.seen.batches).toEqual([[1]])
    expect(bench.journaled()).toEqual([1])
    applying.resolve()
    await bench.loop.run()
    expect(bench.journaled()).toEqual([])
  })

  it('takes over above 5,000 events and is read again in order', async () => {
    const bench = applyBench()
    const first = gate()
    bench.behaviour.apply = () => first.promise
    for (const row of range(0, 120)) bench.take(range(row * 100, 100))
    first.resolve()
    await bench.loop.run()
    expect(bench.seen.committed).toEqual(range(0, 12_000))
    expect(bench.seen.opened).toEqual(range(51, 70))
    expect(bench.journaled()).toEqual([])
  })

  it('is read in order while more arrives', async () => {
    const bench = applyBench()
    let next = 0
    const arrive = (count: number) => {
      const first = next
      next += count
      bench.take(range(first, count))
    }
    let arrivals = 20
    bench.behaviour.apply = async () => {
      await null
      arrivals -= 1
      if (arrivals > 0) arrive(300)
    }
    bench.behaviour.open = async () => {
      await null
      if (arrivals > 0) arrive(50)
    }
    for (let row = 0; row < 30; row++) arrive(400)
    await bench.loop.run()
    expect(bench.seen.committed).toEqual(range(0, next))
    expect(bench.journaled()).toEqual([])
  })

  it('is what a new life of the object starts from', async () => {
    const bench = applyBench([[1, 2], [3]])
    bench.take([4])
    await bench.loop.run()
    expect(bench.seen.committed).toEqual([1, 2, 3, 4])
    expect(bench.seen.opened).toEqual([1, 2, 3])
    bench.take([5])
    await bench.loop.run()
    expect(bench.seen.opened).toEqual([1, 2, 3])
  })

  it('that cannot be opened just now is waited for; what was opened before it is applied', async () => {
    const bench = applyBench([[1], [2], [3]])
    let failures = 2
    bench.behaviour.open = async (n) => {
      if (n === 2 && failures-- > 0) throw new Transient()
    }
    await bench.loop.run()
    expect(bench.seen.committed).toEqual([1, 2, 3])
  })
})
