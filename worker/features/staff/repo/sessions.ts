import { sql } from 'drizzle-orm'
import { type Trail, trailStatement } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { Database } from '../../../db/connect.ts'
import { askOne, doorOf, type StaffAccess } from './access.ts'

/** Whether a person is staff. */
export async function isStaff(db: Database, userId: string): Promise<boolean> {
  const { rows } = await db.execute<{ id: string | null }>(sql`select find_staff(${userId}::uuid) as id`)
  return typeof rows[0]?.id === 'string'
}

export interface NewStaffSession {
  id: string
  tokenHash: Uint8Array
  userId: string
  provedBy: string
  browser: string | null
  system: string | null
}

/** @returns when it is over; null if they are no staff, or have no second factor. */
export async function insertStaffSession(db: Database, row: NewStaffSession, trail: Trail): Promise<number | null> {
  const { id, tokenHash, userId, provedBy, browser, system } = row
  const [, { rows }] = await db.batch([
    db.execute(trailStatement(trail)),
    db.execute<{ until: string | null }>(sql`
      select create_staff_session(${id}::uuid, ${toPgHex(tokenHash)}::bytea, ${userId}::uuid, ${provedBy}, ${browser},
        ${system}) as until`),
  ])
  const until = rows[0]?.until
  return until ? Date.parse(until) : null
}

export interface FoundStaffSession extends Record<string, unknown> {
  sessionId: string
  staffId: string
  userId: string
  until: string
}

export async function selectStaffSession(db: Database, tokenHash: Uint8Array): Promise<FoundStaffSession | null> {
  const { rows } = await db.execute<FoundStaffSession>(sql`
    select session_id as "sessionId", staff_id as "staffId", user_id as "userId", expires_at as until
    from find_staff_session(${toPgHex(tokenHash)}::bytea)`)
  return rows[0] ?? null
}

/** Ends this session, or all of somebody of the staff. @returns how many. */
export const endStaffSessions = (access: StaffAccess, staffId: string | null): Promise<number> =>
  askOne(access, sql`end_staff_sessions(${doorOf(access)}, ${staffId}::uuid)`)
