import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import type { Desk, Member, Team, Tenant } from '../../../worker/contract/team.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { deliverText, env } from '../../security/inhabited-tenant.ts'
import {
  auditOf,
  type GraphNumber,
  newChannel,
  newMember,
  newTenant,
  type Person,
  services,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

const setDesk = (by: Person, desk: Partial<Desk>) => by.call<Tenant>('PATCH', '/api/tenant', { desk })
const say = (by: Person, conversationId: string, body: string, more: object = {}) =>
  by.call<Message & { code?: string; detail?: string }>('POST', `/api/conversations/${conversationId}/messages`, {
    clientMessageId: newId(),
    type: 'text',
    text: { body },
    ...more,
  })
const assign = (by: Person, id: string, to: { memberId: string | null; teamId?: string | null }) =>
  by.call<Conversation>('PUT', `/api/conversations/${id}/assignee`, to)
const anyPhone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

/** A conversation that a customer begins. */
async function begin(owner: Person, number: GraphNumber): Promise<Conversation> {
  const phone = anyPhone()
  await deliverText(number, phone, 'Hello')
  return vi.waitFor(async () => {
    const { body } = await owner.call<{ data: Conversation[] }>('POST', '/api/search', { q: `+${phone}` })
    if (!body.data[0]) throw new Error('not applied yet')
    return body.data[0]
  }, 10_000)
}
const read = async (by: Person, id: string) => (await by.call<Conversation>('GET', `/api/conversations/${id}`)).body
const thread = async (by: Person, id: string) =>
  (await by.call<{ data: Message[] }>('GET', `/api/conversations/${id}/messages`)).body.data

/** What Graph was asked about a number besides sending. */
async function receipts({ phoneNumberId }: GraphNumber): Promise<Record<string, unknown>[]> {
  const log = (await (await fetch(`${services.settings.GRAPH_API_URL}/__log`)).json()) as {
    path: string
    body: Record<string, unknown> | null
  }[]
  return log.flatMap(({ path, body }) => (path.includes(phoneNumberId) && body?.status === 'read' ? [body] : []))
}

/** As after an hour in which no sweep came; a sweep has it in hand. */
const makeLate = (tenantId: string, refId: string) =>
  services.db.execute(sql`update work_due set due_at = now() - interval '1 hour', lease_until = now() + interval '45 seconds'
    where tenant_id = ${tenantId}::uuid and kind = 'assignment' and ref_id = ${refId}::uuid`)
const lateWork = async (tenantId: string) =>
  (
    await services.db.execute(sql`select ref_id from work_due where tenant_id = ${tenantId}::uuid
      and kind = 'assignment' and (due_at < now() or lease_until is not null)`)
  ).rows

let owner: Person
let agent: Person
let number: GraphNumber
beforeAll(async () => {
  owner = await newTenant()
  ;[agent, { number }] = await Promise.all([newMember(owner, 'agent', 'Ana Maria Novak'), newChannel(owner)])
})

describe('the desk of a tenant', () => {
  it('is changed part by part by admins, and written down', async () => {
    const answer = await setDesk(owner, { signature: 'first', agentCapacity: 7 })
    expect(answer).toMatchObject({
      status: 200,
      body: { desk: { signature: 'first', agentCapacity: 7, assignment: 'manual' } },
    })
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'tenant.changed',
      details: { changes: { signature: ['none', 'first'], agent_capacity: [20, 7] } },
    })
    expect((await setDesk(agent, { signature: 'none' })).status).toBe(403)
    expect((await setDesk(owner, { agentCapacity: 0 })).status).toBe(400)
    expect((await owner.call('PATCH', '/api/tenant', { desk: { colour: 'red' } })).status).toBe(400)
    const other = await newTenant()
    expect((await other.call<Tenant>('GET', '/api/tenant')).body.desk.agentCapacity).toBe(20)
    await setDesk(owner, { signature: 'none' })
  })

  it('signs what agents write with as much of their name as it says', async () => {
    const { id } = await begin(owner, number)
    await setDesk(owner, { signature: 'first' })
    expect((await say(agent, id, 'One')).body.text?.body).toBe('One\n\n_Ana_')
    await setDesk(owner, { signature: 'full' })
    expect((await say(agent, id, 'Two')).body.text?.body).toBe('Two\n\n_Ana Maria Novak_')
    expect(await say(agent, id, 'x'.repeat(4096))).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    const note = { clientMessageId: newId(), type: 'note', note: { body: 'For us' } }
    const written = await agent.call<Message>('POST', `/api/conversations/${id}/messages`, note)
    expect(written.body.note?.body).toBe('For us')
    await setDesk(owner, { signature: 'none' })
  })

  it('lets only the assignee answer, where it says so', async () => {
    const { id } = await begin(owner, number)
    await setDesk(owner, { onlyAssigneeSends: true })
    expect(await say(agent, id, 'Hi')).toMatchObject({ status: 409, body: { code: 'NOT_ASSIGNEE' } })
    const note = { clientMessageId: newId(), type: 'note', note: { body: 'For us' } }
    expect((await agent.call('POST', `/api/conversations/${id}/messages`, note)).status).toBe(202)
    await assign(agent, id, { memberId: agent.me.memberId })
    expect((await say(agent, id, 'Hi')).status).toBe(202)
    expect((await say(owner, id, 'Me too')).body.detail).toContain('a colleague has this conversation')
    const sendAt = new Date(Date.now() + 3_600_000).toISOString()
    const later = { sendAt, message: { clientMessageId: newId(), type: 'text', text: { body: 'Me too' } } }
    const scheduled = (by: Person) => by.call('POST', `/api/conversations/${id}/scheduled`, later)
    expect(await scheduled(owner)).toMatchObject({ status: 409, body: { code: 'NOT_ASSIGNEE' } })
    await setDesk(owner, { onlyAssigneeSends: false })
    expect((await say(owner, id, 'Me too')).status).toBe(202)
  })

  it('shows the customer ticks and typing only where it says so', async () => {
    const { id } = await begin(owner, number)
    await agent.call('POST', `/api/conversations/${id}/read`)
    await agent.call('POST', `/api/conversations/${id}/typing`, { typing: true })
    const before = (await receipts(number)).length
    await setDesk(owner, { readReceipts: true, customerTyping: true })
    await agent.call('POST', `/api/conversations/${id}/typing`, { typing: true, mode: 'note' })
    // Sent by its number's own pace, once: WhatsApp shows it for longer than agents repeat it.
    const typing = () => agent.call('POST', `/api/conversations/${id}/typing`, { typing: true })
    await Promise.all([typing(), typing(), typing()])
    await vi.waitFor(async () => {
      const said = (await receipts(number)).slice(before)
      expect(said).toEqual([expect.objectContaining({ typing_indicator: { type: 'text' } })])
    }, 15_000)
    const second = await begin(owner, number)
    expect((await agent.call('POST', `/api/conversations/${second.id}/read`)).status).toBe(204)
    await vi.waitFor(async () => {
      const last = (await receipts(number)).at(-1)
      expect(last).toMatchObject({ messaging_product: 'whatsapp', status: 'read' })
      expect(last).not.toHaveProperty('typing_indicator')
    }, 15_000)
    await setDesk(owner, { readReceipts: false, customerTyping: false })
  })
})

