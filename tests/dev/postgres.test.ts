import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../../dev/config.ts'
import { startPostgres } from '../../dev/postgres.ts'
import { waitForExit } from '../../dev/processes.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-test-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

/** A process of its own that starts Postgres and stays. */
async function startElsewhere() {
  const script = `
    const { startPostgres } = await import(${JSON.stringify(join(ROOT, 'dev/postgres.ts'))})
    const { ownerUrl, pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, fsync: true })
    console.log(JSON.stringify({ ownerUrl, pid }))`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, ...(JSON.parse(line.toString()) as { ownerUrl: string; pid: number }) }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => {}) // The server is killed under it.
  await client.connect()
  const { rows } = await client.query(sql)
  void client.end()
  return rows
}

test('Postgres ends with its parent, even one that is killed', async () => {
  const { parent, ownerUrl, pid } = await startElsewhere()
  await query(ownerUrl, 'create table kept (id int)')
  parent.kill('SIGKILL')
  expect(await waitForExit(pid, 5_000)).toBe(true)
}, 20_000)

test('what was committed is there after every process was killed', async () => {
  const { parent, ownerUrl, pid } = await startElsewhere()
  await query(ownerUrl, 'insert into kept values (7)')
  process.kill(pid, 'SIGKILL')
  parent.kill('SIGKILL')
  const again = await startPostgres({ dataDir, fsync: true })
  expect(await query(again.ownerUrl, 'select id from kept')).toEqual([{ id: 7 }])
  await again.stop()
}, 20_000)

test('the owner is no superuser, and only loopback is listened on', async () => {
  const postgres = await startPostgres({ dataDir, fsync: true })
  const [owner] = await query(postgres.ownerUrl, 'select rolsuper from pg_roles where rolname = current_user')
  expect(owner).toEqual({ rolsuper: false })
  expect(await query(postgres.ownerUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  await expect(query(postgres.ownerUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password')
  await postgres.stop()
  expect(readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8')).toContain('database system is shut down')
})
