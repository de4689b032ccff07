import { sql } from 'drizzle-orm'
import type { Direction, MessageType } from '../../../contract/message.ts'
import type { TenantDb } from '../../../db/actor.ts'
import type { Database } from '../../../db/connect.ts'
import type { Jurisdiction } from '../../../ports.ts'

type Box = Uint8Array | string

/** A message the sender has taken: its attempt is in Postgres, the call has not been made. */
export type ClaimedMessage = {
  id: string
  attemptId: string
  attemptCount: number
  type: MessageType
  box: Box
  contactId: string
  salt: Box
  contactBox: Box
  mediaId: string | null
  mediaBox: Box | null
  target: { id: string; direction: Direction; box: Box; attemptId: string | null; attemptBox: Box | null } | null
}

/** A tenant that is suspended sends nothing; what waits is looked at again once a minute. */
const isWorking = (db: TenantDb) =>
  sql`exists (select from tenants t where t.id = ${db.tenantId}::uuid and t.state = 'active')`

/**
 * Takes up to `limit` due messages of a channel out of the outbox, agents' lane first, one per customer: the oldest,
 * and none while an earlier one is under way. Each gets a new attempt in the same statement.
 */
export async function claimMessages(
  db: TenantDb,
  channelId: string,
  limit: number,
  heldContacts: string[],
): Promise<ClaimedMessage[]> {
  const [result] = await db.batch(
    db.build.execute<ClaimedMessage>(sql`
      with due as (
        select m.id from messages m
        where m.channel_id = ${channelId}::uuid and m.status = 'queued' and (m.due_at is null or m.due_at <= now())
          and ${isWorking(db)}
          and m.contact_id <> all (array(select value::uuid from json_array_elements_text(${JSON.stringify(heldContacts)}::json)))
          and not exists (
            select from messages e
            where e.channel_id = m.channel_id and e.contact_id = m.contact_id and e.status in ('queued', 'sending')
              and (e.status = 'sending' or (e.lane, e.seq) < (m.lane, m.seq)))
        order by m.lane, m.seq limit ${limit}
      ), claimed as (
        update messages m set status = 'sending', attempt_id = uuidv7(), attempt_count = m.attempt_count + 1, due_at = null
        from due where m.id = due.id and m.status = 'queued'
        returning m.*
      ), attempts as (
        insert into message_attempts (id, message_id, channel_id) select attempt_id, id, channel_id from claimed
      )
      select m.id, m.attempt_id as "attemptId", m.attempt_count as "attemptCount", m.type, m.box,
        m.contact_id as "contactId", c.salt, c.box as "contactBox", m.media_id as "mediaId", f.box as "mediaBox",
        case when m.reply_to_id is not null then (
          select json_build_object('id', t.id, 'direction', t.direction, 'box', t.box, 'attemptId', a.id, 'attemptBox', a.box)
          from messages t
          left join lateral (
            select id, box from message_attempts
            where tenant_id = t.tenant_id and message_id = t.id and wamid_index is not null
            order by claimed_at desc limit 1) a on true
          where t.tenant_id = m.tenant_id and t.id = m.reply_to_id) end as target
      from claimed m
      join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      left join media f on f.tenant_id = m.tenant_id and f.id = m.media_id
      order by m.lane, m.seq`),
  )
  return result.rows
}

/** When the next message is due, and whether any waits at all; closes the channel's entry in the work list if none. */
export async function nextDue(db: TenantDb, channelId: string): Promise<{ waiting: number; dueAtMs: number | null }> {
  const [result] = await db.batch(
    db.build.execute<{ waiting: number; dueAt: string | null }>(sql`
      with waiting as (
        select due_at, status from messages
        where channel_id = ${channelId}::uuid and status in ('queued', 'sending')
      ), settled as (
        delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'send' and ref_id = ${channelId}::uuid
          and not exists (select from waiting)
      )
      select count(*)::int as waiting, greatest(
        min(coalesce(due_at, now())) filter (where status = 'queued'),
        case when not ${isWorking(db)} then now() + interval '1 minute' end) as "dueAt" from waiting`),
  )
  const row = result.rows[0]
  return { waiting: row?.waiting ?? 0, dueAtMs: row?.dueAt ? Date.parse(row.dueAt) : null }
}

/** Attempts that were claimed and have no outcome in Postgres. */
export async function findOpenAttempts(db: TenantDb, channelId: string): Promise<{ id: string; messageId: string }[]> {
  const [result] = await db.batch(
    db.build.execute<{ id: string; messageId: string }>(sql`
      select id, message_id as "messageId" from message_attempts
      where channel_id = ${channelId}::uuid and outcome is null`),
  )
  return result.rows
}

/** Attempts whose call was never made: their messages go back into the outbox. */
export async function releaseAttempts(db: TenantDb, attemptIds: string[]): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      with released as (
        update message_attempts set outcome = 'retry', finished_at = now()
        where id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(attemptIds)}::json)))
          and outcome is null
        returning id, message_id
      )
      update messages m set status = 'queued' from released
      where m.id = released.message_id and m.attempt_id = released.id and m.status = 'sending'`),
  )
}

const SWEEP_MAX = 100

/** Channels whose sender should be awake and perhaps is not; each is left alone for the next half minute. */
export async function claimSends(
  db: Database,
): Promise<{ tenantId: string; jurisdiction: Jurisdiction; channelId: string }[]> {
  const { rows } = await db.execute<{ tenantId: string; jurisdiction: Jurisdiction; channelId: string }>(sql`
    select tenant_id as "tenantId", ref_id as "channelId", jurisdiction
    from claim_work('send', ${SWEEP_MAX}, 30)`)
  return rows
}

export function selectNewestInbound(db: TenantDb, conversationId: string) {
  return db.build.execute<{ id: string; box: Box; salt: Box }>(sql`
    select m.id, m.box, c.salt from messages m
    join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
    where m.conversation_id = ${conversationId}::uuid and m.direction = 'inbound' and m.wamid_index is not null
    order by m.occurred_at desc, m.seq desc limit 1`)
}