describe('two who write to one customer', () => {
  it('are asked first; notes, and those who insist, go through', async () => {
    const { id } = await begin(owner, number)
    const typing = (by: Person, typing: boolean) => by.call('POST', `/api/conversations/${id}/typing`, { typing })
    expect((await typing(agent, true)).status).toBe(204)
    const clientMessageId = newId()
    expect(await say(owner, id, 'Hi', { clientMessageId })).toMatchObject({
      status: 409,
      body: { code: 'COLLEAGUE_WRITING' },
    })
    expect(await thread(owner, id)).toHaveLength(1)
    const { channelId, contact } = await read(owner, id)
    const message = { clientMessageId: newId(), type: 'text', text: { body: 'Round the corner' } }
    expect(await owner.call('POST', '/api/conversations', { channelId, contactId: contact.id, message })).toMatchObject(
      {
        status: 409,
        body: { code: 'COLLEAGUE_WRITING' },
      },
    )
    expect((await say(agent, id, 'Mine')).status).toBe(202)
    expect((await say(owner, id, 'Hi', { clientMessageId, despiteTyping: true })).status).toBe(202)
    await typing(agent, false)
    expect((await say(owner, id, 'Hi again')).status).toBe(202)
  })

  it('are asked before what waits is sent now', async () => {
    const { id } = await begin(owner, number)
    const message = { clientMessageId: newId(), type: 'text', text: { body: 'See you' } }
    const sendAt = new Date(Date.now() + 3_600_000).toISOString()
    const scheduled = await owner.call<{ id: string }>('POST', `/api/conversations/${id}/scheduled`, {
      sendAt,
      message,
    })
    expect(scheduled.status).toBe(201)
    const send = (body?: object) => owner.call('POST', `/api/scheduled-messages/${scheduled.body.id}/send`, body)
    await agent.call('POST', `/api/conversations/${id}/typing`, { typing: true })
    expect(await send()).toMatchObject({ status: 409, body: { code: 'COLLEAGUE_WRITING' } })
    expect((await send({ despiteTyping: 'yes' })).status).toBe(400)
    expect((await send({ despiteTyping: true })).status).toBe(202)
  })
})

