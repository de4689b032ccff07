import { expect, it } from 'vitest'
import { createGate, createGates, GateFullError } from '../../worker/kit/gate.ts'

function work() {
  const ends: (() => void)[] = []
  const run = () => new Promise<number>((done) => ends.push(() => done(ends.length)))
  return { ends, run }
}

it('runs a few at a time, the rest in order, and refuses who finds the line full', async () => {
  const gate = createGate({ atOnce: 2, waitingMax: 1 })
  const { ends, run } = work()
  const [first, second, third] = [gate(run), gate(run), gate(run)]
  await expect(gate(run)).rejects.toBeInstanceOf(GateFullError)
  expect(ends).toHaveLength(2)
  ends[0]?.()
  await first
  await Promise.resolve()
  expect(ends).toHaveLength(3)
  for (const end of ends) end()
  await Promise.all([second, third])
  const later = gate(async () => 'again')
  expect(await later).toBe('again')
})

it('lets the next one in when one fails', async () => {
  const gate = createGate({ atOnce: 1, waitingMax: 5 })
  const failing = gate(() => Promise.reject(new Error('no')))
  const next = gate(async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})

it('counts each key by itself, and forgets one that nobody is in', async () => {
  const gates = createGates({ atOnce: 1, waitingMax: 0 })
  const { ends, run } = work()
  const [first, other] = [gates('first', run), gates('other', run)]
  await expect(gates('first', run)).rejects.toBeInstanceOf(GateFullError)
  expect(ends).toHaveLength(2)
  ends[0]?.()
  await first
  expect(await gates('first', async () => 'again')).toBe('again')
  ends[1]?.()
  await other
})
