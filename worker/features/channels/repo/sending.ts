import { sql } from 'drizzle-orm'
import type { Vault } from '../../../crypto/vault.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { fromPgBytes } from '../../../db/columns.ts'

/** The private fields of a channel's row. */
export interface ChannelSecrets {
  accessToken: string
  appSecret: string | null
}

export interface SendingChannel {
  phoneNumberId: string
  accessToken: string
  perSecondMax: number
  state: 'active' | 'paused' | 'disconnected'
  pausedUntilMs: number | null
}

/** Where a channel belongs at Meta; null if the tenant has no such channel. */
export async function findChannelPlace(
  db: TenantDb,
  channelId: string,
): Promise<{ id: string; wabaId: string; portfolioId: string } | null> {
  const [result] = await db.batch(
    db.build.execute<{ id: string; wabaId: string; portfolioId: string }>(sql`
      select id, waba_id as "wabaId", portfolio_id as "portfolioId" from channels where id = ${channelId}::uuid`),
  )
  return result.rows[0] ?? null
}

/** What sending and fetching on a channel needs; null if it is gone. */
export async function findSendingChannel(
  db: TenantDb,
  vault: Vault,
  channelId: string,
): Promise<SendingChannel | null> {
  type Row = Omit<SendingChannel, 'accessToken' | 'pausedUntilMs'> & {
    box: Uint8Array | string
    pausedUntil: string | null
  }
  const [result] = await db.batch(
    db.build.execute<Row>(sql`
      select phone_number_id as "phoneNumberId", per_second_max as "perSecondMax", state, paused_until as "pausedUntil",
        secret_box as box
      from channels where id = ${channelId}::uuid`),
  )
  const row = result.rows[0]
  if (!row) return null
  const place = { table: 'channels', id: channelId }
  const { accessToken } = await vault.openSecret<ChannelSecrets>(db.tenantId, place, fromPgBytes(row.box))
  const { phoneNumberId, perSecondMax, state } = row
  return {
    phoneNumberId,
    perSecondMax,
    state,
    accessToken,
    pausedUntilMs: row.pausedUntil ? Date.parse(row.pausedUntil) : null,
  }
}

/** WhatsApp refuses the number: nothing is sent until somebody or time says otherwise. */
export async function stopChannel(
  db: TenantDb,
  channelId: string,
  state: 'paused' | 'disconnected',
  code: number,
): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      with changed as (
        update channels set state = ${state}, state_code = ${code}
        where id = ${channelId}::uuid and state = 'active' returning id)
      insert into audit_log (action, subject_id, details)
      select 'channel.stopped', id, jsonb_build_object('code', ${code}::int) from changed`),
  )
}

/** Notes that Meta was heard of. */
export async function touchChannels(db: TenantDb, channelIds: string[]): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      update channels set last_webhook_at = now()
      where id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(channelIds)}::json)))`),
  )
}
