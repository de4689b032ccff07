import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import type { ScheduledMessage } from '../../../worker/contract/scheduled.ts'
import type { Me, Member, Team } from '../../../worker/contract/team.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  call,
  invite,
  newChannel,
  newConfirmedMember,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
  tokenOf,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

const remove = (by: Person, memberId: string) => by.call('DELETE', `/api/team/members/${memberId}`)
const leave = (by: Person) => by.call('DELETE', '/api/me/membership')
const give = (by: Person, memberId: string) => by.call('POST', '/api/tenant/owner', { memberId })
const members = async (by: Person) => (await by.call<Page<Member>>('GET', '/api/team/members')).body.data
const lastOf = async (owner: Person, action: string) => (await auditOf(owner)).findLast((row) => row.action === action)

/** An agent with an open, a snoozed and a closed conversation, who is in a team and means to send something later. */
async function newBusyAgent() {
  const owner = await newTenant()
  const agent = await newMember(owner, 'agent', 'Ann')
  const { number } = await newChannel(owner)
  const phones = [anyPhone(), anyPhone(), anyPhone()]
  for (const phone of phones) await deliver(number, textOf(phone, anyWamid()))
  await applied(owner)
  const found = (await owner.call<Page<Conversation>>('GET', '/api/conversations')).body.data
  const of = (phone: string | undefined) => found.find((each) => each.contact.phone === `+${phone}`)?.id ?? ''
  const [open, snoozed, closed] = phones.map(of) as [string, string, string]
  for (const id of [open, snoozed, closed]) {
    await owner.call('PUT', `/api/conversations/${id}/assignee`, { memberId: agent.me.memberId })
  }
  await owner.call('PUT', `/api/conversations/${snoozed}/snooze`, { until: null })
  await owner.call('POST', `/api/conversations/${closed}/closure`)
  const message = { clientMessageId: newId(), type: 'text', text: { body: 'Later' } }
  const sendAt = new Date(Date.now() + 3_600_000).toISOString()
  await agent.call('POST', `/api/conversations/${open}/scheduled`, { sendAt, message })
  await owner.call<Team>('POST', '/api/teams', { name: 'Returns', memberIds: [agent.me.memberId] })
  return { owner, agent, number, phones, open, snoozed, closed }
}

const read = async (by: Person, id: string) => (await by.call<Conversation>('GET', `/api/conversations/${id}`)).body
const releasesOf = async ({ me }: Person) =>
  (await asOwner(sql`select ref_id from work_due where tenant_id = ${me.tenant.id}::uuid and kind = 'release'`)).rows

describe('whoever is removed', () => {
  it('is out at once; what they had is given back, and what they wrote keeps their name', async () => {
    const { owner, agent, number, phones, open, snoozed, closed } = await newBusyAgent()
    const window = await openWindow(agent)
    const { memberId } = agent.me
    expect((await remove(owner, memberId)).status).toBe(204)
    expect(await window.closed).toBe(4001)
    expect((await agent.call('GET', '/api/me')).status).toBe(401)
    expect((await call('POST', '/api/auth/signin', { email: agent.me.email, password: PASSWORD })).status).toBe(403)
    expect(await read(owner, open)).toMatchObject({ assigneeId: null, status: 'open' })
    expect(await read(owner, snoozed)).toMatchObject({ assigneeId: null, status: 'snoozed' })
    const thread = (await owner.call<Page<Message>>('GET', `/api/conversations/${open}/messages`)).body.data
    expect(thread[0]).toMatchObject({ author: { kind: 'system' }, activity: { action: 'unassigned', memberId: null } })
    const waiting = await owner.call<Page<ScheduledMessage>>('GET', `/api/conversations/${open}/scheduled`)
    expect(waiting.body.data).toMatchObject([{ state: 'held', heldReason: 'author_gone' }])
    expect((await owner.call<Page<Team>>('GET', '/api/teams')).body.data[0]?.memberIds).toEqual([])
    const gone = (await members(owner)).find(({ id }) => id === memberId)
    expect(gone).toMatchObject({ name: 'Ann', email: null, active: false, leftAt: expect.any(String) })
    expect(await lastOf(owner, 'member.removed')).toMatchObject({
      memberId: owner.me.memberId,
      subjectId: memberId,
      details: { role: 'agent' },
    })
    expect(await releasesOf(owner)).toEqual([])
    // A closed one stays theirs, for the figures, until its customer opens it again.
    expect(await read(owner, closed)).toMatchObject({ assigneeId: memberId })
    await deliver(number, textOf(phones[2] ?? '', anyWamid()))
    await applied(owner)
    expect(await read(owner, closed)).toMatchObject({ assigneeId: null, status: 'open' })
  })

  it('is not there a second time, is not changed any more, and comes back by invitation', async () => {
    const owner = await newTenant()
    const agent = await newConfirmedMember(owner, 'admin')
    const { memberId, email } = agent.me
    const made = { name: 'Till', scopes: ['team:read'], expiresInDays: 30 }
    const token = (await agent.call<{ id: string }>('POST', '/api/api-tokens', made)).body
    expect((await remove(owner, memberId)).status).toBe(204)
    expect((await remove(owner, memberId)).status).toBe(404)
    expect((await owner.call('PATCH', `/api/team/members/${memberId}`, { active: true })).status).toBe(404)
    const joined = { token: tokenOf(await invite(owner, 'viewer', email)), password: PASSWORD }
    const { rows } = await asOwner(
      sql`select revoked_at is not null as over from api_tokens where id = ${token.id}::uuid`,
    )
    expect(rows).toEqual([{ over: true }])
    const back = personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
    expect(back.me).toMatchObject({ memberId, role: 'viewer' })
    expect((await members(owner)).find(({ id }) => id === memberId)).toMatchObject({ active: true, leftAt: null })
  })

  it('is removed by admins, owners by owners, strangers never', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const [admin, agent] = [await newMember(owner, 'admin'), await newMember(owner, 'agent')]
    expect((await remove(agent, admin.me.memberId)).status).toBe(403)
    expect((await remove(admin, owner.me.memberId)).status).toBe(403)
    expect((await remove(owner, stranger.me.memberId)).status).toBe(404)
    expect((await remove(admin, agent.me.memberId)).status).toBe(204)
    expect((await stranger.call('GET', '/api/me')).status).toBe(200)
  })
})

