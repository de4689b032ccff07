import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { toPgHex } from '../../../worker/db/columns.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

let bench: InboxBench
let make: ReturnType<typeof eventsOf>
beforeAll(async () => {
  bench = await inboxBench(inject('services'))
  make = eventsOf(bench)
})

const idOf = (frames: { ids: Record<string, string> }[]) => frames[0]?.ids.conversationId ?? ''

describe('the same event twice in one batch', () => {
  it('is one message, unread once', async () => {
    const event = make.text(anyWamid(), 'Hello', { customer: { phone: anyPhone() } })
    const { frames } = await bench.apply([event, event, event])
    expect(frames.map((frame) => frame.type)).toEqual(['message.created', 'conversation.updated'])
    expect((await bench.conversation(idOf(frames))).unreadCount).toBe(1)
    expect((await bench.thread(idOf(frames))).data).toHaveLength(1)
  })

  it('is one file to fetch', async () => {
    const event = make.image(anyWamid(), { customer: { phone: anyPhone() } })
    const { mediaIds } = await bench.apply([event, event])
    expect(mediaIds).toHaveLength(1)
  })

  it('is one status', async () => {
    const wamid = anyWamid()
    await bench.apply([make.status(wamid, 'delivered'), make.status(wamid, 'delivered')])
    const index = await bench.vault.index(bench.tenantId, 'wamid', wamid)
    const rows = await bench.rows(
      sql`select status from message_events where wamid_index = ${`\\x${Buffer.from(index.bytes).toString('hex')}`}::bytea`,
    )
    expect(rows).toHaveLength(1)
  })
})

describe('an event days later', () => {
  it('changes nothing of a conversation that went on', async () => {
    const customer = { phone: anyPhone(), name: 'Ana' }
    const first = make.text(anyWamid(), 'First', { customer, atMs: bench.nowMs - 60_000 })
    const conversationId = idOf((await bench.apply([first])).frames)
    await bench.apply([make.text(anyWamid(), 'Second', { customer: { ...customer, name: 'Ana Alba' } })])
    await bench.run('markRead', { conversationId })
    await bench.run('closeConversation', { conversationId })
    const before = await bench.conversation(conversationId)
    for (const isNewLife of [false, true]) {
      if (isNewLife) bench.forget()
      expect((await bench.apply([first])).frames).toEqual([])
      expect(await bench.conversation(conversationId)).toEqual(before)
    }
  })
})

describe('a time that Meta does not tell', () => {
  it('is the time of arrival, of the customer too', async () => {
    const { frames } = await bench.apply([make.text(anyWamid(), 'When?', { customer: { phone: anyPhone() }, atMs: 0 })])
    const conversation = await bench.conversation(idOf(frames))
    expect(Date.parse(conversation.customerSince)).toBeGreaterThanOrEqual(bench.nowMs)
    expect(Date.parse(conversation.lastMessageAt)).toBeGreaterThanOrEqual(bench.nowMs)
  })
})

describe('a time that is not there yet', () => {
  it('is the time of arrival: no window stays open for centuries', async () => {
    const atMs = Date.parse('2099-01-01')
    const { frames } = await bench.apply([make.text(anyWamid(), 'Later', { customer: { phone: anyPhone() }, atMs })])
    const conversation = await bench.conversation(idOf(frames))
    expect(Date.parse(conversation.windowClosesAt ?? '')).toBeLessThan(Date.now() + 25 * 3_600_000)
    expect(Date.parse(conversation.lastMessageAt)).toBeLessThanOrEqual(Date.now())
  })
})

