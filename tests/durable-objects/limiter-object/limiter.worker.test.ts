import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { createVisitor } from '../../../worker/context.ts'
import type { Bindings } from '../../../worker/env.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { limiterStub } from '../../../worker/objects.ts'

const bindings = env as unknown as Bindings
const limiter = () => limiterStub(bindings, 'default', newId())
const WINDOW_MS = 60_000

it('allows so many in a window, also when they come at once', async () => {
  const stub = limiter()
  const states = await Promise.all([1, 2, 3, 4, 5].map(() => stub.take(3, WINDOW_MS)))
  expect(states.map((state) => state.allowed)).toEqual([true, true, true, false, false])
  expect(states.map((state) => state.remaining)).toEqual([2, 1, 0, 0, 0])
  expect(new Set(states.map((state) => state.resetAtMs)).size).toBe(1)
})

it('starts a new window after the old one', async () => {
  const stub = limiter()
  expect((await stub.take(1, -1)).allowed).toBe(true)
  expect((await stub.take(1, WINDOW_MS)).allowed).toBe(true)
  expect((await stub.take(1, WINDOW_MS)).allowed).toBe(false)
})

it('takes one back', async () => {
  const stub = limiter()
  await stub.take(1, WINDOW_MS)
  await stub.refund()
  expect((await stub.take(1, WINDOW_MS)).allowed).toBe(true)
  expect((await stub.take(1, WINDOW_MS)).allowed).toBe(false)
  await limiter().refund()
})

it('leaves nothing behind when its window is over, and keeps it until then', async () => {
  const stub = limiter()
  await stub.take(1, WINDOW_MS)
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  expect((await stub.take(1, WINDOW_MS)).allowed).toBe(false)
  const over = limiter()
  await over.take(1, -1)
  await runDurableObjectAlarm(over)
  const left = await runInDurableObject(over, (_, state) => [...state.storage.kv.list()])
  expect(left).toEqual([])
})

it('counts for sign-in where there is no Redis', async () => {
  const { limits } = createVisitor({ ...bindings, UPSTASH_REDIS_REST_URL: undefined } as Bindings)
  const limit = { name: 'test', max: 1, windowSeconds: 60 }
  const who = newId()
  expect((await limits.take(limit, who)).allowed).toBe(true)
  expect((await limits.take(limit, who)).allowed).toBe(false)
  await limits.refund(limit, who)
  expect((await limits.take(limit, who)).allowed).toBe(true)
  expect((await limits.take(limit, newId())).allowed).toBe(true)
})
