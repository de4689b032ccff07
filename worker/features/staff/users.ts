import type { StaffUser, StaffUserRow } from '../../contract/admin.ts'
import type { Page, PageQuery } from '../../contract/common.ts'
import { AppError } from '../../contract/problem.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { endSessionsOf, findUserByEmail, openUser } from '../identity/index.ts'
import type { StaffCtx } from './ctx.ts'
import { pageById } from './page.ts'
import { noteUser, selectUser, selectUsers } from './repo/users.ts'

/** People, the newest first. */
export async function listUsers(ctx: StaffCtx, { limit, cursor }: PageQuery): Promise<Page<StaffUserRow>> {
  const rows = await selectUsers(ctx, limit, decodeCursor(cursor)?.id ?? null)
  const shown = rows.map(async ({ box, tenants, createdAt, lastSeenAt, ...row }) => ({
    ...row,
    ...(await openUser(ctx.vault, { id: row.id, box })),
    tenants: Number(tenants),
    createdAt: toIso(createdAt),
    lastSeenAt: toIso(lastSeenAt),
  }))
  return pageById(await Promise.all(shown), limit, ({ createdAt }) => createdAt)
}

/** The one person of an address. @throws AppError NOT_FOUND */
export async function findUser(ctx: StaffCtx, email: string): Promise<StaffUser> {
  const user = await findUserByEmail(ctx, email)
  if (!user) throw new AppError('NOT_FOUND', 'Nobody has this address.')
  return getStaffUser(ctx, user.id)
}

/** One person, with where they work. @throws AppError NOT_FOUND */
export async function getStaffUser(ctx: StaffCtx, userId: string): Promise<StaffUser> {
  const row = await selectUser(ctx, userId)
  if (!row) throw new AppError('NOT_FOUND')
  const { box, createdAt, memberships, ...rest } = row
  return {
    ...rest,
    ...(await openUser(ctx.vault, { id: userId, box })),
    createdAt: toIso(createdAt),
    memberships: memberships.map((each) => ({
      ...each,
      joinedAt: toIso(each.joinedAt),
      lastUsedAt: toIso(each.lastUsedAt),
    })),
  }
}

/** Signs a person out of every tenant, with a row in the log of each. */
export async function signOutUser(ctx: StaffCtx, userId: string, reason: string): Promise<void> {
  await noteUser(ctx, 'session.ended', userId, { reason })
  await endSessionsOf(ctx, userId, { keptId: null })
}