describe('what agents who see only their own are told', () => {
  it('does not include another’s messages whose file was fetched', async () => {
    const event = make.image(anyWamid(), { customer: { phone: anyPhone() } })
    const { frames } = await bench.apply([event])
    const [created] = frames
    const conversationId = idOf(frames)
    await bench.run('assignConversation', { conversationId, memberId: bench.memberId })
    const messageId = created?.ids.messageId ?? ''
    const fetched = { kind: 'media' as const, messageId, atMs: bench.nowMs }
    const applied = await bench.apply([{ channelId: bench.channelId, event: fetched }])
    expect(applied.frames).toMatchObject([{ type: 'message.updated', assigneeId: bench.memberId }])
  })

  it('does not include another’s message that is sent again', async () => {
    const { frames } = await bench.apply([make.text(anyWamid(), 'Hi', { customer: { phone: anyPhone() } })])
    const conversationId = idOf(frames)
    await bench.run('assignConversation', { conversationId, memberId: bench.memberId })
    const reply = { clientMessageId: anyWamid(), type: 'text' as const, text: { body: 'Yes' } }
    const message = await bench.run('sendMessage', { conversationId, message: reply })
    const claimed = (await bench.claim()).find((each) => each.id === message.id)
    await bench.apply([make.attempt(message.id, claimed?.attemptId ?? '', { outcome: 'unconfirmed' })])
    bench.published.length = 0
    await bench.run('retryMessage', { messageId: message.id })
    expect(bench.published).toMatchObject([{ type: 'message.status', assigneeId: bench.memberId }])
  })
})

describe('a customer and the business app in one batch', () => {
  it('open an episode that is answered', async () => {
    const customer = { phone: anyPhone() }
    const asked = make.text(anyWamid(), 'Are you open?', { customer, atMs: bench.nowMs - 60_000 })
    const answered = make.text(anyWamid(), 'Yes', { customer, source: 'echo', atMs: bench.nowMs - 30_000 })
    const { frames } = await bench.apply([asked, answered])
    expect(
      await bench.rows(sql`
      select extract(epoch from first_reply_at - opened_at)::int as seconds from conversation_episodes
      where conversation_id = ${idOf(frames)}::uuid`),
    ).toEqual([{ seconds: 30 }])
  })
})

describe('a file of a number’s history', () => {
  const customer = { phone: anyPhone() }
  const placeholder = (wamid: string, atMs: number) =>
    make.text(wamid, '', {
      ...{ customer, atMs, history: true, type: 'unsupported' as const },
      content: { unsupported: { type: 'media_placeholder' } },
    })
  const file = (wamid: string, atMs: number) => make.image(wamid, { customer, atMs, history: true })
  const stored = async (wamid: string) => {
    const { bytes } = await bench.vault.index(bench.tenantId, 'wamid', wamid)
    return bench.rows(
      sql`select type, media_id is not null as file from messages where wamid_index = ${toPgHex(bytes)}::bytea`,
    )
  }

  it.each([
    ['after its placeholder', placeholder, file],
    ['before its placeholder', file, placeholder],
  ])('that comes %s, with another time, is one message', async (_when, first, second) => {
    const wamid = anyWamid()
    const atMs = bench.nowMs - 90_000_000
    const before = await bench.apply([first(wamid, atMs)])
    const after = await bench.apply([second(wamid, atMs + 1_000)])
    expect(await stored(wamid)).toEqual([{ type: 'image', file: true }])
    expect([...before.mediaIds, ...after.mediaIds]).toHaveLength(1)
  })

  it('in one batch with it is one message', async () => {
    const wamid = anyWamid()
    const atMs = bench.nowMs - 80_000_000
    const { mediaIds } = await bench.apply([placeholder(wamid, atMs), file(wamid, atMs + 2_000)])
    expect(mediaIds).toHaveLength(1)
    expect(await stored(wamid)).toEqual([{ type: 'image', file: true }])
  })

  it('tells the screens that the placeholder became it', async () => {
    const wamid = anyWamid()
    const atMs = bench.nowMs - 70_000_000
    await bench.apply([placeholder(wamid, atMs)])
    const { frames } = await bench.apply([file(wamid, atMs)])
    expect(frames).toMatchObject([{ type: 'message.updated', data: { message: { type: 'image' } } }])
  })
})
