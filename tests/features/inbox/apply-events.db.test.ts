import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { JournalEvent, MessageEvent, StatusEvent } from '../../../worker/contract/events.ts'
import type { OutgoingFrame } from '../../../worker/contract/frames.ts'
import { IntakeKeys, parseKeyList } from '../../../worker/crypto/intake.ts'
import { parkEvent } from '../../../worker/features/inbox/index.ts'
import { listParked, replayParked } from '../../../worker/features/inbox/parked-events.ts'
import { randomBytes, toBase64, utf8 } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'

let bench: InboxBench
beforeAll(async () => {
  bench = await inboxBench(inject('services'))
})

const phone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

function text(wamid: string, body: string, more: Partial<MessageEvent> = {}): JournalEvent {
  return {
    channelId: bench.channelId,
    event: {
      kind: 'message',
      phoneNumberId: bench.phoneNumberId,
      wabaId: bench.wabaId,
      source: 'customer',
      history: false,
      wamid,
      atMs: bench.nowMs,
      customer: { phone: '491511111111', name: 'Ana' },
      type: 'text',
      content: { text: { body } },
      media: null,
      targetWamid: null,
      status: null,
      ...more,
    },
  }
}

function status(wamid: string, word: string, more: Partial<StatusEvent> = {}): JournalEvent {
  return {
    channelId: bench.channelId,
    event: {
      kind: 'status',
      phoneNumberId: bench.phoneNumberId,
      wabaId: bench.wabaId,
      wamid,
      status: word,
      atMs: bench.nowMs,
      customer: null,
      participant: null,
      attemptId: null,
      pricing: null,
      errors: [],
      ...more,
    },
  }
}

const wamid = () => `wamid.${newId()}`

describe('a message of a customer', () => {
  it('becomes a contact, a conversation and a message, once', async () => {
    const customer = { phone: phone(), name: 'Ana' }
    const event = text(wamid(), 'Hello', { customer })
    const first = await bench.apply([event])
    expect(first.frames.map((frame) => frame.type)).toEqual(['message.created', 'conversation.updated'])
    expect((await bench.apply([event])).frames).toEqual([])
    const list = await bench.list()
    const mine = list.data.filter((each) => each.contact.phone === `+${customer.phone}`)
    expect(mine).toHaveLength(1)
    expect(mine[0]).toMatchObject({ unreadCount: 1, status: 'open', preview: { text: 'Hello', status: 'received' } })
    const thread = await bench.thread(mine[0]?.id ?? '')
    expect(thread.data).toMatchObject([{ type: 'text', text: { body: 'Hello' }, direction: 'inbound' }])
  })

  it('waits, as the list and whoever looks are told alike', async () => {
    const customer = { phone: phone() }
    const { frames } = await bench.apply([text(wamid(), 'Anyone?', { customer })])
    const told = frames.find(({ type }) => type === 'conversation.updated')?.data
    const { waitingSince } = await bench.conversation(frames[0]?.ids.conversationId ?? '')
    expect(waitingSince).not.toBeNull()
    expect(told).toMatchObject({ conversation: { waitingSince } })
  })

  it('is not applied again by an inbox that forgot everything', async () => {
    const customer = { phone: phone() }
    const event = text(wamid(), 'Once', { customer })
    await bench.apply([event])
    bench.forget()
    expect((await bench.apply([event])).frames).toEqual([])
  })

  it('reopens a closed conversation and starts an episode', async () => {
    const customer = { phone: phone() }
    const [created] = (await bench.apply([text(wamid(), 'One', { customer })])).frames
    const conversationId = created?.ids.conversationId ?? ''
    await bench.run('closeConversation', { conversationId })
    await bench.apply([text(wamid(), 'Two', { customer, atMs: bench.nowMs + 1000 })])
    const detail = await bench.conversation(conversationId)
    expect(detail.status).toBe('open')
    expect(detail.episodes).toHaveLength(2)
    expect(detail.episodes.filter((episode) => episode.closedAt === null)).toHaveLength(1)
  })

  it('matches by user id first, and a known phone with another user id is a new person', async () => {
    const number = phone()
    await bench.apply([text(wamid(), 'a', { customer: { phone: number, userId: `US.${number}a` } })])
    bench.forget()
    await bench.apply([text(wamid(), 'b', { customer: { userId: `US.${number}a`, username: 'ana.b' } })])
    await bench.apply([text(wamid(), 'c', { customer: { phone: number, userId: `US.${number}z` } })])
    const found = await bench.search(`+${number}`)
    expect(found).toHaveLength(2)
    expect(await bench.search('@Ana.B')).toHaveLength(1)
  })

  it('shows quotes, reactions, edits and revocations on their messages, in whatever order they come', async () => {
    const customer = { phone: phone() }
    const [target, quoting] = [wamid(), wamid()]
    const [created] = (
      await bench.apply([
        text(quoting, 'See above', { customer, targetWamid: target, atMs: bench.nowMs + 5000 }),
        text(wamid(), '', {
          customer,
          type: 'reaction',
          content: { reaction: { emoji: '👍' } },
          targetWamid: target,
          atMs: bench.nowMs + 3000,
        }),
      ])
    ).frames
    await bench.apply([text(target, 'Original', { customer })])
    const conversationId = created?.ids.conversationId ?? ''
    const [second, first] = (await bench.thread(conversationId)).data
    expect(first).toMatchObject({ text: { body: 'Original' }, reactions: [{ emoji: '👍', by: 'customer' }] })
    expect(second?.context).toMatchObject({ messageId: first?.id, preview: 'Original' })
    const older = { customer, type: 'reaction' as const, targetWamid: target }
    await bench.apply([
      text(wamid(), '', { ...older, content: { reaction: { emoji: '😮' } }, atMs: bench.nowMs + 2000 }),
    ])
    expect((await bench.thread(conversationId)).data[1]?.reactions).toEqual([{ emoji: '👍', by: 'customer' }])
    const edit = { edit: { message: { type: 'text', text: { body: 'Changed' } } } }
    await bench.apply([
      text(wamid(), '', { ...older, content: { reaction: { emoji: '' } }, atMs: bench.nowMs + 4000 }),
      text(wamid(), '', { customer, type: 'edit', content: edit, targetWamid: target, atMs: bench.nowMs + 4000 }),
    ])
    expect((await bench.thread(conversationId)).data[1]).toMatchObject({ reactions: [], text: { body: 'Changed' } })
    await bench.apply([text(wamid(), '', { customer, type: 'revoke', content: { revoke: {} }, targetWamid: target })])
    expect((await bench.thread(conversationId)).data[1]?.revokedAt).not.toBeNull()
  })
})

