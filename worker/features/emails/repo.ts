import { sql } from 'drizzle-orm'
import { fromPgBytes, toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'

/** An e-mail that is sealed and ready to be queued. */
export interface SealedEmail {
  id: string
  box: Uint8Array
  expiresAtMs: number
}

/** Queues it: for the batch of what it is about, or alone. */
export function insertEmail(db: Database, { id, box, expiresAtMs }: SealedEmail) {
  const until = new Date(expiresAtMs).toISOString()
  return db.execute(sql`select queue_email(${id}::uuid, ${toPgHex(box)}::bytea, ${until}::timestamptz)`)
}

export interface ClaimedEmail {
  id: string
  box: Uint8Array
  attempts: number
}

/** Takes the e-mail, or (null) those that are due, for two minutes. */
export async function claimEmails(db: Database, emailId: string | null, max: number): Promise<ClaimedEmail[]> {
  const { rows } = await db.execute<{ id: string; box: Uint8Array | string; attempts: number }>(sql`
    select id, box, attempts from claim_emails(${emailId}::uuid, ${max})`)
  return rows.map((row) => ({ ...row, box: fromPgBytes(row.box) }))
}

/** @param outcome When to try again, or null to give up. */
export async function settleEmail(db: Database, id: string, outcome: 'sent' | { againAtMs: number | null }) {
  const isSent = outcome === 'sent'
  const againAt = isSent || outcome.againAtMs === null ? null : new Date(outcome.againAtMs).toISOString()
  await db.execute(sql`select settle_email(${id}::uuid, ${isSent}, ${againAt}::timestamptz)`)
}

/** Empties what expired, forgets what is long settled. @returns how many expired unsent. */
export async function purgeEmailRows(db: Database): Promise<number> {
  const { rows } = await db.execute<{ expired: string }>(sql`select purge_emails() as expired`)
  return Number(rows[0]?.expired ?? 0)
}
