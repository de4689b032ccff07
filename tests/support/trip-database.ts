import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../dev/postgres.ts'
import { asApp } from './services.ts'
import { type Stack, startStack } from './stack.ts'

/** A stack whose database can be taken away from it, and looked into. */
export interface StackOnDatabase {
  stack: Stack
  /** As the owner, whom row-level security does not bind. */
  ownerUrl: string
  stopDatabase(): Promise<void>
  /** Over the same data, on the same port. */
  startDatabase(): Promise<void>
  /** Ends the stack and the database, and removes the data. */
  stop(): Promise<void>
}

export async function startStackOnDatabase(): Promise<StackOnDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-database-'))
  let postgres = await startPostgres({ dataDir, fsync: true })
  const { ownerUrl, port } = postgres
  const removeDatabase = async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  const env = { DATABASE_URL: asApp(ownerUrl), DATABASE_OWNER_URL: ownerUrl, WRANGLER_LOG: 'log' }
  const stack = await startStack({ env }).catch(async (error: unknown) => {
    await removeDatabase()
    throw error
  })
  return {
    stack,
    ownerUrl,
    stopDatabase: () => postgres.stop(),
    async startDatabase() {
      postgres = await startPostgres({ dataDir, fsync: true, port })
    },
    async stop() {
      await stack.stop()
      await removeDatabase()
    },
  }
}