describe('a reply', () => {
  async function replied() {
    const customer = { phone: phone() }
    const [created] = (await bench.apply([text(wamid(), 'Hi', { customer })])).frames
    const conversationId = created?.ids.conversationId ?? ''
    const message = await bench.run('sendMessage', {
      conversationId,
      message: { clientMessageId: newId(), type: 'text', text: { body: 'Yes' } },
    })
    return { conversationId, message }
  }

  it('is written once under its client id', async () => {
    const { conversationId, message } = await replied()
    const again = await bench.run('sendMessage', {
      conversationId,
      message: { clientMessageId: message.clientMessageId ?? '', type: 'text', text: { body: 'Yes' } },
    })
    expect(again.id).toBe(message.id)
    expect((await bench.thread(conversationId)).data).toHaveLength(2)
    expect(message.status).toBe('queued')
  })

  it('goes forward only, and a status that comes before its wamid counts', async () => {
    const { conversationId, message } = await replied()
    const claimed = (await bench.claim()).find((each) => each.id === message.id)
    expect(claimed).toBeDefined()
    const id = wamid()
    await bench.apply([status(id, 'delivered', { pricing: { category: 'service' } })])
    const attempt = {
      kind: 'attempt' as const,
      messageId: message.id,
      attemptId: claimed?.attemptId ?? '',
      atMs: bench.nowMs,
      outcome: 'sent' as const,
      wamid: id,
      error: null,
      retryAtMs: null,
    }
    await bench.apply([{ channelId: bench.channelId, event: attempt }])
    const read = async () => (await bench.thread(conversationId)).data[0]?.status
    expect(await read()).toBe('delivered')
    await bench.apply([status(id, 'sent')])
    expect(await read()).toBe('delivered')
    await bench.apply([status(id, 'failed', { errors: [{ code: 131026, title: '', detail: '' }] })])
    expect(await read()).toBe('delivered')
    await bench.apply([status(id, 'read')])
    expect(await read()).toBe('read')
    const ledger = await bench.ledger(message.id)
    expect(ledger.entries.map((entry) => entry.kind)).toEqual(
      expect.arrayContaining(['accepted', 'attempted', 'answered', 'status']),
    )
  })

  it('written on the business’s own phone takes the statuses that came before it', async () => {
    const customer = { phone: phone() }
    const id = wamid()
    await bench.apply([status(id, 'delivered'), status(id, 'read', { atMs: bench.nowMs + 1000 })])
    const { frames } = await bench.apply([text(id, 'From the shop', { customer, source: 'echo' })])
    expect(frames.at(-1)).toMatchObject({ type: 'message.status', data: { status: 'read' } })
    const [created] = frames
    const [message] = (await bench.thread(created?.ids.conversationId ?? '')).data
    expect(message).toMatchObject({ direction: 'outbound', status: 'read' })
    expect((await bench.ledger(message?.id ?? '')).entries.map((entry) => entry.status)).toEqual(
      expect.arrayContaining(['delivered', 'read']),
    )
  })

  it('is refused outside the window, and in a conversation that is not there', async () => {
    const customer = { phone: phone() }
    const [created] = (await bench.apply([text(wamid(), 'Old', { customer, atMs: bench.nowMs - 25 * 3600_000 })]))
      .frames
    const conversationId = created?.ids.conversationId ?? ''
    const message = { clientMessageId: newId(), type: 'text' as const, text: { body: 'late' } }
    await expect(bench.run('sendMessage', { conversationId, message })).rejects.toMatchObject({ code: 'WINDOW_CLOSED' })
    await expect(bench.run('sendMessage', { conversationId: newId(), message })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('that failed can be sent again as a new attempt', async () => {
    const { message } = await replied()
    const claimed = (await bench.claim()).find((each) => each.id === message.id)
    const event = {
      kind: 'attempt' as const,
      messageId: message.id,
      attemptId: claimed?.attemptId ?? '',
      atMs: bench.nowMs,
      outcome: 'failed' as const,
      wamid: null,
      error: { code: 131026, title: 'x', detail: 'y' },
      retryAtMs: null,
    }
    const { frames } = await bench.apply([{ channelId: bench.channelId, event }])
    expect(frames[0]).toMatchObject({ type: 'message.status', data: { status: 'failed' } })
    expect((await bench.run('retryMessage', { messageId: message.id })).status).toBe('queued')
    const [again] = await bench.claim()
    expect(again).toMatchObject({ id: message.id, attemptCount: 1 })
    await expect(bench.run('retryMessage', { messageId: message.id })).rejects.toMatchObject({ code: 'NOT_RETRYABLE' })
  })
})

it('keeps what Meta says about templates and accounts', async () => {
  const event = {
    kind: 'channel' as const,
    phoneNumberId: null,
    wabaId: bench.wabaId,
    field: 'account_alerts',
    subject: null,
    atMs: null,
    value: { alert: 'x' },
  }
  await bench.apply([{ channelId: bench.channelId, event }])
  await bench.apply([{ channelId: bench.channelId, event }])
  const rows = await bench.rows(sql`select field from channel_events where field = 'account_alerts'`)
  expect(rows).toHaveLength(1)
})

it('marks a customer who does not want marketing, until they change their mind', async () => {
  const customer = { phone: phone() }
  await bench.apply([text(wamid(), 'Hi', { customer })])
  const preference = (value: string, atMs: number): JournalEvent => ({
    channelId: bench.channelId,
    event: {
      kind: 'channel',
      phoneNumberId: bench.phoneNumberId,
      wabaId: bench.wabaId,
      field: 'user_preferences',
      subject: customer.phone,
      atMs,
      value: { wa_id: customer.phone, category: 'marketing_messages', value },
    },
  })
  const notice = async () => (await bench.search(`+${customer.phone}`))[0]?.notice
  expect(await notice()).toBeNull()
  const lastOf = (frames: readonly OutgoingFrame[]) =>
    frames.filter((frame) => frame.type === 'conversation.updated').at(-1)?.data
  const told = lastOf((await bench.apply([preference('stop', bench.nowMs)])).frames)
  expect(await notice()).toBe('opted_out')
  // The screen is told to read it again, and what comes next says it still.
  const { conversationId } = told as { conversationId: string }
  expect(told).toEqual({ conversationId: expect.any(String) })
  const stillSaid = { conversation: { notice: 'opted_out' } }
  const written = await bench.apply([text(wamid(), 'Still there?', { customer })])
  expect(lastOf(written.frames)).toMatchObject(stillSaid)
  const message = { clientMessageId: newId(), type: 'text' as const, text: { body: 'Yes' } }
  await bench.run('sendMessage', { conversationId, message })
  expect(lastOf(bench.published)).toMatchObject(stillSaid)
  await bench.apply([preference('resume', bench.nowMs + 1000)])
  expect(await notice()).toBeNull()
})

it('gives a parked event back to the journal once', async () => {
  const intake = new IntakeKeys(parseKeyList(`k:${toBase64(randomBytes(32))}`))
  const event = text(wamid(), 'Parked', { customer: { phone: phone() } })
  const id = newId()
  const box = await intake.seal(utf8(JSON.stringify(event)), 'parked')
  await parkEvent(bench.tenant, { id, channelId: bench.channelId, kind: 'message', reason: 'NeonDbError 22P02', box })
  const received: JournalEvent[] = []
  const inbox = { receive: async (events: JournalEvent[]) => received.push(...events) > 0 }
  const ctx = { actor: bench.actor, asActor: bench.commands.asActor, intake, inbox }
  expect(await listParked(ctx)).toMatchObject([{ id, kind: 'message', replayedAt: null }])
  await replayParked(ctx, id)
  expect(received).toEqual([event])
  await expect(replayParked(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

describe('what was not known at once', () => {
  it('an attempt without an answer learns its wamid from a status, so that a quote of it finds it', async () => {
    const customer = { phone: phone() }
    const [created] = (await bench.apply([text(wamid(), 'Hi', { customer })])).frames
    const conversationId = created?.ids.conversationId ?? ''
    const newMessage = { clientMessageId: newId(), type: 'text' as const, text: { body: 'Did you get this?' } }
    const message = await bench.run('sendMessage', { conversationId, message: newMessage })
    const claimed = (await bench.claim()).find((each) => each.id === message.id)
    const attemptId = claimed?.attemptId ?? ''
    const end = { kind: 'attempt' as const, messageId: message.id, attemptId, atMs: bench.nowMs, wamid: null }
    const event = { ...end, outcome: 'unconfirmed' as const, error: null, retryAtMs: null }
    const id = wamid()
    await bench.apply([status(id, 'sent', { attemptId })])
    // The answer that never came is noted after the status: what it told stays.
    await bench.apply([{ channelId: bench.channelId, event }])
    await bench.apply([text(wamid(), 'Yes', { customer, targetWamid: id })])
    const { data } = await bench.thread(conversationId)
    const answer = data.find((each) => each.text?.body === 'Yes')
    expect(data.find((each) => each.id === message.id)?.status).toBe('sent')
    expect(answer?.context).toMatchObject({ messageId: message.id, preview: 'Did you get this?' })
    const ledger = await bench.ledger(message.id)
    expect(ledger.entries.find((entry) => entry.kind === 'answered')?.wamid).toBe(id)
  })

  it('a number change that comes again does not undo a later one', async () => {
    const [first, second, third] = [phone(), phone(), phone()]
    const userId = `US.${first}`
    await bench.apply([text(wamid(), 'Hi', { customer: { phone: first, userId } })])
    const change = (from: string, to: string, atMs: number): JournalEvent => ({
      channelId: bench.channelId,
      event: {
        kind: 'identity',
        phoneNumberId: bench.phoneNumberId,
        wabaId: bench.wabaId,
        wamid: wamid(),
        atMs,
        previous: { phone: from },
        current: { phone: to },
        body: 'changed',
      },
    })
    const old = change(first, second, bench.nowMs + 1000)
    await bench.apply([old])
    await bench.apply([change(second, third, bench.nowMs + 2000)])
    bench.forget()
    await bench.apply([old])
    const found = await bench.search(`+${third}`)
    expect(found).toHaveLength(1)
    expect(found[0]?.contact.phone).toBe(`+${third}`)
    expect((await bench.search(`+${first}`)).map((each) => each.id)).toEqual([found[0]?.id])
  })

  it('a known person on a new number is answered there', async () => {
    const [before, after] = [phone(), phone()]
    const userId = `US.${before}`
    await bench.apply([text(wamid(), 'a', { customer: { phone: before, userId } })])
    await bench.apply([text(wamid(), 'b', { customer: { phone: after, userId }, atMs: bench.nowMs + 1000 })])
    const [found] = await bench.search(`+${after}`)
    expect(found?.contact.phone).toBe(`+${after}`)
  })
})

it('what Meta says of a number changes that number, though it comes to the account’s oldest', async () => {
  const second = newId()
  const own = String(Date.now()).slice(-9)
  await bench.rows(sql`
    insert into channels (id, name, phone_number_id, waba_id, portfolio_id, display_phone_number, secret_box)
    select ${second}::uuid, 'Second', ${`9${own}`}, waba_id, portfolio_id, ${`+1 ${own}`}, secret_box
    from channels where id = ${bench.channelId}::uuid`)
  const value = { display_phone_number: `1${own}`, event: 'UPGRADE', current_limit: 'TIER_10K' }
  const event = {
    kind: 'channel' as const,
    phoneNumberId: null,
    wabaId: bench.wabaId,
    subject: null,
    atMs: bench.nowMs,
  }
  await bench.apply([{ channelId: bench.channelId, event: { ...event, field: 'phone_number_quality_update', value } }])
  const rows = await bench.rows(sql`select id, messaging_limit as "limit" from channels`)
  expect(rows).toEqual(
    expect.arrayContaining([
      { id: second, limit: 'TIER_10K' },
      { id: bench.channelId, limit: null },
    ]),
  )
})
