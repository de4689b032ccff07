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

  it('put it out of sight once, and bring it back once', async () => {
    const conversationId = await conversation()
    const snooze = () => bench.run('snoozeConversation', { conversationId, until: null })
    const both = await Promise.all([snooze(), snooze()])
    expect(both).toMatchObject([{ status: 'snoozed' }, { status: 'snoozed' }])
    const reopen = () => bench.run('reopenConversation', { conversationId })
    const outcomes = await Promise.allSettled([reopen(), reopen()])
    expect(outcomes.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_OPEN' } })
    expect(await traces(conversationId)).toEqual({
      lines: ['woken', 'snoozed'],
      audited: ['conversation.snoozed', 'conversation.woken'],
    })
  })

  it('close what the other puts out of sight: both are done, one after the other', async () => {
    const conversationId = await conversation()
    const outcomes = await Promise.allSettled([
      bench.run('closeConversation', { conversationId }),
      bench.run('snoozeConversation', { conversationId, until: null }),
    ])
    const { lines } = await traces(conversationId)
    expect(outcomes[0].status).toBe('fulfilled')
    expect(lines.at(0)).toBe('closed')
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'closed', snoozedUntil: null })
  })

  it('give it the same priority once', async () => {
    const conversationId = await conversation()
    const urgent = () => bench.run('setPriority', { conversationId, priority: 'urgent' })
    await Promise.all([urgent(), urgent()])
    expect((await bench.conversation(conversationId)).priority).toBe('urgent')
    expect((await traces(conversationId)).audited).toEqual(['conversation.prioritised'])
  })

  it('read it once', async () => {
    const conversationId = await conversation()
    const read = () => bench.run('markRead', { conversationId })
    await Promise.all([read(), read()])
    expect(await traces(conversationId)).toEqual({ lines: [], audited: ['conversation.read'] })
  })
})
