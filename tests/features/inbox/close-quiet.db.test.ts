import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { closeQuiet, type SystemCtx } from '../../../worker/features/inbox/index.ts'
import { scheduleLook, updateTenant } from '../../../worker/features/tenant/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

const dayMs = 24 * 60 * 60_000

let bench: InboxBench
let make: ReturnType<typeof eventsOf>
beforeAll(async () => {
  bench = await inboxBench(inject('services'), 'owner')
  make = eventsOf(bench)
})

const closeAfter = (closeAfterDays: number) =>
  bench.tenant.batch(
    updateTenant(bench.tenant, { desk: { closeAfterDays } }, bench.memberId),
    scheduleLook(bench.tenant, 'closure', closeAfterDays > 0),
  )
async function write(days: number, phone = anyPhone()): Promise<string> {
  const text = make.text(anyWamid(), 'Thank you', { customer: { phone }, atMs: Date.now() - days * dayMs })
  const { frames } = await bench.apply([text])
  return frames[0]?.ids.conversationId ?? ''
}
const run = (more: Partial<SystemCtx> = {}) => closeQuiet({ ...bench.commands, ...more })
const statusOf = async (id: string) => (await bench.conversation(id)).status

describe('a conversation without a word', () => {
  it('is closed after the days that the tenant says, once, by nobody, and opened by the next message', async () => {
    const phone = anyPhone()
    const [quiet, alive] = [await write(8, phone), await write(6)]
    await run()
    expect(await statusOf(quiet)).toBe('open')
    await closeAfter(7)
    await run()
    await run()
    expect([await statusOf(quiet), await statusOf(alive)]).toEqual(['closed', 'open'])
    const [line] = (await bench.thread(quiet)).data
    expect(line).toMatchObject({
      author: { kind: 'system', memberId: null },
      activity: { action: 'closed', memberId: null, afterDays: 7 },
    })
    expect((await bench.thread(quiet)).data).toHaveLength(2)
    expect(bench.published.slice(-2)).toMatchObject([
      { type: 'conversation.updated', data: { conversation: { id: quiet, status: 'closed' } } },
      { type: 'message.created', ids: { messageId: line?.id } },
    ])
    const audited = await bench.rows(sql`
      select action, member_id as "memberId", details from audit_log where subject_id = ${quiet}::uuid`)
    expect(audited).toEqual([
      { action: 'conversation.closed', memberId: null, details: { automatic: true, afterDays: 7 } },
    ])
    const [episode] = await bench.rows(sql`
      select closed_at is not null as closed, closed_by as "closedBy" from conversation_episodes
      where conversation_id = ${quiet}::uuid`)
    expect(episode).toEqual({ closed: true, closedBy: null })
    await write(0, phone)
    expect(await statusOf(quiet)).toBe('open')
  })

  it('stays open as long as the team does something with it', async () => {
    await closeAfter(7)
    const [noted, reopened, quiet] = [await write(9), await write(9), await write(9)]
    const note = { clientMessageId: newId(), type: 'note' as const, note: { body: 'Asked the workshop' } }
    await bench.run('sendMessage', { conversationId: noted, message: note })
    await bench.run('closeConversation', { conversationId: reopened })
    await bench.run('reopenConversation', { conversationId: reopened })
    await run()
    expect(await Promise.all([noted, reopened, quiet].map(statusOf))).toEqual(['open', 'open', 'closed'])
  })

  it('stays open if its customer writes while it is being closed', async () => {
    await closeAfter(7)
    const phone = anyPhone()
    const conversationId = await write(9, phone)
    let batches = 0
    const batch = async (...queries: never[]) => {
      batches += 1
      if (batches === 2) await write(0, phone)
      return bench.tenant.batch(...queries)
    }
    await run({ db: { ...bench.tenant, batch: batch as typeof bench.tenant.batch } })
    expect(batches).toBe(2)
    expect(await statusOf(conversationId)).toBe('open')
  })
})

it('the work list looks again later, and not where it is off', async () => {
  const due = () =>
    bench.rows(sql`
      select extract(epoch from due_at - now())::int > 600 as later from work_due
      where tenant_id = ${bench.tenantId}::uuid and kind = 'closure'`)
  await closeAfter(30)
  await run()
  expect(await due()).toEqual([{ later: true }])
  await closeAfter(0)
  expect(await due()).toEqual([])
})
