import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditVerdict } from '../../../worker/contract/audit.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import type { Bindings } from '../../../worker/env.ts'
import { signHeads } from '../../../worker/features/audit/index.ts'
import { chainRows, chainWaitingRows } from '../../../worker/features/audit/repo.ts'
import { randomBytes } from '../../../worker/kit/bytes.ts'
import { asOwner, newMember, newTenant, type Person, services } from '../../support/factories.ts'

const bucket = (env as unknown as Bindings).BUCKET
let owner: Person
let tenantId = ''

/** Five settings changed one after the other, all with their place in the chain. */
beforeEach(async () => {
  owner = await newTenant()
  tenantId = owner.me.tenant.id
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) await owner.call('PATCH', '/api/tenant', { name })
  expect(await verify()).toMatchObject({ whole: true, unchained: 0, fault: null })
})

async function verify(): Promise<AuditVerdict> {
  const { status, body } = await owner.call<AuditVerdict>('GET', '/api/audit-logs/verify')
  expect(status).toBe(200)
  return body
}

const chain = () =>
  asOwner<{ seq: number; auditId: string; action: string }>(sql`
    select c.seq::int, c.audit_id as "auditId", a.action from audit_chain c
    join audit_log a on a.tenant_id = c.tenant_id and a.id = c.audit_id
    where c.tenant_id = ${tenantId}::uuid order by c.seq`).then(({ rows }) => rows)

const idAt = async (seq: number) => (await chain()).find((place) => place.seq === seq)?.auditId ?? ''

describe('the chain', () => {
  it('has every row once, in the order of time', async () => {
    const places = await chain()
    expect(places.map(({ seq }) => seq)).toEqual(places.map((_, index) => index + 1))
    expect(places.map(({ action }) => action).slice(0, 3)).toEqual([
      'tenant.created',
      'session.started',
      'tenant.changed',
    ])
    const { rows } = await asOwner<{ count: number }>(
      sql`select count(*)::int from audit_log where tenant_id = ${tenantId}::uuid`,
    )
    expect(rows[0]?.count).toBe(places.length)
  })

  it('finds a row that was changed', async () => {
    const auditId = await idAt(4)
    await asOwner(sql`update audit_log set details = '{"changed": []}' where id = ${auditId}::uuid`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq: 4, auditId } })
  })

  it.each(['member_id', 'session_id', 'subject_id'])('finds a row whose %s was changed', async (column) => {
    const auditId = await idAt(3)
    await asOwner(sql`update audit_log set ${sql.identifier(column)} = uuidv7() where id = ${auditId}::uuid`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq: 3, auditId } })
  })

  it('finds a row whose time was changed', async () => {
    await asOwner(sql`update audit_log set at = at + interval '1 microsecond' where id = ${await idAt(5)}::uuid`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq: 5 } })
  })

  it('finds a row that was deleted', async () => {
    const auditId = await idAt(2)
    await asOwner(sql`delete from audit_log where id = ${auditId}::uuid`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_missing', seq: 2, auditId } })
  })

  it('finds a row that was deleted with its position', async () => {
    const auditId = await idAt(3)
    await asOwner(sql`delete from audit_log where id = ${auditId}::uuid`)
    await asOwner(sql`delete from audit_chain where audit_id = ${auditId}::uuid`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'position_missing', seq: 4 } })
  })

  it('finds rows that changed places', async () => {
    const [third, fourth] = [await idAt(3), await idAt(4)]
    await asOwner(sql`update audit_chain set audit_id = uuidv7() where tenant_id = ${tenantId}::uuid and seq = 3`)
    await asOwner(sql`
      update audit_chain set audit_id = ${third}::uuid where tenant_id = ${tenantId}::uuid and seq = 4`)
    await asOwner(sql`
      update audit_chain set audit_id = ${fourth}::uuid where tenant_id = ${tenantId}::uuid and seq = 3`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq: 3, auditId: fourth } })
  })

  it('finds a row that was put between others', async () => {
    const seq = (await chain()).length + 1
    await asOwner(sql`
      insert into audit_chain (tenant_id, seq, audit_id, hash)
      values (${tenantId}::uuid, ${seq}, ${await strange()}::uuid, ${toPgHex(randomBytes(32))}::bytea)`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_changed', seq } })
  })

  it('finds a row that was written past it', async () => {
    const auditId = await strange()
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_unlisted', seq: null, auditId } })
  })

  it('finds a row that claims an earlier time', async () => {
    await asOwner(sql`
      insert into audit_log (tenant_id, action, at) values (${tenantId}::uuid, 'tenant.changed', now() - interval '1 day')`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'row_backdated' } })
  })

  it('takes rows that commit later than others that began later', async () => {
    await asOwner(sql`
      insert into audit_log (tenant_id, action, at) values (${tenantId}::uuid, 'tenant.changed', now() - interval '30 seconds')`)
    expect(await verify()).toMatchObject({ whole: true })
  })

  it('says how many rows wait, and finds one of them that is gone', async () => {
    await asOwner(sql`
      insert into audit_unchained (tenant_id, audit_id) values (${tenantId}::uuid, uuidv7())`)
    expect(await verify()).toMatchObject({ whole: false, unchained: 1, fault: { kind: 'row_missing', seq: null } })
  })

  it('is written by one at a time', async () => {
    const db = asTenant(services.db, tenantId)
    for (let n = 0; n < 10; n += 1) {
      await asOwner(sql`insert into audit_log (tenant_id, action) values (${tenantId}::uuid, 'tenant.changed')`)
    }
    const before = (await chain()).length
    const chained = await Promise.all(Array.from({ length: 8 }, () => chainRows(db, 3)))
    expect(chained.reduce((sum, each) => sum + each)).toBe(10)
    expect((await chain()).length).toBe(before + 10)
    expect(await verify()).toMatchObject({ whole: true })
  })

  it('is fed by the sweep, for all tenants', async () => {
    const other = await newTenant()
    await chainWaitingRows(services.db, 5_000)
    const { rows } = await asOwner<{ count: number }>(
      sql`select count(*)::int from audit_unchained where tenant_id = ${other.me.tenant.id}::uuid`,
    )
    expect(rows[0]?.count).toBe(0)
  })
})

