import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { asOwner, call } from '../support/factories.ts'
import { newStaff, type StaffPerson } from '../support/staff.ts'
import { type InhabitedTenant, newInhabitedTenant, settled } from './inhabited-tenant.ts'

// From the API's own description: what a GET may do, for whoever can make a browser send one.

let tenant: InhabitedTenant
let staff: StaffPerson
let reads: { operationId: string; path: string; isStaffs: boolean }[]

beforeAll(async () => {
  ;[tenant, staff] = await Promise.all([newInhabitedTenant(), newStaff()])
  const { body } = await call<{ paths: Record<string, Record<string, { operationId: string }>> }>(
    'GET',
    '/api/openapi.json',
  )
  const ids: Record<string, string> = { ...tenant.ids, tenantId: tenant.tenantId }
  reads = Object.entries(body.paths).flatMap(([path, { get }]) =>
    get
      ? {
          operationId: get.operationId,
          path: `/api${path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? tenant.tenantId)}`,
          isStaffs: path.startsWith('/admin/'),
        }
      : [],
  )
}, 60_000)

/** Who looked is written down, and chained by the sweep. */
const TRACES = new Set(['audit_log', 'audit_unchained', 'audit_chain'])

/** Rows of the tenant, of its people and of their sessions, but for the traces of a read. */
async function rows() {
  const lines = await settled(tenant.tenantId)
  const userIds = [tenant.owner, tenant.member].map(({ me }) => me.userId)
  const [people] = (
    await asOwner<{ line: string }>(sql`
      select md5(string_agg(u::text, ',' order by u.id)) || (
        select md5(string_agg((s.id, s.user_id, s.expires_at, s.proved_at)::text, ',' order by s.id))
        from sessions s where s.user_id = any(${sql.param(userIds)}::uuid[])) as line
      from users u where u.id = any(${sql.param(userIds)}::uuid[])`)
  ).rows
  const kept = Object.entries(lines).filter(([table]) => !TRACES.has(table))
  return { ...Object.fromEntries(kept), people: people?.line }
}

it('changes nothing, whoever asks, and starts no session', async () => {
  expect(reads.length).toBeGreaterThan(50)
  const before = await rows()
  expect(Object.keys(before).length).toBeGreaterThan(30)
  const answers: Record<string, number> = {}
  for (const { operationId, path, isStaffs } of reads) {
    const { status, headers } = await (isStaffs ? staff : tenant.owner).call('GET', path)
    answers[operationId] = status
    const cookies = headers.getSetCookie().map((line) => line.split('=')[0])
    expect(
      cookies.filter((name) => name !== 'adsapp-pass'),
      operationId,
    ).toEqual([])
  }
  expect(Object.values(answers).filter((status) => status === 200).length).toBeGreaterThan(40)
  expect(await rows()).toEqual(before)
}, 120_000)

describe('to somebody who is not signed in', () => {
  /** Open on purpose: they name no tenant. */
  const OPEN = new Set<string>()

  it('every read is shut, and none begins a session', async () => {
    for (const { operationId, path } of reads) {
      const { status, headers } = await call('GET', path)
      expect(status, operationId).toBe(OPEN.has(operationId) ? 200 : 401)
      expect(headers.getSetCookie(), operationId).toEqual([])
    }
  })

  it.each(['/api/docs', '/api/openapi.json', '/healthz', '/readyz'])('%s is open, and names nobody', async (path) => {
    const { status, text, headers } = await call('GET', path)
    expect(status).toBe(200)
    expect(headers.getSetCookie()).toEqual([])
    expect(text).not.toContain(tenant.tenantId)
    expect(text).not.toContain(tenant.owner.me.tenant.name)
  })
})
