import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { asApp, onDatabase, TEMPLATE } from './services.ts'

/** A database of one's own: all migrations, no rows. */
export interface OwnDatabase {
  ownerUrl: string
  /** As the app's role. */
  databaseUrl: string
  drop(): Promise<void>
}

/**
 * Copies the migrated template, in a few hundredths of a second. Most suites do not need it: they mint tenants of their
 * own in the shared database.
 */
export async function createDatabase(): Promise<OwnDatabase> {
  const { ownerUrl } = inject('services')
  const name = `own_${randomBytes(6).toString('hex')}`
  await runAsOwner(ownerUrl, `create database ${name} template ${TEMPLATE}`)
  const own = onDatabase(ownerUrl, name)
  return {
    ownerUrl: own,
    databaseUrl: asApp(own),
    drop: () => runAsOwner(ownerUrl, `drop database ${name} with (force)`),
  }
}

async function runAsOwner(ownerUrl: string, sql: string): Promise<void> {
  const client = new pg.Client(onDatabase(ownerUrl, 'postgres'))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