describe('who is in a conversation', () => {
  it('is noted for those who may see it, by their own window', async () => {
    const { id } = await begin(owner, number)
    const [viewer, stranger] = [await newMember(owner, 'viewer'), await newTenant()]
    const connectionId = 'a'.repeat(24)
    const look = (by: Person, conversationId: string | null) =>
      by.call('PUT', '/api/presence', { connectionId, conversationId })
    expect((await look(viewer, id)).status).toBe(204)
    expect((await look(viewer, null)).status).toBe(204)
    expect((await look(stranger, id)).status).toBe(404)
    expect((await viewer.call('POST', `/api/conversations/${id}/typing`, { typing: true })).status).toBe(403)
    expect((await stranger.call('POST', `/api/conversations/${id}/typing`, { typing: true })).status).toBe(404)
    const long = { typing: true, draft: 'x'.repeat(4097) }
    expect((await agent.call('POST', `/api/conversations/${id}/typing`, long)).status).toBe(400)
  })
})

describe('teams', () => {
  it('are made, changed and removed by admins', async () => {
    const name = `Repairs ${newId()}`
    const made = await owner.call<Team>('POST', '/api/teams', { name, memberIds: [agent.me.memberId] })
    expect(made).toMatchObject({ status: 201, body: { name, memberIds: [agent.me.memberId] } })
    expect((await owner.call('POST', '/api/teams', { name: name.toUpperCase() })).status).toBe(409)
    expect((await owner.call('POST', '/api/teams', { name: 'Ghosts', memberIds: [newId()] })).status).toBe(400)
    expect((await agent.call('POST', '/api/teams', { name: 'Mine' })).status).toBe(403)
    const path = `/api/teams/${made.body.id}`
    expect((await owner.call<Team>('PATCH', path, { memberIds: [] })).body.memberIds).toEqual([])
    expect((await agent.call('PATCH', path, { name: 'Mine' })).status).toBe(403)
    expect((await (await newTenant()).call('PATCH', path, { name: 'Mine' })).status).toBe(404)
    const listed = await agent.call<{ data: Team[] }>('GET', '/api/teams')
    expect(listed.body.data).toContainEqual({ id: made.body.id, name, memberIds: [] })
    const { id } = await begin(owner, number)
    expect((await assign(agent, id, { memberId: null, teamId: made.body.id })).body).toMatchObject({
      teamId: made.body.id,
    })
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect((await owner.call('DELETE', path)).status).toBe(404)
    expect((await read(owner, id)).teamId).toBeNull()
    const did = (await auditOf(owner)).filter(({ subjectId }) => subjectId === made.body.id)
    expect(did.map(({ action }) => action)).toEqual(['team.created', 'team.changed', 'team.deleted'])
  })

  it('are given conversations, and filter the list', async () => {
    const team = (await owner.call<Team>('POST', '/api/teams', { name: `Sales ${newId()}` })).body
    const { id } = await begin(owner, number)
    await begin(owner, number)
    await assign(agent, id, { memberId: agent.me.memberId, teamId: team.id })
    const list = async (query: string) =>
      (await owner.call<{ data: Conversation[] }>('GET', `/api/conversations?${query}`)).body.data.map(
        (each) => each.id,
      )
    expect(await list(`team=${team.id}`)).toEqual([id])
    expect(await list(`team=${newId()}`)).toEqual([])
    const [line] = await thread(owner, id)
    expect(line?.activity).toEqual({ action: 'assigned', memberId: agent.me.memberId, teamId: team.id })
    expect((await assign(agent, id, { memberId: null })).body).toMatchObject({ assigneeId: null, teamId: team.id })
    expect((await assign(agent, id, { memberId: null, teamId: newId() })).status).toBe(400)
    expect((await assign(agent, id, { memberId: null, teamId: null })).body.teamId).toBeNull()
  })
})

