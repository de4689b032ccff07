import { sql } from 'drizzle-orm'
import { fromPgBytes } from '../../../db/columns.ts'
import type { Database } from '../../../db/connect.ts'
import type { Jurisdiction } from '../../../ports.ts'

export interface FoundChannel {
  tenantId: string
  channelId: string
  jurisdiction: Jurisdiction
  phoneNumberId: string
  wabaId: string
  /** Its webhooks are signed by the tenant's own Meta app. */
  ownApp: boolean
}

/** By number; without one, the oldest channel of the account. */
export async function selectChannelPlace(
  db: Database,
  phoneNumberId: string | null,
  wabaId: string | null,
): Promise<FoundChannel | null> {
  const { rows } = await db.execute<{ [K in keyof FoundChannel]: FoundChannel[K] }>(sql`
    select tenant_id as "tenantId", channel_id as "channelId", jurisdiction, phone_number_id as "phoneNumberId",
      waba_id as "wabaId", channel_key is not null as "ownApp"
    from find_channel(${phoneNumberId}::text, ${wabaId}::text)`)
  return rows[0] ?? null
}

export interface OwnAppRow {
  phoneNumberId: string
  wabaId: string
  /** Under INTAKE_KEYS. */
  intakeSecret: Uint8Array
  verifyToken: string
}

export async function selectOwnApp(db: Database, channelKey: string): Promise<OwnAppRow | null> {
  const { rows } = await db.execute<Omit<OwnAppRow, 'intakeSecret'> & { intakeSecret: Uint8Array | string }>(sql`
    select phone_number_id as "phoneNumberId", waba_id as "wabaId", intake_secret as "intakeSecret",
      verify_token as "verifyToken"
    from find_own_app(${channelKey}) where intake_secret is not null and verify_token is not null`)
  const [row] = rows
  return row ? { ...row, intakeSecret: fromPgBytes(row.intakeSecret) } : null
}
