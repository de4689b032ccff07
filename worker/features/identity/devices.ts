import Bowser from 'bowser'
import type { DeviceSession } from '../../contract/team.ts'
import type { Actor } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import { type Device, selectUserSessions } from './repo.ts'

/** What a person recognises a browser by. No version and no place: neither tells people anything. */
export function deviceOf(userAgent: string | undefined): Device {
  if (!userAgent) return { browser: null, system: null }
  const { browser, os } = Bowser.parse(userAgent.slice(0, 400))
  return { browser: browser.name?.slice(0, 40) || null, system: os.name?.slice(0, 40) || null }
}

/** The sessions of a person, the one that was used last first: in all their tenants, or, where they came by SSO, in that one. */
export async function listSessions(
  { db }: { db: Database },
  { userId, sessionId, tenantId, bySso }: Pick<Actor, 'userId' | 'sessionId' | 'tenantId' | 'bySso'>,
): Promise<DeviceSession[]> {
  const rows = (await selectUserSessions(db, userId)).filter((row) => !bySso || row.tenantId === tenantId)
  return rows.map(({ id, organization, browser, system, createdAt, lastSeenAt }) => ({
    id,
    organization,
    browser,
    system,
    createdAt: toIso(createdAt),
    lastSeenAt: toIso(lastSeenAt),
    current: id === sessionId,
  }))
}
