import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { asTenant } from '../../../worker/db/actor.ts'
import { connect } from '../../../worker/db/connect.ts'
import {
  type ChainPlace,
  checkChain,
  EMPTY_CHAIN,
  selectOutside,
  selectOverdue,
  selectStart,
} from '../../../worker/features/audit/repo.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { createDatabase } from '../../support/database.ts'
import type { OwnDatabase } from '../../support/services.ts'

let own: OwnDatabase
let owner: pg.Client
let app: pg.Client
let tenantId = ''

beforeAll(async () => {
  own = await createDatabase()
  owner = new pg.Client(own.ownerUrl)
  app = new pg.Client(own.databaseUrl)
  await Promise.all([owner.connect(), app.connect()])
})
// The database goes with its cluster: the proxy has connections to it.
afterAll(() => Promise.all([owner.end(), app.end()]))
beforeEach(async () => {
  tenantId = await newTenant()
})

async function newTenant(): Promise<string> {
  const id = newId()
  await owner.query("insert into tenants (id, name) values ($1, 'Old Shop')", [id])
  return id
}

/** Rows that were written so long ago, each with its place in the chain. */
async function write(ages: string[], tenant = tenantId, by: pg.Client = owner): Promise<void> {
  for (const age of ages) {
    await by.query(
      "insert into audit_log (tenant_id, action, at) values ($1, 'tenant.changed', now() - $2::interval)",
      [tenant, age],
    )
  }
  await by.query('select chain_audit($1, 5000)', [tenant])
}

/** As the app's role. @returns the last position whose row is gone. */
async function purge(through = 1_000, atMost = 1_000, tenant = tenantId, by: pg.Client = app): Promise<number> {
  const { rows } = await by.query<{ seq: string }>('select purge_audit($1, $2, $3) as seq', [tenant, through, atMost])
  return Number(rows[0]?.seq)
}

/** What is there: positions, those whose rows are there, and where the chain begins. */
async function left(tenant = tenantId) {
  const { rows } = await owner.query<{ seq: number; row: boolean; start: boolean }>(
    `select c.seq::int, a.id is not null as row, c.row_at is not null as start from audit_chain c
     left join audit_log a on a.tenant_id = c.tenant_id and a.id = c.audit_id where c.tenant_id = $1 order by c.seq`,
    [tenant],
  )
  return rows.map(({ seq, row, start }) => `${seq}${row ? '' : ' gone'}${start ? ', start' : ''}`)
}

async function verify(tenant = tenantId) {
  const db = asTenant(connect(own.databaseUrl, inject('services').neonFetchEndpoint), tenant)
  const [pages, outside, starts] = await db.batch(checkChain(db, EMPTY_CHAIN, 100), selectOutside(db), selectStart(db))
  const { checked = 0, fault = null, faultSeq = null } = pages.rows[0] ?? {}
  return { checked, fault: fault && `${fault} ${faultSeq}`, start: starts.rows[0] ?? null, outside: outside.rows[0] }
}
const nothingOutside = { unchained: 0, unlistedId: null, missingId: null }

const OLD = ['9 years', '8 years', '7 years 1 day']

