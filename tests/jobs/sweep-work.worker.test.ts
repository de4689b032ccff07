import { env as bindings } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { sweepScheduled } from '../../worker/jobs/sweep-work.ts'
import { newId } from '../../worker/kit/ids.ts'
import { servicesOf } from '../../worker/services.ts'

const env = bindings as unknown as Bindings

it('what fails does not keep the rest of its tenant waiting, and is due again after its lease', async () => {
  const tenantId = newId()
  const ids = [newId(), newId(), newId()]
  const db = asTenant(servicesOf(env).db, tenantId)
  const rowsOf = async (query: ReturnType<typeof sql>) => (await db.batch(db.build.execute(query)))[0].rows
  await rowsOf(sql`insert into tenants (id, name) values (${tenantId}::uuid, 'Sweep')`)
  await rowsOf(sql`
    insert into work_due (tenant_id, kind, ref_id, due_at)
    select ${tenantId}::uuid, 'schedule', value::uuid, now() - interval '1 minute'
    from json_array_elements_text(${JSON.stringify(ids)}::json)`)
  const asked: string[] = []
  const inbox = {
    async sendDue(place: { tenantId: string }, id: string) {
      if (place.tenantId !== tenantId) return
      asked.push(id)
      if (asked.length === 1) throw new Error('the inbox was reset')
    },
  }
  const recording = { ...env, INBOX: { idFromName: (name: string) => name, get: () => inbox } }
  await sweepScheduled(recording as unknown as Bindings)
  expect(asked.sort()).toEqual(ids.sort())
  const left = await rowsOf(sql`
    select ref_id from work_due where tenant_id = ${tenantId}::uuid and kind = 'schedule' and lease_until > now()`)
  expect(left).toHaveLength(3)
})
