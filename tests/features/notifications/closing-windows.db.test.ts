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

const told = async () =>
  (await noteWaiting(bench.tenant)).filter(({ kind }) => kind === 'window').map(({ memberId }) => memberId)

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
    expect((await told()).sort()).toEqual([ana, sam].sort())
    expect(await told()).toEqual([])
    await wait(id, 30)
    expect(await told()).toEqual([])
  })

  it('is told to the team that has it, and later to supervisors', async () => {
    const teamId = newId()
    await bench.rows(sql`
      insert into teams (id, box) values (${teamId}::uuid, ${toPgHex(randomBytes(60))}::bytea)`)
    await bench.rows(sql`insert into team_members (team_id, member_id) values (${teamId}::uuid, ${ben}::uuid)`)
    const id = await waiting(100, { teamId })
    expect(await told()).toEqual([ben])
    await wait(id, 45)
    expect((await told()).sort()).toEqual([ben, sam].sort())
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
