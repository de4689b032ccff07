import { env } from 'cloudflare:workers'
import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditVerdict } from '../../../worker/contract/audit.ts'
import type { Bindings } from '../../../worker/env.ts'
import { purgeAudit, signHeads } from '../../../worker/features/audit/index.ts'
import { purgeAuditRows } from '../../../worker/jobs/chain-audit.ts'
import { createLog } from '../../../worker/kit/log.ts'
import { asOwner, newTenant, type Person, services } from '../../support/factories.ts'

const bindings = env as unknown as Bindings
const bucket = bindings.BUCKET
const DAY_MS = 24 * 3_600_000
const yearsAgo = (years: number) => Date.now() - Math.round(years * 365.25 * DAY_MS)

let owner: Person
let tenantId = ''
let mine: SQL

/** Seven rows; those up to the fifth were written eight years ago, and signed then or later. */
beforeEach(() => begin(yearsAgo(8)))
async function begin(signedMs: number | null): Promise<void> {
  owner = await newTenant()
  tenantId = owner.me.tenant.id
  mine = sql`tenant_id = ${tenantId}::uuid`
  await change('One', 'Two', 'Three')
  await asOwner(sql`update audit_log set at = at - interval '8 years' where ${mine}`)
  expect(await verify()).toMatchObject({ whole: true, chained: 5, start: null })
  if (signedMs !== null) await sign(signedMs)
  await change('Four', 'Five')
  await verify()
}

const change = async (...names: string[]) => {
  for (const name of names) await owner.call('PATCH', '/api/tenant', { name })
}
const sign = (nowMs = Date.now()) => signHeads({ ...services, bucket, now: () => nowMs })
async function verify(who = owner): Promise<AuditVerdict> {
  const { status, body } = await who.call<AuditVerdict>('GET', '/api/audit-logs/verify')
  expect(status).toBe(200)
  return body
}
const left = async () =>
  (await asOwner<{ seq: number }>(sql`select seq::int from audit_chain where ${mine} order by seq`)).rows.map(
    ({ seq }) => seq,
  )
const keys = async () => (await bucket.list({ prefix: `audit/${tenantId}/` })).objects.map(({ key }) => key)

/** A night. @returns what it logs of the tenant. */
async function night(nowMs = Date.now(), atOnce?: { max: number; rounds: number }) {
  const lines: Record<string, unknown>[] = []
  const log = createLog((_level, line) => lines.push(JSON.parse(line)))
  await purgeAudit({ ...services, bucket, log, now: () => nowMs }, atOnce)
  return lines.filter((line) => line.tenantId === tenantId)
}
/** As the owner of the database: the first rows up to a position are cut off, as if they had gone by age. */
async function cut(through: number): Promise<void> {
  await asOwner(sql`
    delete from audit_log a using audit_chain c where a.${mine} and c.audit_id = a.id and c.seq <= ${through}`)
  await asOwner(sql`delete from audit_chain where ${mine} and seq < ${through}`)
  await asOwner(sql`update audit_chain set row_at = now() - interval '9 years' where ${mine} and seq = ${through}`)
}

