import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

let bench: InboxBench
let make: ReturnType<typeof eventsOf>
beforeAll(async () => {
  bench = await inboxBench(inject('services'))
  make = eventsOf(bench)
})

async function conversation(): Promise<string> {
  const { frames } = await bench.apply([make.text(anyWamid(), 'Hello', { customer: { phone: anyPhone() } })])
  return frames[0]?.ids.conversationId ?? ''
}

/** What of these two stood to be done: the activity lines of the thread and the audit rows. */
async function traces(conversationId: string) {
  const { data } = await bench.thread(conversationId)
  const audited = await bench.rows(
    sql`select action from audit_log where subject_id = ${conversationId}::uuid order by id`,
  )
  return {
    lines: data.filter((each) => each.type === 'activity').map((each) => each.activity?.action),
    audited: audited.map((row) => row.action),
  }
}

describe('two agents at the same moment', () => {
  it('close a conversation once; the second is told', async () => {
    const conversationId = await conversation()
    const close = () => bench.run('closeConversation', { conversationId })
    const outcomes = await Promise.allSettled([close(), close()])
    expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_CLOSED' } })
    expect(await traces(conversationId)).toEqual({ lines: ['closed'], audited: ['conversation.closed'] })
  })

  it('open it again once', async () => {
    const conversationId = await conversation()
    await bench.run('closeConversation', { conversationId })
    const reopen = () => bench.run('reopenConversation', { conversationId })
    const outcomes = await Promise.allSettled([reopen(), reopen()])
    expect(outcomes.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_OPEN' } })
    expect((await traces(conversationId)).lines).toEqual(['reopened', 'closed'])
  })

  it('give it to the same person once, and both see that it is so', async () => {
    const conversationId = await conversation()
    const assign = () => bench.run('assignConversation', { conversationId, memberId: bench.memberId })
    const both = await Promise.all([assign(), assign()])
    expect(both).toMatchObject([{ assigneeId: bench.memberId }, { assigneeId: bench.memberId }])
    expect(await traces(conversationId)).toEqual({ lines: ['assigned'], audited: ['conversation.assigned'] })
  })

  it('read it once', async () => {
    const conversationId = await conversation()
    const read = () => bench.run('markRead', { conversationId })
    await Promise.all([read(), read()])
    expect(await traces(conversationId)).toEqual({ lines: [], audited: ['conversation.read'] })
  })
})