/** A row that was never put on the list of those that wait. */
async function strange(): Promise<string> {
  const { rows } = await asOwner<{ id: string }>(sql`
    insert into audit_log (tenant_id, action) values (${tenantId}::uuid, 'tenant.strange') returning id`)
  const id = rows[0]?.id ?? ''
  await asOwner(sql`delete from audit_unchained where audit_id = ${id}::uuid`)
  return id
}

describe('the signed head', () => {
  const day = '2026-11-26'
  const sign = (nowMs = Date.parse(`${day}T03:17:00Z`)) =>
    signHeads({ ...services, bucket, now: () => Math.min(nowMs, Date.now()) })
  const key = () => `audit/${tenantId}/`
  const storedKeys = async () => (await bucket.list({ prefix: key() })).objects.map((each) => each.key)

  it('is put once a day, and checked', async () => {
    expect(await verify()).toMatchObject({ head: null })
    await sign()
    const [stored] = await storedKeys()
    const first = await (await bucket.get(stored ?? ''))?.text()
    expect(JSON.parse(first ?? '')).toMatchObject({ tenantId, seq: (await chain()).length })
    await owner.call('PATCH', '/api/tenant', { name: 'Six' })
    await sign()
    expect(await storedKeys()).toEqual([stored])
    expect(await (await bucket.get(stored ?? ''))?.text()).toBe(first)
    expect(await verify()).toMatchObject({ whole: true, head: { seq: expect.any(Number) } })
  })

  it('finds a chain that was written anew', async () => {
    await sign()
    await asOwner(sql`update audit_log set details = '{"other": 1}' where id = ${await idAt(4)}::uuid`)
    await asOwner(sql`
      with gone as (delete from audit_chain where tenant_id = ${tenantId}::uuid returning tenant_id, audit_id)
      insert into audit_unchained (tenant_id, audit_id) select tenant_id, audit_id from gone`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_mismatch' } })
    const keys = await storedKeys()
    await signHeads({ ...services, bucket, now: () => Date.now() + 24 * 3_600_000 })
    expect(await storedKeys(), 'the next night does not sign it').toEqual(keys)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_mismatch' } })
  })

  it('finds a chain whose end was cut off', async () => {
    await sign()
    await asOwner(sql`
      with gone as (
        delete from audit_chain where tenant_id = ${tenantId}::uuid and seq > 4 returning audit_id
      ) delete from audit_log a using gone where a.id = gone.audit_id`)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_mismatch' } })
  })

  it('believes none that it did not sign for this tenant and day', async () => {
    await sign()
    const [stored = ''] = await storedKeys()
    const text = (await (await bucket.get(stored))?.text()) ?? ''
    await bucket.put(stored, text.replace(/"jws":"[^.]*\.[^.]*\./, '"jws":"e30.e30.'))
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_forged' } })
    await bucket.put(stored, text)
    await bucket.put(`${key()}2999-01-01.json`, text)
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_forged' } })
  })

  it('of another tenant is worth nothing', async () => {
    const other = await newTenant()
    await other.call('GET', '/api/audit-logs/verify')
    await sign()
    const [foreign] = (await bucket.list({ prefix: `audit/${other.me.tenant.id}/` })).objects
    const [stored = ''] = await storedKeys()
    await bucket.put(stored, (await (await bucket.get(foreign?.key ?? ''))?.text()) ?? '')
    expect(await verify()).toMatchObject({ whole: false, fault: { kind: 'head_forged' } })
  })
})

it('is for admins', async () => {
  const agent = await newMember(owner, 'supervisor')
  expect((await agent.call('GET', '/api/audit-logs/verify')).status).toBe(403)
  expect((await agent.call('GET', '/api/audit-logs')).status).toBe(403)
})
