import { neon, neonConfig, Pool } from '@neondatabase/serverless'
import { sql as raw } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createDatabase } from '../support/database.ts'
import type { OwnDatabase } from '../support/services.ts'

let database: OwnDatabase
let sql: ReturnType<typeof neon>

beforeAll(async () => {
  const { neonFetchEndpoint, neonWsProxy } = inject('services')
  Object.assign(neonConfig, { fetchEndpoint: neonFetchEndpoint, wsProxy: neonWsProxy })
  Object.assign(neonConfig, { useSecureWebSocket: false, pipelineTLS: false, pipelineConnect: false })
  database = await createDatabase()
  sql = neon(database.ownerUrl)
  await sql`create table things (id int primary key, name text unique, tags text[], body bytea, doc jsonb)`
})
afterAll(() => database.drop())

test("values arrive as Neon's driver reads them", async () => {
  const rows =
    await sql`insert into things values (1, ${'x'}, ${['a', 'b "c"']}, ${Buffer.from([0, 255])}, ${'{"n":null}'})
    returning *, 9007199254740993::bigint as big, null as nothing, true as yes, 1.50::numeric as amount`
  expect(rows).toEqual([
    {
      ...{ id: 1, name: 'x', tags: ['a', 'b "c"'], body: Buffer.from([0, 255]), doc: { n: null } },
      ...{ big: '9007199254740993', nothing: null, yes: true, amount: '1.50' },
    },
  ])
})

test('an error keeps its code and its place', async () => {
  const error = await sql`insert into things (id, name) values (2, 'x')`.catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: '23505', constraint: 'things_name_key', table: 'things', severity: 'ERROR' })
  await expect(sql`select 1; select 2`).rejects.toMatchObject({ code: '42601' })
})

test('a batch is one transaction: it sees its own settings and rolls back as a whole', async () => {
  const settings = await sql.transaction(
    [
      sql`select set_config('app.x', '7', true)`,
      sql`select current_setting('app.x') as x`,
      sql`show transaction_isolation`,
    ],
    { isolationLevel: 'RepeatableRead', readOnly: true },
  )
  expect(settings.slice(1)).toEqual([[{ x: '7' }], [{ transaction_isolation: 'repeatable read' }]])
  const broken = sql.transaction([
    sql`insert into things (id) values (3)`,
    sql`insert into things (id) values (1)`,
    sql`select 1`,
  ])
  await expect(broken).rejects.toMatchObject({ code: '23505' })
  expect(await sql`select id from things where id = 3`).toEqual([])
  await expect(sql.transaction([sql`insert into things (id) values (4)`], { readOnly: true })).rejects.toMatchObject({
    code: '25006',
  })
})

test('an isolation level that does not exist runs nothing', async () => {
  const post = fetch(inject('services').neonFetchEndpoint, {
    method: 'POST',
    headers: { 'Neon-Connection-String': database.ownerUrl, 'Neon-Batch-Isolation-Level': 'Nonsense' },
    body: JSON.stringify({ queries: [{ query: 'insert into things (id) values (5)' }] }),
  })
  expect((await post).status).toBe(500)
  expect(await sql`select id from things where id = 5`).toEqual([])
})

test('Drizzle reads batches, and finds the code of an error in either place', async () => {
  const db = drizzle(sql)
  const [, named] = await db.batch([
    db.execute(raw`select set_config('app.x', '9', true)`),
    db.execute<{ x: string }>(raw`select current_setting('app.x') as x`),
  ])
  expect(named.rows).toEqual([{ x: '9' }])
  await expect(db.execute(raw`insert into things (id) values (1)`)).rejects.toMatchObject({ cause: { code: '23505' } })
  await expect(db.batch([db.execute(raw`insert into things (id) values (1)`)])).rejects.toMatchObject({ code: '23505' })
})

test('an interactive transaction goes through the WebSocket', async () => {
  const pool = new Pool({ connectionString: database.ownerUrl })
  const client = await pool.connect()
  await client.query('begin')
  await client.query('insert into things (id) values ($1)', [6])
  await client.query('rollback')
  client.release()
  await pool.end()
  expect(await sql`select id from things where id = 6`).toEqual([])
})

test('only databases on loopback are reached', async () => {
  await expect(neon('postgres://a:b@db.example.com/c')`select 1`).rejects.toThrow('loopback')
})
