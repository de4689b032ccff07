import { sql } from 'drizzle-orm'
import type { StaffUser, StaffUserRow } from '../../../contract/admin.ts'
import { fromPgBytes } from '../../../db/columns.ts'
import { ask, askOne, doorOf, type StaffAccess } from './access.ts'

type Sealed<T> = Omit<T, 'name' | 'email'> & { box: string }
type UserRow = Omit<Sealed<StaffUserRow>, 'tenants' | 'box'> & { tenants: string; box: Uint8Array | string }

/** One more than the limit tells that there is a next page. */
export async function selectUsers(access: StaffAccess, limit: number, before: string | null) {
  const rows = await ask<UserRow>(
    access,
    sql`
      select id, box, created_at as "createdAt", tenants, has_factor as "hasFactor", is_staff as "isStaff",
        last_seen_at as "lastSeenAt"
      from staff_users(${doorOf(access)}, ${before}::uuid, ${limit + 1})`,
  )
  return rows.map((row) => ({ ...row, box: fromPgBytes(row.box) }))
}

/** null: there is nobody. */
export async function selectUser(access: StaffAccess, userId: string) {
  const row = await askOne<Sealed<StaffUser> | null>(access, sql`staff_user(${doorOf(access)}, ${userId}::uuid)`)
  return row && { ...row, box: fromPgBytes(row.box) }
}

/** A row of the platform's log about a person. */
export const noteUser = (access: StaffAccess, action: 'session.ended', userId: string, facts: object): Promise<void> =>
  askOne(access, sql`staff_note(${doorOf(access)}, ${action}, ${userId}::uuid, ${JSON.stringify(facts)}::jsonb, '{}')`)

type TeamRow = {
  staffId: string
  userId: string
  box: Uint8Array | string
  since: string
  sessions: string
  lastSeenAt: string | null
}

/** Who is staff. */
export async function selectTeam(access: StaffAccess) {
  const rows = await ask<TeamRow>(
    access,
    sql`
      select id as "staffId", user_id as "userId", box, created_at as since, sessions, last_seen_at as "lastSeenAt"
      from staff_team(${doorOf(access)})`,
  )
  return rows.map((row) => ({ ...row, box: fromPgBytes(row.box) }))
}
