import { asc, eq, sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { Cursor } from '../../../db/cursor.ts'
import { type AuditEntry, insertAudit } from '../../tenant/index.ts'
import { channels } from '../table.ts'

export type ChannelRow = typeof channels.$inferSelect

export function selectChannels(db: TenantDb) {
  return db.build.select().from(channels).orderBy(asc(channels.createdAt), asc(channels.id))
}

export async function findChannelRow(db: TenantDb, channelId: string): Promise<ChannelRow | null> {
  const [rows] = await db.batch(db.build.select().from(channels).where(eq(channels.id, channelId)))
  return rows[0] ?? null
}

/** Whether the tenant itself has this number. */
export async function hasNumber(db: TenantDb, phoneNumberId: string): Promise<boolean> {
  const [rows] = await db.batch(
    db.build.select({ id: channels.id }).from(channels).where(eq(channels.phoneNumberId, phoneNumberId)),
  )
  return rows.length > 0
}

export type NewChannelRow = Omit<
  ChannelRow,
  'tenantId' | 'createdAt' | 'lastWebhookAt' | 'pausedUntil' | 'state' | 'stateCode' | 'tokenNotice'
>

/**
 * The channel, and its account if it is the first of it; an account keeps the portfolio it was first seen with.
 *
 * @throws 23505 (channels_phone_number_id_key) if the number is connected anywhere; 23503 if the account is another
 *   tenant's.
 */
export async function insertChannel(db: TenantDb, row: NewChannelRow, audit: AuditEntry): Promise<void> {
  const { wabaId, portfolioId } = row
  const knownPortfolio = sql<string>`coalesce(
    (select a.portfolio_id from accounts a where a.waba_id = ${wabaId}), ${portfolioId})`
  await db.batch(
    db.build.execute(sql`
      insert into accounts (waba_id, portfolio_id) values (${wabaId}, ${portfolioId}) on conflict do nothing`),
    db.build.insert(channels).values({ ...row, tenantId: db.tenantId, portfolioId: knownPortfolio }),
    insertAudit(db, audit),
  )
}

export type ChannelPatch = Partial<Omit<ChannelRow, 'tenantId' | 'id' | 'phoneNumberId' | 'wabaId'>>

export async function updateChannel(
  db: TenantDb,
  channelId: string,
  patch: ChannelPatch,
  audit: AuditEntry,
): Promise<void> {
  await db.batch(db.build.update(channels).set(patch).where(eq(channels.id, channelId)), insertAudit(db, audit))
}

/**
 * Deletes a channel with what Meta said about it, and the account with its templates after the last one.
 *
 * @throws 23503 if conversations, messages or files hang on it.
 */
export async function deleteChannel(
  db: TenantDb,
  { id, wabaId }: { id: string; wabaId: string },
  audit: AuditEntry,
): Promise<void> {
  const isLast = sql`not exists (select from channels c where c.waba_id = ${wabaId})`
  await db.batch(
    db.build.delete(channels).where(eq(channels.id, id)),
    db.build.execute(sql`delete from templates where waba_id = ${wabaId} and ${isLast}`),
    db.build.execute(sql`delete from accounts where waba_id = ${wabaId} and ${isLast}`),
    insertAudit(db, audit),
  )
}

export type ChannelEventRow = {
  id: string
  eventKey: Uint8Array | string
  field: string
  box: Uint8Array | string
  at: string
}

const EVENTS_SHOWN = 20

/** What waits on a channel, and what Meta said about it last. */
export async function selectHealth(db: TenantDb, channelId: string) {
  const [outbox, parked, events] = await db.batch(
    db.build.execute<{ queued: number; lagMs: number | null }>(sql`
      select count(*)::int as queued,
        (extract(epoch from now() - min(greatest(occurred_at, due_at))
          filter (where due_at is null or due_at <= now())) * 1000)::float8 as "lagMs"
      from messages where channel_id = ${channelId}::uuid and status in ('queued', 'sending')`),
    db.build.execute<{ count: number }>(sql`
      select count(*)::int as count from parked_events where channel_id = ${channelId}::uuid and replayed_at is null`),
    db.build.execute<ChannelEventRow>(sql`
      select id, event_key as "eventKey", field, box, at from channel_events
      where channel_id = ${channelId}::uuid order by at desc, id desc limit ${EVENTS_SHOWN}`),
  )
  return {
    queued: outbox.rows[0]?.queued ?? 0,
    sendLagMs: Math.max(0, Math.round(outbox.rows[0]?.lagMs ?? 0)),
    parkedEvents: parked.rows[0]?.count ?? 0,
    events: events.rows,
  }
}

/** One more than `limit` tells that there is a next page. */
export function selectEvents(db: TenantDb, channelId: string, limit: number, before: Cursor | null) {
  const older = before ? sql`and (at, id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``
  return db.build.execute<ChannelEventRow>(sql`
    select id, event_key as "eventKey", field, box, at from channel_events
    where channel_id = ${channelId}::uuid ${older} order by at desc, id desc limit ${limit + 1}`)
}

/** As the inbox sealed it: the place is the event's key. */
export const channelEventPlace = (eventKey: Uint8Array) => ({
  table: 'channel_events',
  id: toPgHex(eventKey).slice(2),
})
