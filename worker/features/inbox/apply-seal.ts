import type { AttemptEvent, ChannelEvent, StatusEvent } from '../../contract/events.ts'
import { normalisePhone, normaliseUserId } from '../../crypto/normalise.ts'
import { isUuid } from '../../kit/ids.ts'
import { policyFor } from '../../whatsapp/failures.ts'
import type { ApplyCtx } from './apply-ctx.ts'
import type { AttemptRow, ChannelEventRow, CustomerFlag, PreferenceRow, StatusRow } from './apply-rows.ts'
import type { Preference } from './preferences.ts'
import { attemptPlace } from './seal.ts'

export type Of<E> = { channelId: string; event: E }

export async function sealStatus(ctx: ApplyCtx, { channelId, event }: Of<StatusEvent>): Promise<StatusRow> {
  const { vault, tenantId } = ctx
  const attemptId = event.attemptId && isUuid(event.attemptId) ? event.attemptId : null
  const [eventKey, index, attemptBox] = await Promise.all([
    eventKeyOf(ctx, 'status', channelId, event.wamid, event.status, String(event.atMs), event.participant ?? ''),
    vault.index(tenantId, 'wamid', event.wamid),
    attemptId ? vault.seal(tenantId, attemptPlace(attemptId), { wamid: event.wamid, error: null }) : null,
  ])
  return {
    eventKey,
    attemptId,
    wamidIndex: index.bytes,
    attemptBox,
    status: event.status.slice(0, 40),
    errorCode: event.errors[0]?.code ?? null,
    pricing: event.pricing,
    atMs: event.atMs || ctx.now(),
  }
}

export async function sealAttempt({ vault, tenantId }: ApplyCtx, event: AttemptEvent): Promise<AttemptRow> {
  const [box, index] = await Promise.all([
    vault.seal(tenantId, attemptPlace(event.attemptId), { wamid: event.wamid, error: event.error }),
    event.wamid ? vault.index(tenantId, 'wamid', event.wamid) : null,
  ])
  return {
    messageId: event.messageId,
    attemptId: event.attemptId,
    outcome: event.outcome,
    errorCode: event.error?.code ?? null,
    box,
    wamidIndex: index?.bytes ?? null,
    atMs: event.atMs,
    retryAtMs: event.retryAtMs,
  }
}

export async function sealChannelEvent(
  ctx: ApplyCtx,
  { channelId, event }: Of<ChannelEvent>,
): Promise<ChannelEventRow> {
  const { vault, tenantId, now } = ctx
  const value = JSON.stringify(event.value)
  const eventKey = await eventKeyOf(
    ctx,
    'channel',
    channelId,
    event.field,
    event.subject ?? '',
    String(event.atMs),
    value,
  )
  const place = { table: 'channel_events', id: Buffer.from(eventKey).toString('hex') }
  const box = await vault.seal(tenantId, place, event.value)
  return { eventKey, channelId, field: event.field.slice(0, 80) || 'unknown', box, atMs: event.atMs ?? now() }
}

/** What a failure says of the customer; null if nothing. */
export function flagOf(
  code: number | undefined,
  of: Pick<CustomerFlag, 'attemptId' | 'wamidIndex' | 'atMs'>,
): CustomerFlag | null {
  if (code === undefined) return null
  const { markUnreachable, optedOut } = policyFor({ httpStatus: null, code })
  if (!markUnreachable && !optedOut) return null
  return { ...of, unreachableCode: markUnreachable ? code : null, optedOut: optedOut ?? false }
}

export async function indexPreference(
  { vault, tenantId }: ApplyCtx,
  { phone, userId, optedOut }: Preference,
  atMs: number,
): Promise<PreferenceRow> {
  const indexes = await Promise.all([
    phone ? vault.indexAll(tenantId, 'phone', normalisePhone(phone)) : [],
    userId ? vault.indexAll(tenantId, 'user_id', normaliseUserId(userId)) : [],
  ])
  return { valueIndexes: indexes.flat().map((index) => index.bytes), optedOut, atMs }
}

async function eventKeyOf(ctx: ApplyCtx, ...parts: string[]): Promise<Uint8Array> {
  const key = await ctx.vault.dedupKey(ctx.tenantId)
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
}
