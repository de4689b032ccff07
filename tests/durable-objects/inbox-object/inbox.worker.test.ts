import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { InboxObject } from '../../../durable-objects/inbox-object/object.ts'
import type { JournalEvent } from '../../../worker/contract/events.ts'
import type { Readiness } from '../../../worker/contract/health.ts'
import { utf8 } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { anyPhone, anyWamid, eventsOf } from '../../features/inbox/events.ts'
import { services } from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'
import { env, eventually, type ObjectBench, objectBench } from '../object-bench.ts'

let bench: ObjectBench
let make: ReturnType<typeof eventsOf>
beforeEach(async () => {
  bench = await objectBench()
  make = eventsOf(bench)
})

const hello = () => make.text(anyWamid(), 'Hello', { customer: { phone: anyPhone() } })
const backlog = () => bench.inbox.backlog(bench.place)

interface JournalRow {
  count: number
  box: Uint8Array | null
  overflow: string | null
}

const seal = (events: JournalEvent[]) => services.intake.seal(utf8(JSON.stringify(events)), 'journal')

/** Writes rows into the journal behind the object's back, as a life of it that crashed before applying them left them. */
async function leaveBehind(...rows: JournalRow[]): Promise<void> {
  await backlog()
  await runInDurableObject(bench.inbox, (_, state) => {
    for (const { count, box, overflow } of rows) {
      state.storage.sql.exec('insert into journal (count, box, overflow) values (?, ?, ?)', count, box, overflow)
    }
  })
  await evictDurableObject(bench.inbox)
}

const leaveEvents = async (...batches: JournalEvent[][]) =>
  leaveBehind(
    ...(await Promise.all(
      batches.map(async (events) => ({ count: events.length, box: await seal(events), overflow: null })),
    )),
  )

describe('events', () => {
  it('are in the journal, sealed, when receive returns; they are applied soon after and leave it', async () => {
    const words = `words ${newId()}`
    const events = [make.text(anyWamid(), words, { customer: { phone: anyPhone() } }), hello()]
    await runInDurableObject(bench.inbox, async (inbox, state) => {
      expect(await inbox.receive(bench.place, JSON.stringify(events), events.length)).toBe(true)
      const journaled = state.storage.sql
        .exec<{ count: number; box: ArrayBuffer }>('select count, box from journal')
        .one()
      expect(journaled.count).toBe(2)
      expect(Buffer.from(journaled.box).includes(words)).toBe(false)
      expect(await state.storage.getAlarm()).not.toBeNull()
    })
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(2)
  })

  it('that were journaled survive the object, and are applied by its next life', async () => {
    await leaveEvents([hello()], [hello(), hello()])
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(3)
  })

  it('that were committed before the crash are applied once', async () => {
    const event = hello()
    await bench.inboxPort.receive([event])
    await eventually(async () => expect(await backlog()).toBe(0))
    await leaveEvents([event], [event, hello()])
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(2)
    const [conversation] = (await bench.owner.call<{ data: { unreadCount: number }[] }>('GET', '/api/conversations'))
      .body.data
    expect(conversation?.unreadCount).toBe(1)
  })

  it('survive an eviction right after they were received', async () => {
    for (let time = 0; time < 3; time++) {
      await bench.inboxPort.receive([hello()])
      await evictDurableObject(bench.inbox)
    }
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(3)
  })

  it('that come together are one row', async () => {
    await Promise.all(Array.from({ length: 20 }, () => bench.inboxPort.receive([hello()])))
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(20)
    const last = await runInDurableObject(bench.inbox, (_, state) =>
      Number(state.storage.sql.exec("select seq from sqlite_sequence where name = 'journal'").one().seq),
    )
    expect(last).toBeLessThan(20)
  })

  it('that cannot be applied are parked with their reason, and the rest goes on', async () => {
    const endless = make.text(anyWamid(), 'x', {
      customer: { phone: anyPhone() },
      type: 'a type of more than twenty letters' as 'text',
    })
    await bench.inboxPort.receive([hello(), endless, hello()])
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(2)
    const parked = await bench.rows<{ kind: string; reason: string }>(sql`select kind, reason from parked_events`)
    expect(parked).toEqual([{ kind: 'message', reason: expect.stringContaining('23514') }])
  })

  it('in a row that does not open are parked whole, and those behind it go on', async () => {
    const damaged = await seal([hello()])
    damaged[damaged.length - 1] = 1 ^ (damaged.at(-1) as number)
    await leaveBehind(
      { count: 1, box: damaged, overflow: null },
      { count: 1, box: await seal([hello()]), overflow: null },
    )
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(1)
    expect(await bench.rows(sql`select kind from parked_events`)).toEqual([{ kind: 'journal' }])
  })

  it('whose object the bucket lost are noted as lost, and those behind them go on', async () => {
    await leaveBehind(
      { count: 1, box: null, overflow: `journal/${bench.tenantId}/${newId()}` },
      { count: 1, box: await seal([hello()]), overflow: null },
    )
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(1)
    const [parked] = await bench.rows<{ id: string; kind: string }>(sql`select id, kind, reason from parked_events`)
    expect(parked).toMatchObject({ kind: 'lost', reason: 'OverflowLost' })
    expect(await bench.owner.call('POST', `/api/parked-events/${parked?.id}/replay`)).toMatchObject({ status: 404 })
  })

  it('that were committed before the crash make the screens read anew: nobody was told', async () => {
    const event = hello()
    await bench.inboxPort.receive([event])
    await eventually(async () => expect(await backlog()).toBe(0))
    const window = await openWindow(bench.owner)
    await leaveEvents([event])
    await eventually(async () => expect(await backlog()).toBe(0))
    await eventually(() => expect(window.said.join()).toContain('"type":"resync"'))
    window.close()
  })

  it('too large for a row lie in the bucket until they were applied', async () => {
    const long = make.text(anyWamid(), 'long '.repeat(300_000), { customer: { phone: anyPhone() } })
    await bench.inboxPort.receive([long])
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(1)
    await eventually(async () =>
      expect((await env.BUCKET.list({ prefix: `journal/${bench.tenantId}/` })).objects).toEqual([]),
    )
  })
})

