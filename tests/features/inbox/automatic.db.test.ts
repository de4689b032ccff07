import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { NewBusinessHours } from '../../../worker/contract/hours.ts'
import { setHours } from '../../../worker/features/hours/hours.ts'
import { type SystemCtx, sendAutomatic } from '../../../worker/features/inbox/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { closedNow, openAlways } from '../hours/some-hours.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

const greeting = { on: true, text: 'Hello {{contact.first_name|there}}!' }
const away = { on: true, text: 'Closed until {{hours.opening}}.' }
const dayMs = 24 * 60 * 60_000

let bench: InboxBench
let make: ReturnType<typeof eventsOf>
beforeAll(async () => {
  bench = await inboxBench(inject('services'), 'owner')
  make = eventsOf(bench)
})

const set = (hours: NewBusinessHours) =>
  setHours({ actor: bench.actor, asActor: bench.tenant, vault: bench.vault, now: Date.now }, hours)

/** A customer who writes; what came of it. */
async function write(customer: object, more: Parameters<typeof make.text>[2] = {}) {
  const { frames, greetableIds } = await bench.apply([make.text(anyWamid(), 'Hi', { customer, ...more })])
  return { conversationId: frames[0]?.ids.conversationId ?? '', greetableIds }
}
const someone = (name = 'Ana Maria Novak') => ({ phone: anyPhone(), name })
const greet = (ids: string[], more: Partial<SystemCtx> = {}) => sendAutomatic({ ...bench.commands, ...more }, ids)
const said = async (conversationId: string) =>
  (await bench.thread(conversationId)).data.filter(({ author }) => author.kind === 'system')
const bodies = async (conversationId: string) => (await said(conversationId)).map(({ text }) => text?.body)
const dueOf = (conversationId: string) =>
  bench.rows(sql`select kind from work_due where kind = 'greeting' and ref_id = ${conversationId}::uuid`)

describe('a greeting', () => {
  it('is an ordinary message of nobody’s, and no answer', async () => {
    await set(openAlways({ greeting }))
    const { conversationId, greetableIds } = await write(someone())
    expect(greetableIds).toEqual([conversationId])
    expect(await dueOf(conversationId)).toHaveLength(1)
    const wokenBefore = bench.woken.length
    await greet(greetableIds)
    const [message] = await said(conversationId)
    expect(message).toMatchObject({
      direction: 'outbound',
      status: 'queued',
      author: { kind: 'system', memberId: null },
      text: { body: 'Hello Ana!' },
    })
    expect(bench.woken.slice(wokenBefore)).toEqual([bench.channelId])
    expect(bench.published.at(-1)).toMatchObject({ type: 'message.created', ids: { messageId: message?.id } })
    expect(await dueOf(conversationId)).toEqual([])
    const [state] = await bench.rows(sql`
      select v.waiting_since is not null as waits, e.first_reply_at as "firstReplyAt", v.unread_count as unread
      from conversations v join conversation_episodes e on e.conversation_id = v.id where v.id = ${conversationId}::uuid`)
    expect(state).toEqual({ waits: true, firstReplyAt: null, unread: 1 })
    expect((await bench.conversation(conversationId)).preview).toMatchObject({ direction: 'inbound', text: 'Hi' })
    const audited = await bench.rows(sql`
      select action, member_id as "memberId", details from audit_log where subject_id = ${message?.id}::uuid`)
    expect(audited).toEqual([{ action: 'message.written', memberId: null, details: { automatic: 'greeting' } }])
    expect((await bench.ledger(message?.id ?? '')).entries).toMatchObject([{ kind: 'accepted' }])
    expect((await bench.claim()).map(({ id }) => id)).toContain(message?.id)
  })

  it('is said once in an episode, whoever runs it and however often', async () => {
    await set(openAlways({ greeting }))
    const customer = someone('Ben')
    const { conversationId } = await write(customer)
    await Promise.all([greet([conversationId]), greet([conversationId]), greet([conversationId])])
    await write(customer)
    await greet([conversationId])
    expect(await bodies(conversationId)).toEqual(['Hello Ben!'])
  })

  it.each([
    ['23 hours', 1],
    ['25 hours', 2],
  ])('is not said again to who goes on with what was closed lately: %s ago', async (ago, times) => {
    await set(openAlways({ greeting }))
    const customer = someone()
    const { conversationId } = await write(customer)
    await greet([conversationId])
    await bench.run('closeConversation', { conversationId })
    await bench.rows(sql`
      update conversation_episodes set closed_at = now() - ${ago}::interval where conversation_id = ${conversationId}::uuid`)
    await write(customer)
    await greet([conversationId])
    expect((await said(conversationId)).filter(({ type }) => type === 'text')).toHaveLength(times)
  })

  it('has a fallback for customers without a name', async () => {
    await set(openAlways({ greeting }))
    const { conversationId } = await write({ phone: anyPhone() })
    await greet([conversationId])
    expect(await bodies(conversationId)).toEqual(['Hello there!'])
  })

  it('is not said any more once somebody replied', async () => {
    await set(openAlways({ greeting }))
    const customer = someone()
    const { conversationId } = await write(customer)
    const message = { clientMessageId: newId(), type: 'text' as const, text: { body: 'What can I do?' } }
    await bench.run('sendMessage', { conversationId, message })
    await greet([conversationId])
    await write(customer)
    await greet([conversationId])
    expect(await said(conversationId)).toEqual([])
  })
})

