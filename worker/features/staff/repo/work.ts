import { sql } from 'drizzle-orm'
import type { StaffEvent, WorkRetry } from '../../../contract/admin.ts'
import type { TenantState } from '../../../contract/tenant-state.ts'
import { fromPgBytes } from '../../../db/columns.ts'
import type { Jurisdiction } from '../../../ports.ts'
import { ask, askOne, doorOf, type StaffAccess } from './access.ts'

type Counts = { due: string; leased: string; late: string; later: string }

export const selectWork = (access: StaffAccess) =>
  ask<Counts & { kind: string; oldestDueAt: string | null }>(
    access,
    sql`
      select kind, due, leased, late, later, oldest_due_at as "oldestDueAt" from staff_work(${doorOf(access)})`,
  )

export const selectLateWork = (access: StaffAccess) =>
  ask<{
    tenantId: string
    organization: string
    state: TenantState
    kind: string
    rows: string
    oldestDueAt: string
  }>(
    access,
    sql`
      select tenant_id as "tenantId", organization, state, kind, rows, oldest_due_at as "oldestDueAt"
      from staff_late_work(${doorOf(access)})`,
  )

/** @returns how many rows the next sweep takes. */
export const retryWorkRows = (access: StaffAccess, { kind, tenantId }: WorkRetry): Promise<number> =>
  askOne(access, sql`staff_retry_work(${doorOf(access)}, ${kind}, ${tenantId ?? null}::uuid)`)

interface EventPage {
  openOnly: boolean
  before: string | null
  limit: number
}

/** One more than the limit tells that there is a next page. */
export const selectParkedEvents = (access: StaffAccess, { openOnly, before, limit }: EventPage) =>
  ask<StaffEvent>(
    access,
    sql`
      select id, tenant_id as "tenantId", organization, channel_id as "channelId", kind, reason, parked_at as at,
        replayed_at as "replayedAt", null as "phoneNumberId", null as "wabaId", channels
      from staff_parked(${doorOf(access)}, ${openOnly}::boolean, ${before}::uuid, ${limit + 1})`,
  )

export const selectUnroutedEvents = (access: StaffAccess, { openOnly, before, limit }: EventPage) =>
  ask<StaffEvent>(
    access,
    sql`
      select id, null as "tenantId", null as organization, null as "channelId", null as kind, reason, received_at as at,
        replayed_at as "replayedAt", phone_number_id as "phoneNumberId", waba_id as "wabaId", channels
      from staff_unrouted(${doorOf(access)}, ${openOnly}::boolean, ${before}::uuid, ${limit + 1})`,
  )

type Place = { tenantId: string; jurisdiction: Jurisdiction }

/** Whose a parked event is, if it can be tried again. @param channelId Where it is to go instead. */
export async function selectParkedPlace(access: StaffAccess, id: string, channelId: string | null) {
  const [row] = await ask<Place>(
    access,
    sql`
      select tenant_id as "tenantId", jurisdiction
      from staff_parked_event(${doorOf(access)}, ${id}::uuid, ${channelId}::uuid)`,
  )
  return row ?? null
}

/** The sealed event of nobody, and whose the channel is, if it may go there. */
export async function selectUnroutedFor(access: StaffAccess, id: string, channelId: string) {
  const [row] = await ask<Place & { box: Uint8Array | string }>(
    access,
    sql`
      select tenant_id as "tenantId", jurisdiction, box
      from staff_unrouted_event(${doorOf(access)}, ${id}::uuid, ${channelId}::uuid)`,
  )
  return row ? { ...row, box: fromPgBytes(row.box) } : null
}

export const finishUnroutedRow = (access: StaffAccess, id: string, channelId: string): Promise<boolean> =>
  askOne(access, sql`staff_finish_unrouted(${doorOf(access)}, ${id}::uuid, ${channelId}::uuid)`)

/** A row of the platform's log: a parked event was tried again. */
export const noteReplayed = (access: StaffAccess, id: string, facts: object): Promise<void> =>
  askOne(
    access,
    sql`staff_note(${doorOf(access)}, 'event.replayed', ${id}::uuid, ${JSON.stringify(facts)}::jsonb, '{}')`,
  )