describe('rows of more than seven years', () => {
  it('go, and what remains verifies from where it begins', async () => {
    await write([...OLD, '6 years', '1 day'])
    expect(await purge()).toBe(3)
    expect(await left()).toEqual(['3 gone, start', '4', '5'])
    const { rows } = await owner.query('select from audit_log where tenant_id = $1', [tenantId])
    expect(rows).toHaveLength(2)
    const start = { seq: '3', at: expect.anything() }
    expect(await verify()).toEqual({ checked: 2, fault: null, start, outside: nothingOutside })
    await write(['0 days'])
    expect(await verify()).toMatchObject({ checked: 3, fault: null })
  })

  it('are those that are older by the smallest time, not one that is exactly so old', async () => {
    await owner.query('begin')
    await write(['7 years 1 microsecond', '7 years', '7 years'], tenantId, owner)
    expect(await purge(1_000, 1_000, tenantId, owner)).toBe(1)
    await owner.query('commit')
    expect(await left()).toEqual(['1 gone, start', '2', '3'])
  })

  it('are no others, whatever the app asks', async () => {
    await write(['6 years 364 days', '1 day'])
    expect(await purge(9_000_000, 1_000_000)).toBe(0)
    expect(await left()).toEqual(['1', '2'])
    expect(await verify()).toMatchObject({ checked: 2, start: null })
  })

  it('go as far as was asked, a few at a time', async () => {
    await write([...OLD, '7 years 1 hour'])
    expect(await purge(3, 2)).toBe(2)
    expect(await left()).toEqual(['2 gone, start', '3', '4'])
    expect(await verify()).toMatchObject({ checked: 2, fault: null })
    expect(await purge(3, 2)).toBe(3)
    expect(await purge(3, 2), 'run again').toBe(3)
    expect(await left()).toEqual(['3 gone, start', '4'])
  })

  it('go for one tenant at a time', async () => {
    const other = await newTenant()
    await write(OLD)
    await write(OLD, other)
    expect(await purge()).toBe(3)
    expect(await left(other)).toEqual(['1', '2', '3'])
    expect(await verify(other)).toMatchObject({ checked: 3, start: null })
  })

  it('are named by tenant and first position, of the platform too', async () => {
    const platform = '00000000-0000-7000-8000-000000000000'
    await write(['6 years'])
    await write(['8 years'], platform)
    const other = await newTenant()
    await write(OLD, other)
    await purge(2, 2, other)
    const db = connect(own.databaseUrl, inject('services').neonFetchEndpoint)
    const all = async () => {
      const pages = []
      let page: Awaited<ReturnType<typeof selectOverdue>> = []
      do {
        page = await selectOverdue(db, page.at(-1)?.tenantId ?? null, 1)
        pages.push(...page)
      } while (page.length > 0)
      return pages
    }
    expect(await all()).toContainEqual({ tenantId: other, seq: 3 })
    expect(await all()).toContainEqual({ tenantId: platform, seq: 1 })
    expect((await all()).map((each) => each.tenantId)).not.toContain(tenantId)
    await purge(1_000, 1_000, other)
    await purge(1_000, 1_000, platform)
    expect((await all()).map((each) => each.tenantId)).not.toContain(other)
    expect(await left(platform)).toEqual(['1 gone, start'])
  })

  it('are gone with where the log begins, or neither is', async () => {
    await write(OLD)
    const dying = new pg.Client(own.databaseUrl)
    dying.on('error', () => undefined)
    const isAlive = async () => (await owner.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 1
    await dying.connect()
    await dying.query('begin')
    const pid = (await dying.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
    expect(await purge(1_000, 1_000, tenantId, dying)).toBe(3)
    expect(await isAlive()).toBe(true)
    dying.connection.stream.destroy()
    await expect.poll(isAlive).toBe(false)
    expect(await left()).toEqual(['1', '2', '3'])
    expect(await verify()).toMatchObject({ checked: 3, fault: null, start: null })
    expect(await purge()).toBe(3)
  })

  it('may be all there are: the chain goes on behind them', async () => {
    await write(OLD)
    expect(await purge()).toBe(3)
    expect(await left()).toEqual(['3 gone, start'])
    expect(await verify()).toEqual({ checked: 0, fault: null, start: { seq: '3', at: null }, outside: nothingOutside })
    await write(['1 day', '0 days'])
    expect(await left()).toEqual(['3 gone, start', '4', '5'])
    expect(await verify()).toMatchObject({ checked: 2, fault: null, start: { seq: '3' } })
    const { rows } = await owner.query(
      `select c.hash = sha256(s.hash || audit_line(a)) as follows from audit_chain c
       join audit_chain s on s.tenant_id = c.tenant_id and s.seq = 3 join audit_log a on a.id = c.audit_id
       where c.tenant_id = $1 and c.seq = 4`,
      [tenantId],
    )
    expect(rows).toEqual([{ follows: true }])
  })

  it('stay as long as they have no position', async () => {
    await write(['9 years'])
    await owner.query(
      "insert into audit_log (tenant_id, action, at) values ($1, 'tenant.changed', now() - interval '9 years')",
      [tenantId],
    )
    expect(await purge()).toBe(1)
    expect(await verify()).toMatchObject({ checked: 0, outside: { ...nothingOutside, unchained: 1 } })
    const { rows } = await owner.query('select from audit_log where tenant_id = $1', [tenantId])
    expect(rows).toHaveLength(1)
  })

  it('go while somebody verifies: that goes on from where the log begins by then', async () => {
    await write([...OLD, '1 day'])
    const db = asTenant(connect(own.databaseUrl, inject('services').neonFetchEndpoint), tenantId)
    const page = async (place: ChainPlace) => (await db.batch(checkChain(db, place, 1)))[0].rows[0]
    const first = await page(EMPTY_CHAIN)
    expect(first).toMatchObject({ seq: '1', fault: null })
    await purge()
    const next = await page({ seq: 1, hash: first?.hash ?? '', at: first?.at ?? null })
    expect(next).toMatchObject({ seq: '4', fault: null })
  })

  it('take turns with new ones', async () => {
    await write([...OLD, '1 day'])
    const others = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new pg.Client(own.databaseUrl)
        await client.connect()
        return client
      }),
    )
    await owner.query("insert into audit_log (tenant_id, action) values ($1, 'tenant.changed')", [tenantId])
    await Promise.all(
      others.map((each, index) =>
        index % 2 === 0 ? purge(1_000, 2, tenantId, each) : each.query('select chain_audit($1, 10)', [tenantId]),
      ),
    )
    await Promise.all(others.map((each) => each.end()))
    expect(await left()).toEqual(['3 gone, start', '4', '5'])
    expect(await verify()).toMatchObject({ checked: 2, fault: null })
  })
})