describe('an away message', () => {
  it('says when it opens, once in each closed period', async () => {
    await set(closedNow({ greeting, away }))
    const customer = someone()
    const { conversationId } = await write(customer)
    await greet([conversationId])
    await write(customer)
    await greet([conversationId])
    expect(await bodies(conversationId)).toEqual([expect.stringMatching(/^Closed until \w+day \d+ \w+ at 10:00\.$/)])
    await greet([conversationId], { now: () => Date.now() + 7 * dayMs })
    expect(await bodies(conversationId)).toHaveLength(2)
  })

  it.each([
    ['59 minutes', 'text', 0],
    ['61 minutes', 'text', 1],
    ['1 minute', 'note', 1],
  ] as const)('is not said in the middle of a conversation: %s after a %s of a member', async (ago, type, times) => {
    await set(closedNow({ away }))
    const customer = someone()
    const { conversationId } = await write(customer)
    const words = type === 'text' ? { type, text: { body: 'Shall I?' } } : { type, note: { body: 'Shall we?' } }
    await bench.run('sendMessage', { conversationId, message: { clientMessageId: newId(), ...words } })
    await bench.rows(sql`
      update messages set occurred_at = now() - ${ago}::interval
      where conversation_id = ${conversationId}::uuid and author_kind = 'member'`)
    await write(customer)
    await greet([conversationId])
    expect(await said(conversationId)).toHaveLength(times)
  })
})

describe('nothing is said', () => {
  it('where it is off', async () => {
    await set(openAlways({ greeting }))
    expect((await write(someone())).greetableIds).toHaveLength(1)
    await set(openAlways({ greeting: { ...greeting, on: false } }))
    expect((await write(someone())).greetableIds).toEqual([])
  })

  it('to reactions, system messages, echoes, history and customers who are blocked', async () => {
    await set(openAlways({ greeting }))
    const customer = someone()
    const first = await write(customer)
    expect(first.greetableIds).toHaveLength(1)
    await greet(first.greetableIds)
    const reaction = { type: 'reaction' as const, content: { reaction: { emoji: '👍' } }, targetWamid: anyWamid() }
    const others = [
      reaction,
      { type: 'system' as const, content: { system: { type: 'request_welcome' } } },
      { source: 'echo' as const },
      { history: true },
    ]
    for (const more of others) expect((await write(customer, more)).greetableIds).toEqual([])
    const { contact } = await bench.conversation(first.conversationId)
    await bench.run('setBlocked', { contactId: contact.id, blocked: true })
    expect((await write(customer)).greetableIds).toEqual([])
  })

  it('after the window, or to somebody who was blocked meanwhile; and the work is done', async () => {
    await set(openAlways({ greeting }))
    const late = await write(someone(), { atMs: Date.now() - 25 * 60 * 60_000 })
    const blocked = await write(someone())
    const { contact } = await bench.conversation(blocked.conversationId)
    await bench.run('setBlocked', { contactId: contact.id, blocked: true })
    for (const { conversationId, greetableIds } of [late, blocked]) {
      expect(greetableIds).toEqual([conversationId])
      await greet(greetableIds)
      expect(await said(conversationId)).toEqual([])
      expect(await dueOf(conversationId)).toEqual([])
    }
  })
})

describe('a crash', () => {
  /** The database, of which the batch of this number is lost: before it is done, or only its answer. */
  function failing(at: number, isDone: boolean): Partial<SystemCtx> {
    let batches = 0
    const batch = async (...queries: never[]) => {
      batches += 1
      if (batches !== at) return bench.tenant.batch(...queries)
      if (isDone) await bench.tenant.batch(...queries)
      throw new Error('the connection is gone')
    }
    return { db: { ...bench.tenant, batch: batch as typeof bench.tenant.batch } }
  }

  it.each([
    ['before it is written', 2, false],
    ['after it is written', 2, true],
    ['before it is told', 3, false],
  ])('%s neither loses a greeting nor says it twice', async (_, at, isDone) => {
    await set(openAlways({ greeting }))
    const { conversationId } = await write(someone())
    await expect(greet([conversationId], failing(at, isDone))).rejects.toThrow('the connection is gone')
    const isWritten = isDone || at === 3
    expect(await dueOf(conversationId)).toHaveLength(isWritten ? 0 : 1)
    await greet([conversationId])
    expect(await bodies(conversationId)).toEqual(['Hello Ana!'])
  })
})