describe('leaving', () => {
  it('is for everybody, and audited', async () => {
    const { owner, agent, open } = await newBusyAgent()
    expect((await leave(agent)).status).toBe(204)
    expect((await agent.call('GET', '/api/me')).status).toBe(401)
    expect(await read(owner, open)).toMatchObject({ assigneeId: null })
    expect(await lastOf(owner, 'member.left')).toMatchObject({ memberId: agent.me.memberId })
  })

  it('is not for the last owner, also when two leave at once', async () => {
    const first = await newTenant()
    expect(await leave(first)).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } })
    const second = await newMember(first, 'owner')
    const answers = await Promise.all([leave(first), leave(second)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
  })
})

it('whoever is suspended, or may only look on, has no conversation any more', async () => {
  for (const changes of [{ active: false }, { role: 'viewer' }]) {
    const { owner, agent, open, closed } = await newBusyAgent()
    await owner.call('PATCH', `/api/team/members/${agent.me.memberId}`, changes)
    expect(await read(owner, open)).toMatchObject({ assigneeId: null })
    expect(await read(owner, closed)).toMatchObject({ assigneeId: agent.me.memberId })
    expect(await releasesOf(owner)).toEqual([])
  }
})

describe('ownership', () => {
  it('goes to another, who signs in anew; the giver stays as an admin', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    const window = await openWindow(agent)
    expect((await give(owner, agent.me.memberId)).status).toBe(204)
    expect(await window.closed).toBe(4001)
    expect((await agent.call('GET', '/api/me')).status).toBe(401)
    expect((await owner.call<Me>('GET', '/api/me')).body.role).toBe('admin')
    const roles = new Map((await members(owner)).map(({ id, role }) => [id, role]))
    expect(roles.get(agent.me.memberId)).toBe('owner')
    expect(await lastOf(owner, 'tenant.owner_changed')).toMatchObject({
      memberId: owner.me.memberId,
      subjectId: agent.me.memberId,
    })
    expect((await give(owner, agent.me.memberId)).status).toBe(403)
  })

  it('is an owner’s to give, and goes to active members of the tenant alone', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const [admin, gone] = [await newMember(owner, 'admin'), await newMember(owner, 'agent')]
    expect((await give(admin, gone.me.memberId)).status).toBe(403)
    await owner.call('PATCH', `/api/team/members/${gone.me.memberId}`, { active: false })
    for (const id of [gone.me.memberId, stranger.me.memberId, newId()]) expect((await give(owner, id)).status).toBe(404)
    expect((await give(owner, owner.me.memberId)).status).toBe(400)
    expect((await owner.call<Me>('GET', '/api/me')).body.role).toBe('owner')
  })
})
