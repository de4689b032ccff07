import type { JournalEvent, MessageEvent } from '../../contract/events.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toHex } from '../../kit/bytes.ts'
import { selectByWamid } from './repo/apply.ts'

/**
 * A number's history tells of a file twice, in either order and perhaps with two times: a placeholder in its thread, and
 * the file in a webhook of its own. Both are one message.
 *
 * @returns the events without what is told again, and the stored placeholder (its message id) that an event completes.
 */
export async function mergeHistory(
  { db, vault }: { db: TenantDb; vault: Vault },
  events: JournalEvent[],
): Promise<{ events: JournalEvent[]; completes: Map<MessageEvent, string> }> {
  const told = new Map<string, MessageEvent>()
  const again = new Set<MessageEvent>()
  for (const { channelId, event } of events) {
    if (event.kind !== 'message' || !event.history) continue
    const key = `${channelId}|${event.wamid}`
    const first = told.get(key)
    if (first && event.media && isPlaceholder(first.type)) Object.assign(first, { ...event, atMs: first.atMs })
    if (first) again.add(event)
    else told.set(key, event)
  }
  const completes = new Map<MessageEvent, string>()
  if (told.size === 0) return { events, completes }
  const indexed = await Promise.all(
    [...told].map(async ([key, event]) => ({
      ...{ event, channelId: key.slice(0, key.indexOf('|')) },
      index: (await vault.index(db.tenantId, 'wamid', event.wamid)).bytes,
    })),
  )
  const [stored] = await db.batch(
    selectByWamid(
      db,
      indexed.map((each) => each.index),
    ),
  )
  const storedBy = new Map(stored.rows.map((row) => [`${row.channelId}|${row.wamidIndex}`, row]))
  for (const { event, channelId, index } of indexed) {
    const row = storedBy.get(`${channelId}|${toHex(index)}`)
    if (row && event.media && isPlaceholder(row.type)) completes.set(event, row.id)
    else if (row) again.add(event)
  }
  return { events: events.filter(({ event }) => !again.has(event as MessageEvent)), completes }
}

const isPlaceholder = (type: string) => type === 'unsupported'
