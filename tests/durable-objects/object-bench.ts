import { env as bindings } from 'cloudflare:workers'
import { type SQL, sql } from 'drizzle-orm'
import { vi } from 'vitest'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { hubStub, inboxPort, inboxStub, senderStub } from '../../worker/objects.ts'
import { newChannel, newTenant, services } from '../support/factories.ts'

export const env = bindings as unknown as Bindings

export type ObjectBench = Awaited<ReturnType<typeof objectBench>>

/** A tenant with a connected number, and its three objects. */
export async function objectBench() {
  const owner = await newTenant()
  const { channel, number } = await newChannel(owner)
  const tenantId = owner.me.tenant.id
  const place = { tenantId, jurisdiction: 'default' as const }
  const db = asTenant(services.db, tenantId)
  const rows = async <T extends Record<string, unknown>>(query: SQL) =>
    (await db.batch(db.build.execute<T>(query)))[0].rows
  return {
    ...{ owner, number, tenantId, place, db, rows },
    channelId: channel.id,
    phoneNumberId: number.phoneNumberId,
    wabaId: number.wabaId,
    nowMs: Date.now(),
    inbox: inboxStub(env, place),
    inboxPort: inboxPort(env, place),
    hub: hubStub(env, place),
    sender: senderStub(env, place, channel.id),
    countMessages: async () => (await rows<{ n: number }>(sql`select count(*)::int as n from messages`))[0]?.n ?? 0,
  }
}

/** Waits for what happens by itself. */
export const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 10_000, interval: 50 })
