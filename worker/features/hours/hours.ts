import type { BusinessHours, NewBusinessHours } from '../../contract/hours.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { changesOf, insertAudit } from '../tenant/index.ts'
import { nextOpening } from './policy.ts'
import { type HoursRow, selectHours, upsertHours } from './repo.ts'

export interface HoursCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  now(): number
}

const placeOf = (tenantId: string) => ({ table: 'business_hours', id: tenantId })

/** Whoever never said otherwise is open at any time. */
const always: NewBusinessHours = {
  zone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
  holidays: [],
  language: 'en',
  greeting: { on: false, text: '' },
  away: { on: false, text: '' },
}

export async function getHours({ asActor, vault, now }: HoursCtx): Promise<BusinessHours> {
  const [{ rows }] = await asActor.batch(selectHours(asActor))
  const [row] = rows
  const hours = (await openHours(vault, asActor.tenantId, row)) ?? always
  const nowMs = now()
  const opensAtMs = nextOpening(hours, nowMs)
  const isOpen = opensAtMs === nowMs
  const opensAt = isOpen ? null : new Date(opensAtMs).toISOString()
  return { ...hours, isOpen, opensAt, changedAt: toIso(row?.changedAt ?? null) }
}

export async function setHours(ctx: HoursCtx, hours: NewBusinessHours): Promise<BusinessHours> {
  const { actor, asActor, vault } = ctx
  const box = await vault.seal(actor.tenantId, placeOf(actor.tenantId), hours)
  const before = await getHours(ctx)
  const named = ({ zone, language, greeting, away }: NewBusinessHours) => ({
    zone,
    language,
    greeting: greeting.on,
    away: away.on,
  })
  const details = changesOf(named(before), named(hours))
  const audit = { memberId: actor.memberId, subjectId: actor.tenantId, details }
  await asActor.batch(
    upsertHours(asActor, box, hours.greeting.on || hours.away.on),
    insertAudit(asActor, { ...audit, action: 'hours.changed' }),
  )
  return getHours(ctx)
}

/** null where the tenant has set none. */
export async function openHours(
  vault: Vault,
  tenantId: string,
  row: HoursRow | undefined,
): Promise<NewBusinessHours | null> {
  return row ? vault.open<NewBusinessHours>(tenantId, placeOf(tenantId), fromPgBytes(row.box)) : null
}
