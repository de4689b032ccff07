import { type SQL, sql } from 'drizzle-orm'
import { type Trail, trailStatement } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { Database } from '../../../db/connect.ts'

/** How somebody of the staff reaches the database: past tenants, through the functions of `0161` alone. */
export interface StaffAccess {
  db: Database
  /** The hash of their session's token: every function looks whether it is live. */
  door: Uint8Array
  /** For the audit logs. */
  trail: Trail
}

export const doorOf = ({ door }: Pick<StaffAccess, 'door'>): SQL => sql`${toPgHex(door)}::bytea`

/** Asks one function, whose rows of the audit logs say through what it was asked. */
export async function ask<T extends Record<string, unknown>>({ db, trail }: StaffAccess, query: SQL): Promise<T[]> {
  const [, { rows }] = await db.batch([db.execute(trailStatement(trail)), db.execute<T>(query)])
  return rows
}

/** For a function that answers with one value. */
export async function askOne<T>(access: StaffAccess, value: SQL): Promise<T> {
  const [row] = await ask<{ said: T }>(access, sql`select ${value} as said`)
  return row?.said as T
}