describe('a capacity', () => {
  it('is given to a member without ending their sessions', async () => {
    const path = `/api/team/members/${agent.me.memberId}`
    expect((await owner.call<Member>('PATCH', path, { capacity: 3 })).body).toMatchObject({ capacity: 3 })
    expect((await agent.call('GET', '/api/me')).status).toBe(200)
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'member.changed',
      details: { changes: { capacity: [null, 3] } },
    })
    expect((await agent.call('PATCH', path, { capacity: 9 })).status).toBe(403)
    expect((await owner.call<Member>('PATCH', path, { capacity: null })).body.capacity).toBeNull()
  })
})

describe('a conversation that nobody has', () => {
  it('goes to those who are there, in turn, up to their capacity; the rest waits for room', async () => {
    const boss = await newTenant()
    const [[ana, ben], { number: line }] = await Promise.all([
      Promise.all([newMember(boss, 'agent', 'Ana'), newMember(boss, 'agent', 'Ben'), newMember(boss, 'agent', 'Away')]),
      newChannel(boss),
    ])
    await setDesk(boss, { assignment: 'round-robin', agentCapacity: 1 })
    const windows = [await openWindow(ana), await openWindow(ben), await openWindow(boss)]
    const assigned = async (id: string) =>
      vi.waitFor(async () => {
        const { assigneeId } = await read(boss, id)
        if (assigneeId === null) throw new Error('nobody has it yet')
        return assigneeId
      }, 10_000)
    const first = await begin(boss, line)
    const second = await begin(boss, line)
    const given = [await assigned(first.id), await assigned(second.id)]
    expect(given.toSorted()).toEqual([ana.me.memberId, ben.me.memberId].sort())
    const third = await begin(boss, line)
    const place = { tenantId: boss.me.tenant.id, jurisdiction: 'default' as const }
    const inbox = env.INBOX.get(env.INBOX.idFromName(`inbox:${place.tenantId}:0`))
    await makeLate(place.tenantId, third.id)
    await inbox.assign(place, [first.id, third.id])
    expect((await read(boss, third.id)).assigneeId).toBeNull()
    expect(await lateWork(place.tenantId)).toEqual([])
    await boss.call('POST', `/api/conversations/${first.id}/closure`)
    // Twice at once: it is given once.
    await Promise.all([inbox.assign(place, [third.id]), inbox.assign(place, [third.id])])
    expect(await assigned(third.id)).toBe(given[0])
    const lines = (await thread(boss, third.id)).filter(({ type }) => type === 'activity')
    expect(lines).toMatchObject([{ author: { kind: 'system' }, activity: { action: 'assigned', memberId: given[0] } }])
    const did = (await auditOf(boss)).filter(
      ({ subjectId, action }) => subjectId === third.id && action === 'conversation.assigned',
    )
    expect(did).toMatchObject([{ memberId: null, details: { automatic: true, memberId: given[0] } }])
    const fourth = await begin(boss, line)
    await boss.call('PUT', `/api/conversations/${second.id}/snooze`, { until: null })
    await inbox.assign(place, [fourth.id])
    expect(await assigned(fourth.id)).toBe(given[1])
    for (const { close } of windows) close()
  })

  it('is taken from who is away too long while the customer waits, and given to who is there', async () => {
    const boss = await newTenant()
    const [[ana, ben], { number: line }] = await Promise.all([
      Promise.all([newMember(boss, 'agent', 'Ana'), newMember(boss, 'agent', 'Ben')]),
      newChannel(boss),
    ])
    const { id } = await begin(boss, line)
    const answered = await begin(boss, line)
    for (const each of [id, answered.id]) await assign(boss, each, { memberId: ana.me.memberId })
    await say(ana, answered.id, 'Done')
    await setDesk(boss, { assignment: 'least-busy', awayMinutes: 5 })
    const window = await openWindow(ben)
    const place = { tenantId: boss.me.tenant.id, jurisdiction: 'default' as const }
    const inbox = env.INBOX.get(env.INBOX.idFromName(`inbox:${place.tenantId}:0`))
    await makeLate(place.tenantId, place.tenantId)
    await inbox.assign(place, [place.tenantId])
    expect(await lateWork(place.tenantId)).toEqual([])
    expect((await read(boss, id)).assigneeId).toBe(ben.me.memberId)
    expect((await read(boss, answered.id)).assigneeId).toBe(ana.me.memberId)
    const said = (await thread(boss, id)).flatMap(({ activity }) => (activity ? [activity.action] : []))
    expect(said).toEqual(['assigned', 'unassigned', 'assigned'])
    window.close()
    // Ben left a moment ago: his conversations stay with him for the time that the tenant says.
    await inbox.assign(place, [place.tenantId])
    expect((await read(boss, id)).assigneeId).toBe(ben.me.memberId)
  })
})
