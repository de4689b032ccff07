import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { Attempts } from '../../../durable-objects/sender-object/attempts.ts'
import type { Message } from '../../../worker/contract/message.ts'
import { claimMessages } from '../../../worker/features/inbox/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { anyPhone, anyWamid, eventsOf } from '../../features/inbox/events.ts'
import { services } from '../../support/factories.ts'
import { eventually, type ObjectBench, objectBench } from '../object-bench.ts'

let bench: ObjectBench
let conversationId = ''
beforeEach(async () => {
  bench = await objectBench()
  await bench.inboxPort.receive([eventsOf(bench).text(anyWamid(), 'Hello', { customer: { phone: anyPhone() } })])
  conversationId = await eventually(async () => {
    const [row] = await bench.rows<{ id: string }>(sql`select id from conversations where last_message_id is not null`)
    if (!row) throw new Error('not applied yet')
    return row.id
  })
})

async function reply(body = 'Yes'): Promise<string> {
  const message = { clientMessageId: newId(), type: 'text', text: { body } }
  const answer = await bench.owner.call<Message>('POST', `/api/conversations/${conversationId}/messages`, message)
  expect(answer.status).toBe(202)
  return answer.body.id
}

const statusOf = async (messageId: string) =>
  (
    await bench.rows<{ status: string; attempts: number }>(
      sql`select status, attempt_count as attempts from messages where id = ${messageId}::uuid`,
    )
  )[0]

/** As the app does it: the sender is told, and reads its channel anew. */
async function setState(state: 'active' | 'paused'): Promise<void> {
  await bench.rows(sql`update channels set state = ${state} where id = ${bench.channelId}::uuid`)
  await bench.sender.reload(bench.place, bench.channelId)
}

/** Texts that Graph was asked to send for this number. */
async function sentTexts(): Promise<string[]> {
  const log = await fetch(`${services.settings.GRAPH_API_URL}/__log`)
  const lines = (await log.json()) as { method: string; path: string; body: { text?: { body: string } } | null }[]
  return lines
    .filter(({ method, path }) => method === 'POST' && path.includes(`/${bench.phoneNumberId}/messages`))
    .map(({ body }) => body?.text?.body ?? '')
}

/** A reply that a life of the sender claimed and then crashed. */
async function claimedBefore(crashed: (attempts: Attempts, attempt: { attemptId: string; messageId: string }) => void) {
  await setState('paused')
  const messageId = await reply()
  await eventually(() =>
    runInDurableObject(bench.sender, (_, state) => expect(state.storage.kv.get('home')).toBeTruthy()),
  )
  const [claimed] = await claimMessages(bench.db, bench.channelId, 20, [])
  expect(claimed?.id).toBe(messageId)
  await runInDurableObject(bench.sender, (_, state) =>
    crashed(new Attempts(state.storage.sql), { attemptId: claimed?.attemptId ?? '', messageId }),
  )
  await evictDurableObject(bench.sender)
  await setState('active')
  return messageId
}

describe('a reply', () => {
  it('goes out once, and the inbox learns its wamid', async () => {
    const messageId = await reply('On its way')
    await eventually(async () => expect(await statusOf(messageId)).toEqual({ status: 'sent', attempts: 1 }))
    expect(await sentTexts()).toEqual(['On its way'])
    const [attempt] = await bench.rows(sql`select outcome, wamid_index is not null as known from message_attempts`)
    expect(attempt).toEqual({ outcome: 'sent', known: true })
  })

  it('follows the one before it to the same customer', async () => {
    const ids = [await reply('one'), await reply('two'), await reply('three')]
    await eventually(async () => expect((await statusOf(ids[2] ?? ''))?.status).toBe('sent'))
    expect(await sentTexts()).toEqual(['one', 'two', 'three'])
  })

  it('waits while the number is paused', async () => {
    await setState('paused')
    const messageId = await reply()
    await bench.sender.wake(bench.place, bench.channelId)
    // It has looked, and sees nothing to come back for.
    await eventually(() =>
      runInDurableObject(bench.sender, async (_, state) => expect(await state.storage.getAlarm()).toBeNull()),
    )
    expect((await statusOf(messageId))?.status).toBe('queued')
    await setState('active')
    await eventually(async () => expect((await statusOf(messageId))?.status).toBe('sent'))
  })
})

it('a change that is told while the old settings are read is not missed', async () => {
  await setState('paused')
  const messageId = await reply()
  await evictDurableObject(bench.sender)
  const woken = bench.sender.wake(bench.place, bench.channelId)
  await bench.rows(sql`update channels set state = 'active' where id = ${bench.channelId}::uuid`)
  await Promise.all([woken, bench.sender.reload(bench.place, bench.channelId)])
  await eventually(async () => expect((await statusOf(messageId))?.status).toBe('sent'))
})

describe('after a crash', () => {
  it('what was claimed and not begun is sent', async () => {
    const messageId = await claimedBefore(() => undefined)
    await eventually(async () => expect(await statusOf(messageId)).toEqual({ status: 'sent', attempts: 2 }))
    expect(await sentTexts()).toEqual(['Yes'])
  })

  it('what was begun without a result is unconfirmed, and not sent again', async () => {
    const messageId = await claimedBefore((attempts, attempt) => attempts.start(attempt))
    await eventually(async () => expect(await statusOf(messageId)).toEqual({ status: 'unconfirmed', attempts: 1 }))
    await bench.sender.wake(bench.place, bench.channelId)
    const next = await reply('Another')
    await eventually(async () => expect((await statusOf(next))?.status).toBe('sent'))
    expect(await sentTexts()).toEqual(['Another'])
  })

  it('what has its result on the way is left alone', async () => {
    const messageId = await claimedBefore((attempts, attempt) => {
      attempts.start(attempt)
      attempts.posted(attempt.attemptId)
      attempts.start({ attemptId: 'over', messageId: 'over' })
      attempts.posted('over')
    })
    // What Postgres knows to be over is forgotten at the end of the recovery.
    await eventually(() =>
      runInDurableObject(bench.sender, (_, state) => expect(new Attempts(state.storage.sql).knows('over')).toBe(false)),
    )
    expect(await statusOf(messageId)).toEqual({ status: 'sending', attempts: 1 })
    expect(await sentTexts()).toEqual([])
  })
})

it('a sender serves one channel', async () => {
  await bench.sender.wake(bench.place, bench.channelId)
  await runInDurableObject(bench.sender, async (sender) => {
    await expect(sender.wake(bench.place, newId())).rejects.toThrow('one channel')
    await expect(sender.wake({ ...bench.place, tenantId: newId() }, bench.channelId)).rejects.toThrow('one channel')
  })
})
