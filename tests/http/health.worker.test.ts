import { env as bindings } from 'cloudflare:workers'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import type { Readiness } from '../../worker/contract/health.ts'
import type { Bindings } from '../../worker/env.ts'
import { app } from '../../worker/http/app.ts'
import { newId } from '../../worker/kit/ids.ts'
import { call } from '../support/factories.ts'

const { BUCKET } = bindings as unknown as Bindings

async function readiness() {
  const { status, body } = await call<Readiness>('GET', '/readyz')
  const of = (name: string) => body.dependencies.find((each) => each.name === name)
  return { ...body, status, of }
}

async function waitingSince(atMs: number): Promise<void> {
  const name = `intake/${newId(atMs)}`
  await BUCKET.put(name, 'sealed')
  onTestFinished(() => BUCKET.delete(name))
}

describe('readiness', () => {
  it('names every part', async () => {
    const { status, ready, dependencies } = await readiness()
    expect({ status, ready }).toEqual({ status: 200, ready: true })
    const all = ['database', 'keys', 'redis', 'email', 'files', 'intake', 'inboxes']
    expect(dependencies.map((each) => [each.name, each.ok])).toEqual(all.map((name) => [name, true]))
    const codes = dependencies.flatMap(({ name, code }) => (code === null ? [] : [[name, code]]))
    expect(codes).toContainEqual(['keys', 'provider'])
  })

  it('says what is open while Redis is away, and stays ready', async () => {
    const silent = { ...(bindings as unknown as Bindings), UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' }
    const answer = await app.request('/readyz', {}, silent)
    expect(answer.status).toBe(200)
    const { dependencies } = (await answer.json()) as Readiness
    expect(dependencies.find(({ name }) => name === 'redis')).toMatchObject({
      ...{ ok: false, code: 'silent' },
      detail: 'does not answer: attempts are counted in objects; the limits of the API, searches and exports are open',
    })
  })

  it('is not ready as a role that row-level security does not hold', async () => {
    const unfit = { ...(bindings as unknown as Bindings), DATABASE_URL: inject('services').ownerUrl }
    const answer = await app.request('/readyz', {}, unfit)
    expect(answer.status).toBe(503)
    const { ready, dependencies } = (await answer.json()) as Readiness
    expect(ready).toBe(false)
    const database = dependencies.find(({ name }) => name === 'database')
    expect(database).toMatchObject({
      ok: false,
      code: 'role',
      detail: expect.stringMatching(/^the role (is|bypasses|owns)/),
    })
  })

  it('tells what waits in the intake; what the sweep should have taken long ago is not well', async () => {
    await waitingSince(Date.now())
    expect((await readiness()).of('intake')).toMatchObject({ ok: true, code: 'waiting', count: 1 })
    await waitingSince(Date.now() - 600_000)
    const { status, of } = await readiness()
    expect(of('intake')).toMatchObject({
      ...{ ok: false, code: 'waiting', count: 2, detail: '2 waiting, the oldest for 600 s' },
    })
    expect(of('intake')?.ageMs).toBeGreaterThanOrEqual(600_000)
    // Nothing is lost and new events are taken: the main job is done.
    expect(status).toBe(200)
  })

  it('says of inboxes that are behind how many they are, and not whose', async () => {
    const tenantId = newId()
    await BUCKET.put(`behind/${tenantId}`, '')
    onTestFinished(() => BUCKET.delete(`behind/${tenantId}`))
    const { status, of } = await readiness()
    expect(of('inboxes')).toMatchObject({ ok: false, code: 'behind', count: 1 })
    expect(JSON.stringify(of('inboxes'))).not.toContain(tenantId)
    expect(status).toBe(200)
  })
})
