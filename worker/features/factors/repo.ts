import { type SQL, sql } from 'drizzle-orm'
import type { AuditAction } from '../../contract/audit-actions.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso, toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { SealedEmail } from '../emails/index.ts'

/** What a person has to prove a second time who they are. */
export interface FactorsRow {
  /** Of the authenticator, or of one that is being set up. */
  totpBox: Uint8Array | null
  /** Whether the authenticator was proved to work. */
  hasTotp: boolean
  passkeys: number
  recoveryCodes: number
}

export async function selectFactors(db: Database, userId: string): Promise<FactorsRow> {
  type Row = { box: Uint8Array | string | null; hasTotp: boolean; passkeys: string; recoveryCodes: string }
  const { rows } = await db.execute<Row>(sql`
    select totp_box as box, has_totp as "hasTotp", passkeys, recovery_codes as "recoveryCodes"
    from user_factors(${userId}::uuid)`)
  const [row] = rows
  return {
    totpBox: row?.box ? fromPgBytes(row.box) : null,
    hasTotp: row?.hasTotp ?? false,
    passkeys: Number(row?.passkeys ?? 0),
    recoveryCodes: Number(row?.recoveryCodes ?? 0),
  }
}

async function ask(db: Database, door: SQL): Promise<boolean> {
  const { rows } = await db.execute<{ done: boolean }>(sql`select ${door} as done`)
  return rows[0]?.done ?? false
}

/** The row of the audit log, and the e-mail, of what is done. */
export interface Told {
  memberId: string
  action: AuditAction
  subjectId: string
  details?: Record<string, unknown>
  email?: SealedEmail | null
}

/** Does it, and tells of it in the same statement if it was done. */
async function tell(db: TenantDb, door: SQL, told: Told): Promise<boolean> {
  const { memberId, action, subjectId, details = {}, email = null } = told
  const mail = email
    ? sql`queue_email(${email.id}::uuid, ${toPgHex(email.box)}::bytea, ${new Date(email.expiresAtMs).toISOString()}::timestamptz)::text`
    : sql`null`
  const [{ rows }] = await db.batch(
    db.build.execute(sql`
      with done as materialized (
        select ${door} as ok
      ), mailed as materialized (
        select case when ok then ${mail} end as sent from done
      )
      insert into audit_log (member_id, action, subject_id, details)
      select ${memberId}::uuid, ${action}, ${subjectId}::uuid, ${JSON.stringify(details)}::jsonb
      from done, mailed where done.ok returning id`),
  )
  return rows.length > 0
}

const byteaArray = (values: Uint8Array[]) =>
  sql`(select array_agg(value::bytea) from json_array_elements_text(${JSON.stringify(values.map(toPgHex))}::json))`

/** @returns false if an authenticator is a factor already. */
export const enrollTotpRow = (db: Database, userId: string, box: Uint8Array) =>
  ask(db, sql`enroll_totp(${userId}::uuid, ${toPgHex(box)}::bytea)`)

/** @returns false if the secret is another one by now. */
export function confirmTotpRow(
  db: TenantDb,
  proved: { userId: string; box: Uint8Array; step: number; codeHashes: Uint8Array[] },
  told: Told,
): Promise<boolean> {
  const { userId, box, step, codeHashes } = proved
  const door = sql`confirm_totp(${userId}::uuid, ${toPgHex(box)}::bytea, ${step}::bigint, ${byteaArray(codeHashes)})`
  return tell(db, door, told)
}

/** @returns false if a code of this step, or of a later one, was used. */
export const useTotpStep = (db: Database, userId: string, step: number) =>
  ask(db, sql`use_totp(${userId}::uuid, ${step}::bigint)`)

export const useRecoveryCode = (db: Database, userId: string, codeHash: Uint8Array) =>
  ask(db, sql`use_recovery_code(${userId}::uuid, ${toPgHex(codeHash)}::bytea)`)

/** @returns false if there is no factor that they could stand in for. */
export const replaceRecoveryCodes = (db: TenantDb, userId: string, codeHashes: Uint8Array[], told: Told) =>
  tell(db, sql`replace_recovery_codes(${userId}::uuid, ${byteaArray(codeHashes)})`, told)

export const removeTotpRow = (db: TenantDb, userId: string, told: Told) =>
  tell(db, sql`remove_totp(${userId}::uuid)`, told)

export interface NewPasskeyRow {
  id: string
  userId: string
  credentialHash: Uint8Array
  box: Uint8Array
  signCount: number
}

/** @returns false if it is known already, or there are as many as there may be. */
export function insertPasskey(db: TenantDb, row: NewPasskeyRow, told: Told): Promise<boolean> {
  const { id, userId, credentialHash, box, signCount } = row
  const door = sql`add_passkey(${id}::uuid, ${userId}::uuid, ${toPgHex(credentialHash)}::bytea, ${toPgHex(box)}::bytea,
    ${signCount}::bigint)`
  return tell(db, door, told)
}

export async function selectPasskeys(db: Database, userId: string) {
  type Row = { id: string; box: Uint8Array | string; createdAt: string; lastUsedAt: string | null }
  const { rows } = await db.execute<Row>(sql`
    select id, box, created_at as "createdAt", last_used_at as "lastUsedAt" from user_passkey_list(${userId}::uuid)`)
  return rows.map(({ id, box, createdAt, lastUsedAt }) => ({
    id,
    box: fromPgBytes(box),
    createdAt: toIso(createdAt),
    lastUsedAt: toIso(lastUsedAt),
  }))
}

export async function findPasskeyRow(db: Database, credentialHash: Uint8Array) {
  type Row = { id: string; userId: string; box: Uint8Array | string; signCount: string }
  const { rows } = await db.execute<Row>(sql`
    select id, user_id as "userId", box, sign_count as "signCount" from find_passkey(${toPgHex(credentialHash)}::bytea)`)
  const [row] = rows
  return row ? { ...row, box: fromPgBytes(row.box), signCount: Number(row.signCount) } : null
}

/** @returns false if its count did not grow. */
export const usePasskeyRow = (db: Database, id: string, signCount: number) =>
  ask(db, sql`use_passkey(${id}::uuid, ${signCount}::bigint)`)

export const removePasskeyRow = (db: TenantDb, userId: string, id: string, told: Told) =>
  tell(db, sql`remove_passkey(${userId}::uuid, ${id}::uuid)`, told)

/** @returns false if it was spent before. */
export function spendAssertion(db: Database, hash: Uint8Array, untilMs: number): Promise<boolean> {
  const until = new Date(untilMs).toISOString()
  return ask(db, sql`spend_assertion(${toPgHex(hash)}::bytea, ${until}::timestamptz)`)
}