describe('evidence', () => {
  it.each([
    ['was changed', 'update audit_log set details = \'{"other": 1}\' where id = $1', 'row_changed 2'],
    ['claims another age', "update audit_log set at = at - interval '1 year' where id = $1", 'row_changed 2'],
    ['is gone', 'delete from audit_log where id = $1', 'row_missing 2'],
    [
      'is gone with its position',
      'with a as (delete from audit_log where id = $1) delete from audit_chain where audit_id = $1',
      'position_missing 3',
    ],
  ])('of a row that %s stays, with all after it', async (_, tamper, fault) => {
    await write([...OLD, '1 day'])
    const { rows } = await owner.query('select audit_id as id from audit_chain where tenant_id = $1 and seq = 2', [
      tenantId,
    ])
    await owner.query(tamper, [rows[0].id])
    expect(await purge()).toBe(1)
    expect(await purge()).toBe(1)
    expect(await verify()).toMatchObject({ fault })
  })

  it('of a younger row that claims to be old stays', async () => {
    await write(['9 years', '1 day'])
    await owner.query(
      "update audit_log set at = now() - interval '8 years' where tenant_id = $1 and at > now() - interval '2 days'",
      [tenantId],
    )
    expect(await purge()).toBe(1)
    expect(await verify()).toMatchObject({ fault: 'row_changed 2' })
  })
})

describe('after it', () => {
  beforeEach(async () => {
    await write([...OLD, '6 years', '1 day'])
    await purge()
  })

  it.each([
    ['its first row is changed', "update audit_log set action = 'tenant.strange' where id = $1", 'row_changed 4'],
    ['its first row is gone', 'delete from audit_log where id = $1', 'row_missing 4'],
    ['its first position is gone', 'delete from audit_chain where audit_id = $1', 'position_missing 5'],
    [
      'where it begins is gone',
      'delete from audit_chain where row_at is not null and $1::uuid is not null',
      'position_missing 4',
    ],
    [
      'where it begins has another hash',
      'update audit_chain set hash = sha256($1::text::bytea) where row_at is not null',
      'row_changed 4',
    ],
    [
      'it begins twice',
      'update audit_chain set row_at = now() where audit_id = $1; delete from audit_log where id = $1',
      'row_missing 4',
    ],
  ])('it is found that %s', async (_, tamper, fault) => {
    const { rows } = await owner.query<{ id: string }>(
      'select audit_id as id from audit_chain where tenant_id = $1 and seq = 4',
      [tenantId],
    )
    for (const each of tamper.split('; ')) await owner.query(each, [rows[0]?.id])
    expect(await verify()).toMatchObject({ fault })
  })

  it('a row that takes the place of the last that went is found', async () => {
    const { rows } = await owner.query<{ id: string }>(
      `insert into audit_log (tenant_id, id, action, at)
       select tenant_id, audit_id, 'tenant.strange', row_at from audit_chain where tenant_id = $1 and seq = 3 returning id`,
      [tenantId],
    )
    await owner.query('delete from audit_unchained where tenant_id = $1', [tenantId])
    expect(await verify()).toMatchObject({ outside: { unlistedId: rows[0]?.id } })
  })
})
