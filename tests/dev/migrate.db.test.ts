import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '../../dev/migrate.ts'
import { createDatabase } from '../support/database.ts'
import type { OwnDatabase } from '../support/services.ts'

const folder = mkdtempSync(join(tmpdir(), 'adsapp-migrations-'))
let database: OwnDatabase
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)

beforeAll(async () => {
  database = await createDatabase()
  await query('drop table schema_migrations')
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

async function query(sql: string, url = database.ownerUrl): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('two runs at once apply each file once, and a third finds nothing to do', async () => {
  write('0001_things_create.sql', 'create table things (id int); grant select on things to app;')
  const both = await Promise.all([migrate(database.ownerUrl, { folder }), migrate(database.ownerUrl, { folder })])
  expect(both.flatMap((run) => run.applied)).toEqual(['0001_things_create'])
  expect(await migrate(database.ownerUrl, { folder })).toEqual({ applied: [] })
  expect(await query('select * from things', database.databaseUrl)).toEqual([])
})

test('a file that fails leaves nothing behind and says where', async () => {
  write('0002_things_add.sql', 'alter table things add name text;\nselect * from nowhere;')
  await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(
    '0002_things_add, line 2: relation "nowhere" does not exist',
  )
  await expect(query('select name from things')).rejects.toThrow('column "name" does not exist')
  write('0002_things_add.sql', 'alter table things add name text;')
  expect(await migrate(database.ownerUrl, { folder })).toEqual({ applied: ['0002_things_add'] })
})

test("a file's name says number, noun and change", async () => {
  const bad = join(folder, 'bad')
  mkdirSync(bad)
  writeFileSync(join(bad, '1_things.sql'), 'select 1')
  await expect(migrate(database.ownerUrl, { folder: bad })).rejects.toThrow('name it NNNN_noun_change.sql')
})

test("the app's role owns nothing and bypasses nothing", async () => {
  const roles = await query(
    "select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname in ('app', 'adsapp_app') order by 1",
  )
  expect(roles).toEqual([
    { rolname: 'adsapp_app', rolsuper: false, rolbypassrls: false, rolcanlogin: true },
    { rolname: 'app', rolsuper: false, rolbypassrls: false, rolcanlogin: false },
  ])
  expect(inject('services').databaseUrl).toContain('adsapp_app')
  expect(await query("select from pg_class where relowner in ('app'::regrole, 'adsapp_app'::regrole)")).toEqual([])
})