describe('at night', () => {
  it('what is older than seven years goes, and the log says since when it reaches back', async () => {
    await sign()
    await purgeAuditRows(bindings)
    expect(await left()).toEqual([5, 6, 7])
    const { body } = await owner.call<{ data: { at: string }[] }>('GET', '/api/audit-logs')
    expect(body.data).toHaveLength(2)
    const oldest = body.data.at(-1)?.at
    expect(await verify()).toMatchObject({ whole: true, chained: 2, fault: null, start: { seq: 5, at: oldest } })
    expect(await night(), 'run again').toEqual([])
    await change('Six')
    expect(await verify()).toMatchObject({ whole: true, chained: 3, start: { seq: 5, at: oldest } })
    expect(await sign(Date.now() + DAY_MS), 'and is signed on').toBeGreaterThan(0)
    expect(await keys()).toHaveLength(3)
  })

  it('a little at a time, as often as it may', async () => {
    expect(await night(Date.now(), { max: 2, rounds: 1 })).toMatchObject([{ event: 'audit.purged', count: 2 }])
    expect(await verify()).toMatchObject({ whole: true, chained: 5, start: { seq: 2 } })
    expect(await night(Date.now(), { max: 1, rounds: 9 })).toMatchObject([{ event: 'audit.purged', count: 3 }])
    expect(await left()).toEqual([5, 6, 7])
  })

  it('nothing of a tenant goes that has nothing so old', async () => {
    const young = await newTenant()
    await verify(young)
    await purgeAuditRows(bindings)
    expect(await verify(young)).toMatchObject({ whole: true, start: null })
  })

  it('a log of which all is older goes whole, and goes on', async () => {
    await asOwner(
      sql`delete from audit_log where ${mine} and id in (select audit_id from audit_chain where seq > 5 and ${mine})`,
    )
    await asOwner(sql`delete from audit_chain where ${mine} and seq > 5`)
    await night()
    expect(await verify()).toMatchObject({ whole: true, chained: 0, start: { seq: 5, at: null } })
    await change('Six')
    await sign()
    expect(await verify()).toMatchObject({ whole: true, chained: 1, head: { seq: 6 }, start: { seq: 5 } })
  })

  it('rows stay that were not signed so long ago', async () => {
    await begin(null)
    expect(await night(), 'never signed').toEqual([])
    await begin(yearsAgo(6.9))
    expect(await night(), 'signed later').toEqual([])
    expect(await left()).toHaveLength(7)
    expect(await night(Date.now() + 40 * DAY_MS), 'and by then').toMatchObject([{ event: 'audit.purged', count: 5 }])
    expect(await left()).toEqual([5, 6, 7])
  })

  it('the day on which it was signed has to be over for seven years', async () => {
    const [day = ''] = (await keys()).map((key) => key.slice(-15, -5))
    const over = Date.parse(day) + 2558 * DAY_MS
    expect(await night(over - 1)).toEqual([])
    expect(await night(over)).toMatchObject([{ event: 'audit.purged', count: 5 }])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'is not the signed one',
      () => asOwner(sql`update audit_chain set hash = sha256('x') where ${mine} and seq = 5`),
      'head',
    ],
    ['has a head that is not ours', async () => bucket.put((await keys())[0] ?? '', '{}'), 'head'],
    [
      'has a row that was changed',
      () =>
        asOwner(sql`update audit_log set action = 'tenant.strange' where id in (
          select audit_id from audit_chain where ${mine} and seq = 3)`),
      'row',
    ],
  ])('a chain that %s is left as evidence', async (_, tamper, reason) => {
    await tamper()
    const before = await verify()
    expect(before.whole).toBe(false)
    expect(await night()).toEqual([{ level: 'error', event: 'audit.not_purged', tenantId, reason }])
    expect((await left()).at(-1)).toBe(7)
    expect(await verify()).toMatchObject({ whole: false, fault: before.fault })
  })
})

it.each<[string, (ctx: Parameters<typeof purgeAudit>[0]) => Promise<unknown>, number[]]>([
  ['is purged', purgeAudit, [3, 1]],
  ['is signed', signHeads, [7, 2]],
])('what fails for one tenant keeps no other’s log from what %s at night', async (_, work, after) => {
  const broken = tenantId
  await begin(yearsAgo(8))
  const list: R2Bucket['list'] = (options) =>
    options?.prefix?.includes(broken) ? Promise.reject(new Error('R2 is away')) : bucket.list(options)
  const failing = new Proxy(bucket, { get: (of, name) => (name === 'list' ? list : Reflect.get(of, name).bind(of)) })
  const lines: Record<string, unknown>[] = []
  const log = createLog((_level, line) => lines.push(JSON.parse(line)))
  await expect(work({ ...services, bucket: failing, log, now: Date.now })).rejects.toThrow('1 audit chains failed')
  expect(lines.filter(({ tenantId: of }) => of === broken)).toMatchObject([{ event: 'audit.chain_failed' }])
  expect([(await left()).length, (await keys()).length]).toEqual(after)
})

describe('who has the whole database', () => {
  it('cannot cut off more than had been signed for seven years', async () => {
    await sign()
    await cut(5)
    expect(await verify(), 'these are as old').toMatchObject({ whole: true, start: { seq: 5 } })
    await cut(6)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'cut_early', seq: 6, auditId: null } })
    await purgeAuditRows(bindings)
    expect(await verify(), 'the night makes nothing good').toMatchObject({ fault: { kind: 'cut_early', seq: 6 } })
  })

  it('cannot cut off anything where nothing was signed so long ago', async () => {
    await begin(null)
    await cut(1)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'cut_early', seq: 1 } })
    await bucket.put(`audit/${tenantId}/2019-01-01.json`, '{}')
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_forged' } })
  })

  it('cannot begin the chain with another hash and write the rest anew', async () => {
    await sign()
    await night()
    await asOwner(sql`update audit_chain set hash = sha256('x') where ${mine} and seq = 5`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq: 6 } })
    await asOwner(sql`
      with gone as (delete from audit_chain where ${mine} and seq > 5 returning tenant_id, audit_id)
      insert into audit_unchained (tenant_id, audit_id) select tenant_id, audit_id from gone`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_mismatch', seq: 7 } })
  })

  it('cannot begin with another hash where no row remains', async () => {
    await sign(yearsAgo(7.9))
    await night()
    await cut(7)
    expect(await verify(), 'signed so long ago').toMatchObject({ whole: true, chained: 0, start: { seq: 7, at: null } })
    await asOwner(sql`update audit_chain set hash = sha256('x') where ${mine}`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_mismatch', seq: 7 } })
  })
})
