import { sql } from 'drizzle-orm'
import { asTenant } from '../../db/actor.ts'
import { fromPgBytes, toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { SealedEmail } from '../emails/index.ts'
import type { EndedSession, UserRow } from './repo.ts'

export type LinkPurpose = 'reset' | 'verify'

/** A link that is good once, with the e-mail that carries it. */
export interface MailedLink {
  userId: string
  purpose: LinkPurpose
  tokenHash: Uint8Array
  untilMs: number
  email: SealedEmail
}

/** Keeps the link and queues its e-mail, if the account is there: alone, or for a batch. */
export function insertMailedLink(db: Database, { userId, purpose, tokenHash, untilMs, email }: MailedLink) {
  const until = new Date(untilMs).toISOString()
  return db.execute(sql`
    select mail_user_link(${userId}::uuid, ${purpose}, ${toPgHex(tokenHash)}::bytea, ${until}::timestamptz,
      ${email.id}::uuid, ${toPgHex(email.box)}::bytea)`)
}

/** Whose link it is; null if it is not good, or no longer. */
export async function selectLinkOwner(
  db: Database,
  tokenHash: Uint8Array,
  purpose: LinkPurpose,
): Promise<Pick<UserRow, 'id' | 'box'> | null> {
  const { rows } = await db.execute<{ id: string; box: Uint8Array | string }>(sql`
    select user_id as id, box from find_user_link(${toPgHex(tokenHash)}::bytea, ${purpose})`)
  const [row] = rows
  return row ? { id: row.id, box: fromPgBytes(row.box) } : null
}

export async function selectUserById(db: Database, userId: string): Promise<UserRow | null> {
  const { rows } = await db.execute<{ passwordHash: string | null; box: Uint8Array | string }>(sql`
    select user_password(${userId}::uuid) as "passwordHash", user_box(${userId}::uuid) as box`)
  const [row] = rows
  return row?.passwordHash ? { id: userId, passwordHash: row.passwordHash, box: fromPgBytes(row.box) } : null
}

/** Uses the link up. @returns whether it was good. */
export async function verifyByLink(db: Database, tokenHash: Uint8Array): Promise<boolean> {
  const { rows } = await db.execute<{ id: string | null }>(
    sql`select verify_by_link(${toPgHex(tokenHash)}::bytea) as id`,
  )
  return Boolean(rows[0]?.id)
}

export async function selectIsVerified(db: Database, userId: string): Promise<boolean> {
  const { rows } = await db.execute<{ verified: boolean }>(sql`select is_verified(${userId}::uuid) as verified`)
  return rows[0]?.verified ?? false
}

/** The same password under another hash. */
export async function replacePasswordHash(db: Database, userId: string, from: string, to: string): Promise<void> {
  await db.execute(sql`select replace_password(${userId}::uuid, ${from}, ${to}, false)`)
}

/**
 * Uses the link up: sets the password, ends every session of the person and queues the e-mail that says so, together or
 * not at all.
 *
 * @returns the sessions that ended; null if the link is not good.
 */
export async function resetPasswordRow(
  db: Database,
  tokenHash: Uint8Array,
  passwordHash: string,
  email: SealedEmail | null,
): Promise<EndedSession[] | null> {
  const { rows } = await db.execute<MaybeEnded>(sql`
    with done as materialized (
      select reset_password(${toPgHex(tokenHash)}::bytea, ${passwordHash}) as id
    ), mailed as materialized (${queued(email, sql`done where id is not null`)})
    select ended.id, tenant_id as "tenantId", member_id as "memberId", jurisdiction
    from done cross join mailed left join lateral end_user_sessions(done.id, null, null, null) ended on true
    where done.id is not null`)
  return endedOf(rows)
}

/**
 * Sets another password, ends the person's other sessions and open reset links and queues the e-mail that says so,
 * together or not at all.
 *
 * @returns the sessions that ended; null if the password was changed meanwhile.
 */
export async function changePasswordRow(
  db: Database,
  who: { userId: string; tenantId: string; memberId: string; sessionId: string },
  hashes: { from: string; to: string },
  email: SealedEmail | null,
): Promise<EndedSession[] | null> {
  const tenant = asTenant(db, who.tenantId)
  const [{ rows }] = await tenant.batch(
    db.execute<MaybeEnded>(sql`
      with done as materialized (
        select replace_password(${who.userId}::uuid, ${hashes.from}, ${hashes.to}, true) as is_done
      ), mailed as materialized (${queued(email, sql`done where is_done`)}), audited as (
        insert into audit_log (member_id, action, subject_id)
        select ${who.memberId}::uuid, 'password.changed', ${who.memberId}::uuid from done where is_done
      )
      select ended.id, tenant_id as "tenantId", member_id as "memberId", jurisdiction
      from done cross join mailed
      left join lateral end_user_sessions(${who.userId}::uuid, null, ${who.sessionId}::uuid, null) ended on done.is_done
      where done.is_done`),
  )
  return endedOf(rows)
}

export type MaybeEnded = { [K in keyof EndedSession]: EndedSession[K] | null }

/** One row at least says that it was done. */
export function endedOf(rows: MaybeEnded[]): EndedSession[] | null {
  return rows.length === 0 ? null : rows.filter((row): row is EndedSession => row.id !== null)
}

function queued(email: SealedEmail | null, from: ReturnType<typeof sql>) {
  if (!email) return sql`select 1`
  const until = new Date(email.expiresAtMs).toISOString()
  return sql`
    select count(queue_email(${email.id}::uuid, ${toPgHex(email.box)}::bytea, ${until}::timestamptz)) from ${from}`
}