describe('the journal', () => {
  it('refuses what it has no room for, without taking part of it', async () => {
    await backlog()
    await runInDurableObject(bench.inbox, async (_, state) => {
      state.storage.sql.exec('insert into journal (count, box) values (50000, ?)', await seal([]))
      const nextLife = new InboxObject(state, env)
      expect(await nextLife.receive(bench.place, JSON.stringify([hello()]), 1)).toBe(false)
      expect(state.storage.sql.exec('select count(*) as n from journal').one().n).toBe(1)
      state.storage.sql.exec('delete from journal')
    })
  })

  it('has an alarm as long as it is not empty, which applies it', async () => {
    await leaveEvents([hello()])
    const armedMs = await runInDurableObject(bench.inbox, (_, state) => state.storage.getAlarm())
    if (armedMs !== null) await runDurableObjectAlarm(bench.inbox)
    await eventually(async () => expect(await backlog()).toBe(0))
    expect(await bench.countMessages()).toBe(1)
  })
})

describe('an inbox that is behind', () => {
  const inboxes = async () => {
    const { dependencies } = (await bench.owner.call<Readiness>('GET', '/readyz')).body
    return dependencies.find((each) => each.name === 'inboxes')
  }

  it('is named by /readyz, and no more once it has caught up', async () => {
    await backlog()
    await runInDurableObject(bench.inbox, async (inbox, state) => {
      await env.BUCKET.put(`behind/${bench.tenantId}`, '')
      state.storage.kv.put('behind', true)
      expect(await inboxes()).toMatchObject({ ok: false, detail: expect.stringContaining('behind') })
      await inbox.alarm()
      expect(await env.BUCKET.head(`behind/${bench.tenantId}`)).toBeNull()
    })
  })
})

it('an inbox serves one tenant', async () => {
  await backlog()
  const foreign = { tenantId: newId(), jurisdiction: 'default' as const }
  await runInDurableObject(bench.inbox, async (inbox) => {
    await expect(inbox.receive(foreign, '[]', 0)).rejects.toThrow('one tenant')
    await expect(inbox.backlog(foreign)).rejects.toThrow('one tenant')
    const actor = {
      tenantId: foreign.tenantId,
      memberId: newId(),
      userId: newId(),
      role: 'owner',
      sees: 'all',
      sessionId: newId(),
      provedAtMs: 0,
    } as const
    expect(() => inbox.command(bench.place, actor, 'markRead', '{}')).toThrow('their own tenant')
  })
})
