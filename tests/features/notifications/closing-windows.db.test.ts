import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, inject, it } from 'vitest'
import type { Role } from '../../../worker/contract/roles.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { noteWaiting } from '../../../worker/features/notifications/index.ts'
import { randomBytes } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from '../inbox/events.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

let bench: InboxBench
let ana: string
let ben: string
let sam: string
beforeEach(async () => {
  bench = await inboxBench(inject('services'), 'viewer')
  ;[ana, ben, sam] = [await newMember('agent'), await newMember('agent'), await newMember('supervisor')]
})

async function newMember(role: Role): Promise<string> {
  const [id, userId] = [newId(), newId()]
  const box = toPgHex(randomBytes(60))
  await bench.rows(sql`
    select create_user(${userId}::uuid, ${toPgHex(randomBytes(32))}::bytea, ${box}::bytea, 'scrypt-not-a-password')`)
  await bench.rows(sql`
    insert into memberships (id, user_id, role, box) values (${id}::uuid, ${userId}::uuid, ${role}, ${box}::bytea)`)
  return id
}

/** A customer who waits, and whose window closes so soon. */
async function waiting(minutes: number, who: { assigneeId?: string; teamId?: string } = {}): Promise<string> {
  const atMs = Date.now() - dayMs + minutes * minuteMs
  const { frames } = await bench.apply([
    eventsOf(bench).text(anyWamid(), 'Hello?', { customer: { phone: anyPhone() }, atMs }),
  ])
  const id = frames[0]?.ids.conversationId ?? ''
  const { assigneeId = null, teamId = null } = who
  await bench.rows(sql`
    update conversations set assignee_id = ${assigneeId}::uuid, team_id = ${teamId}::uuid where id = ${id}::uuid`)
  return id
}

/** Lets time go by for a conversation and what was said of it. */
const wait = (id: string, minutes: number) =>
  bench.rows(sql`
    with earlier as (
      update notifications set at = at - make_interval(mins => ${minutes}) where conversation_id = ${id}::uuid
    )
    update conversations set window_closes_at = window_closes_at - make_interval(mins => ${minutes}) where id = ${id}::uuid`)

const told = async (online = [ana, ben, sam], leftAtMs: Record<string, number> = {}) =>
  (await noteWaiting(bench.tenant, { online, leftAtMs }, Date.now()))
    .filter(({ kind }) => kind === 'window')
    .map(({ memberId }) => memberId)
    .sort()

async function newTeam(...memberIds: string[]): Promise<string> {
  const teamId = newId()
  await bench.rows(sql`insert into teams (id, box) values (${teamId}::uuid, ${toPgHex(randomBytes(60))}::bytea)`)
  for (const memberId of memberIds)
    await bench.rows(sql`insert into team_members (team_id, member_id) values (${teamId}::uuid, ${memberId}::uuid)`)
  return teamId
}

const mute = (memberId: string) =>
  bench.rows(sql`
    insert into notification_settings (member_id, muted, pushed) values (${memberId}::uuid, array['window'], '{}')`)

describe('a window that closes on a customer who waits', () => {
  it('is told although the conversation is snoozed: nobody else would see it', async () => {
    const id = await waiting(100, { assigneeId: ana })
    await bench.rows(sql`update conversations set status = 'snoozed' where id = ${id}::uuid`)
    expect(await told()).toEqual([ana])
  })

  it('is told to the assignee with two hours left, and in the last hour again and to supervisors', async () => {
    const id = await waiting(100, { assigneeId: ana })
    expect(await told()).toEqual([ana])
    expect(await told()).toEqual([])
    await wait(id, 45)
    expect(await told()).toEqual([ana, sam].sort())
    expect(await told()).toEqual([])
    await wait(id, 30)
    expect(await told()).toEqual([])
  })

  it('is told to the team that has it, there or not, and again in the last hour; supervisors need not know', async () => {
    const id = await waiting(100, { teamId: await newTeam(ana, ben) })
    expect(await told([])).toEqual([ana, ben].sort())
    expect(await told([])).toEqual([])
    await wait(id, 45)
    expect(await told([])).toEqual([ana, ben].sort())
  })

  it('is told to the assignee first and to their team in the last hour', async () => {
    const id = await waiting(100, { assigneeId: ana, teamId: await newTeam(ana, ben) })
    expect(await told()).toEqual([ana])
    await wait(id, 45)
    expect(await told()).toEqual([ana, ben].sort())
  })

  it('is told to those of the team who want to hear it', async () => {
    const teamId = await newTeam(ana, ben)
    await mute(ana)
    await waiting(100, { teamId })
    expect(await told()).toEqual([ben])
  })

  it('is told to supervisors where the team has nobody else who hears of it', async () => {
    await waiting(50, { assigneeId: ana, teamId: await newTeam(ana) })
    expect(await told()).toEqual([ana, sam].sort())
    await mute(ben)
    await waiting(50, { teamId: await newTeam(ben) })
    expect(await told()).toEqual([sam])
  })

  it('is told at once to the team of an assignee who is away, or to supervisors without one', async () => {
    await waiting(100, { assigneeId: ana, teamId: await newTeam(ben) })
    expect(await told([sam])).toEqual([ana, ben].sort())
    await waiting(100, { assigneeId: ben })
    expect(await told([ana])).toEqual([ben, sam].sort())
  })

  it('is not told to others while the assignee only loads the page anew', async () => {
    const id = await waiting(100, { assigneeId: ana })
    expect(await told([], { [ana]: Date.now() - 60_000 })).toEqual([ana])
    await wait(id, 1)
    expect(await told([], { [ana]: Date.now() - 180_000 })).toEqual([sam])
  })

  it('is not told to agents of the team who may not see whose it is', async () => {
    await bench.rows(sql`update tenants set agents_see_own_only = true where id = ${bench.tenantId}::uuid`)
    await waiting(50, { assigneeId: ana, teamId: await newTeam(ana, ben) })
    expect(await told()).toEqual([ana, sam].sort())
  })

  it('is told to supervisors at once where nobody has it', async () => {
    await waiting(100)
    expect(await told()).toEqual([sam])
  })

  it('is not told of before, nor once somebody answered', async () => {
    await waiting(130, { assigneeId: ana })
    const answered = await waiting(100, { assigneeId: ana })
    await bench.rows(sql`update conversations set waiting_since = null where id = ${answered}::uuid`)
    expect(await told()).toEqual([])
  })
})
