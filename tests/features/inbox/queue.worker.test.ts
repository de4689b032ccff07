import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation, Queue } from '../../../worker/contract/conversation.ts'
import { newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'
import { anyPhone, anyWamid } from './events.ts'

let owner: Person
let agent: Person
let conversations: Conversation[]
const nothing: Queue = { waiting: 0, longestWaitingSince: null, unassigned: 0, closingSoon: 0, failed: 0, open: [] }

const queueOf = async (by: Person) => (await by.call<Queue>('GET', '/api/conversations/queue')).body
const list = async (by: Person, query: string) =>
  (await by.call<Page<Conversation>>('GET', `/api/conversations?${query}`)).body.data.map(({ id }) => id)

/** Three customers wrote; one window closes within the hour, one was answered, and one answer failed at WhatsApp. */
beforeAll(async () => {
  owner = await newTenant()
  agent = await newMember(owner, 'agent')
  const { number } = await newChannel(owner)
  const hoursAgo = (hours: number) => String(Math.floor(Date.now() / 1000 - hours * 3600))
  for (const hours of [23.5, 2, 1]) {
    const value = textOf(anyPhone(), anyWamid())
    await deliver(number, {
      ...value,
      messages: value.messages.map((each) => ({ ...each, timestamp: hoursAgo(hours) })),
    })
  }
  const phone = anyPhone()
  const echo = {
    ...{ from: number.displayPhoneNumber, to: phone, id: anyWamid(), timestamp: hoursAgo(3), type: 'text' },
    text: { body: 'Hi' },
  }
  await deliver(number, { message_echoes: [echo] }, { field: 'smb_message_echoes' })
  await applied(owner)
  const failed = { id: echo.id, status: 'failed', timestamp: hoursAgo(2.9), recipient_id: phone }
  await deliver(number, { statuses: [{ ...failed, errors: [{ code: 131026, title: 'Undeliverable' }] }] })
  await applied(owner)
  conversations = (await owner.call<Page<Conversation>>('GET', '/api/conversations')).body.data
  await owner.call('PUT', `/api/conversations/${conversations[0]?.id}/assignee`, { memberId: agent.me.memberId })
})

describe('the queue', () => {
  it('counts who waits, what closes, who has what, and what failed', async () => {
    const queue = await queueOf(owner)
    expect(queue).toMatchObject({ waiting: 3, unassigned: 3, closingSoon: 1, failed: 1 })
    expect(queue.open).toEqual([{ memberId: agent.me.memberId, count: 1 }])
    expect(Math.round((Date.now() - Date.parse(queue.longestWaitingSince ?? '')) / 360_000)).toBe(235)
  })

  it('counts what its filters list', async () => {
    const queue = await queueOf(owner)
    expect(await list(owner, 'failed=true&status=open,snoozed,closed')).toHaveLength(queue.failed)
    expect(await list(owner, 'sort=oldest-waiting')).toHaveLength(queue.waiting)
    expect(await list(owner, 'assignee=none')).toHaveLength(queue.unassigned)
    expect(await list(owner, `assignee=${agent.me.memberId}`)).toEqual([conversations[0]?.id])
  })

  it('is for supervisors and above, and of the own tenant', async () => {
    const [supervisor, stranger] = await Promise.all([newMember(owner, 'supervisor'), newTenant()])
    expect(await queueOf(supervisor)).toEqual(await queueOf(owner))
    expect((await agent.call('GET', '/api/conversations/queue')).status).toBe(403)
    expect(await queueOf(stranger)).toEqual(nothing)
  })
})
