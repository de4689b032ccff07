import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { JournalEvent, MessageEvent } from '../../../worker/contract/events.ts'
import type { MessageContent } from '../../../worker/contract/message.ts'
import { findPreview, listConversations } from '../../../worker/features/inbox/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

let bench: InboxBench
let make: ReturnType<typeof eventsOf>
beforeAll(async () => {
  bench = await inboxBench(inject('services'))
  make = eventsOf(bench)
})

const secret = 'my card is 4111 1111'
const rewritings = {
  edit: { content: { edit: { message: { type: 'text', text: { body: 'never mind' } } } }, text: 'never mind' },
  revoke: { content: { revoke: {} }, text: '' },
} as const

/** A message of a customer, the customer's quote of it, and what becomes of it. */
function eventsFor(type: 'edit' | 'revoke', source: MessageEvent['source'] = 'customer') {
  const target = anyWamid()
  const of = { customer: { phone: anyPhone() }, source }
  const content = rewritings[type].content as unknown as MessageContent
  return {
    of,
    target,
    said: make.text(target, secret, of),
    quoting: make.text(anyWamid(), 'See above', { ...of, targetWamid: target, atMs: bench.nowMs - 5000 }),
    rewrites: make.text(anyWamid(), '', { ...of, type, content, targetWamid: target, atMs: bench.nowMs + 1000 }),
  }
}

/** Applies batches, and gives what was told of each. */
async function applyAll(batches: JournalEvent[][]) {
  const told = []
  for (const batch of batches) told.push((await bench.apply(batch)).frames)
  const conversationId = told.flat().find(({ ids }) => ids.conversationId)?.ids.conversationId ?? ''
  return { told, conversationId }
}

/** Everywhere that the newest message is shown in one line. */
async function previewsOf(conversationId: string) {
  const detail = await bench.conversation(conversationId)
  const reads = { actor: bench.actor, asActor: bench.commands.asActor, vault: bench.vault }
  const query = { limit: 100, status: 'open,snoozed', sort: 'newest' } as const
  const ofPerson = await listConversations(reads, { ...query, contact: detail.contact.id })
  const listed = (await bench.list()).data.find(({ id }) => id === conversationId)
  return [listed, ofPerson.data[0], detail].map((each) => each?.preview)
}

async function quotesOf(conversationId: string) {
  const { data } = await bench.thread(conversationId)
  return data.flatMap(({ context }) => (context ? [context] : []))
}

describe.each(['edit', 'revoke'] as const)('after the %s of the newest message', (type) => {
  const shown = { text: rewritings[type].text, revoked: type === 'revoke' }
  const { text: preview, revoked } = shown

  it.each<[string, (of: ReturnType<typeof eventsFor>) => JournalEvent[][]]>([
    ['comes after it', ({ said, quoting, rewrites }) => [[said], [quoting], [rewrites]]],
    ['comes before it', ({ said, quoting, rewrites }) => [[quoting, rewrites], [said]]],
    ['comes with it', ({ said, quoting, rewrites }) => [[said, quoting, rewrites]]],
    ['comes before everything else', ({ said, quoting, rewrites }) => [[rewrites], [quoting, said]]],
    ['comes again', ({ said, quoting, rewrites }) => [[said], [rewrites], [quoting], [rewrites], [said]]],
  ])('that %s, its old words are in no list and no quote', async (_, order) => {
    const events = eventsFor(type)
    const { conversationId, told } = await applyAll(order(events))
    expect(await previewsOf(conversationId)).toMatchObject([shown, shown, shown])
    expect(await quotesOf(conversationId)).toMatchObject([{ type: 'text', direction: 'inbound', preview, revoked }])
    expect(await findPreview(bench.tenant, bench.vault, conversationId)).toMatchObject({ text: preview })
    // Who looked on all the time sees the same.
    expect(JSON.stringify(told.at(-1))).not.toContain(secret)
    bench.forget()
    const again = await bench.apply([events.said, events.quoting, events.rewrites])
    expect(again.frames).toEqual([])
    expect(await previewsOf(conversationId)).toMatchObject([shown, shown, shown])
  })

  it('what was written on the business’s own phone is treated alike', async () => {
    const { said, quoting, rewrites } = eventsFor(type, 'echo')
    const { conversationId } = await applyAll([[said, quoting], [rewrites]])
    expect(await previewsOf(conversationId)).toMatchObject([shown, shown, shown])
    expect(await quotesOf(conversationId)).toMatchObject([{ direction: 'outbound', preview, revoked }])
  })

  it('tells who looks on: the message, what quotes it on either side, and the conversation', async () => {
    const { of, said, quoting, rewrites } = eventsFor(type)
    const { conversationId } = await applyAll([[said], [quoting]])
    const { data } = await bench.thread(conversationId)
    const [quote, target] = [data.find(({ context }) => context), data.find(({ context }) => !context)]
    const answer = await bench.run('sendMessage', {
      conversationId,
      message: {
        ...{ clientMessageId: newId(), type: 'text' as const, text: { body: 'Got it' } },
        context: { messageId: target?.id ?? '' },
      },
    })
    expect(answer.context).toMatchObject({ preview: secret, revoked: false })
    await bench.run('assignConversation', { conversationId, memberId: bench.memberId })
    const { frames } = await bench.apply([rewrites])
    const updated = frames.filter((frame) => frame.type === 'message.updated')
    expect(new Set(updated.map(({ ids }) => ids.messageId))).toEqual(new Set([target?.id, quote?.id, answer.id]))
    expect(updated.map(({ assigneeId }) => assigneeId)).toEqual(updated.map(() => bench.memberId))
    expect(JSON.stringify(frames)).not.toContain(secret)
    expect(frames.at(-1)).toMatchObject({ type: 'conversation.updated', ids: { conversationId } })
    // What is shown of the newer answer stays.
    const stays = { text: 'Got it', revoked: false }
    expect(await previewsOf(conversationId)).toMatchObject([stays, stays, stays])
    // And what follows says what it quotes as it is now.
    const later = make.text(anyWamid(), 'Sorry', {
      ...of,
      targetWamid: said.event.kind === 'message' ? said.event.wamid : '',
    })
    const [created] = (await bench.apply([later])).frames
    expect(created?.data).toMatchObject({ message: { context: { preview, revoked } } })
  })
})

it('a message that was edited and then revoked stays revoked, whichever of the two comes first', async () => {
  for (const isEditFirst of [true, false]) {
    const revoked = eventsFor('revoke')
    const { content } = rewritings.edit
    const edit = make.text(anyWamid(), '', {
      ...{ ...revoked.of, type: 'edit', content: content as unknown as MessageContent, targetWamid: revoked.target },
    })
    const order = isEditFirst ? [[edit], [revoked.rewrites]] : [[revoked.rewrites], [edit]]
    const { conversationId } = await applyAll([[revoked.said], ...order])
    const gone = { text: '', revoked: true }
    expect(await previewsOf(conversationId)).toMatchObject([gone, gone, gone])
  }
})

it('a message that is the newest of its conversation hides nothing of the next one', async () => {
  const { of, said, rewrites } = eventsFor('revoke')
  const { conversationId } = await applyAll([[said], [rewrites]])
  await bench.apply([make.text(anyWamid(), 'Hello again', { ...of, atMs: bench.nowMs + 2000 })])
  const next = { text: 'Hello again', revoked: false }
  expect(await previewsOf(conversationId)).toMatchObject([next, next, next])
})

it('an edited caption is shown, and one that the edit does not name stays', async () => {
  const of = { customer: { phone: anyPhone() } }
  const target = anyWamid()
  const image = { id: '1', mime_type: 'image/jpeg', caption: 'The blue vase' }
  const edited = (changes: object, atMs: number) =>
    make.text(anyWamid(), '', {
      ...{ ...of, type: 'edit' as const, targetWamid: target, atMs },
      content: { edit: { message: { type: 'image', image: changes } } } as unknown as MessageContent,
    })
  const { conversationId } = await applyAll([[make.image(target, { ...of, content: { image } })]])
  await bench.apply([edited({ id: '2' }, bench.nowMs + 1000)])
  expect((await previewsOf(conversationId))[0]).toMatchObject({ type: 'image', text: 'The blue vase' })
  await bench.apply([edited({ caption: 'The other vase' }, bench.nowMs + 2000)])
  expect((await previewsOf(conversationId))[0]).toMatchObject({ type: 'image', text: 'The other vase' })
})

it('a quote and a reaction that came before what they speak of are shown to who looks on', async () => {
  const { of, said, quoting, target } = eventsFor('edit')
  const reaction = { type: 'reaction' as const, content: { reaction: { emoji: '👍' } }, targetWamid: target }
  await bench.apply([quoting, make.text(anyWamid(), '', { ...of, ...reaction })])
  const { frames } = await bench.apply([said])
  expect(frames).toMatchObject([
    { type: 'message.created', data: { message: { reactions: [{ emoji: '👍', by: 'customer' }] } } },
    { type: 'message.updated', data: { message: { context: { preview: secret } } } },
    { type: 'conversation.updated', data: { conversation: { preview: { text: secret, revoked: false } } } },
  ])
})

it('ordinary messages are applied in as many round trips as ever', async () => {
  const { of, said } = eventsFor('edit')
  await bench.apply([make.text(anyWamid(), 'Hello', of)])
  const { batch } = bench.tenant
  let trips = 0
  bench.tenant.batch = ((...statements: Parameters<typeof batch>) => {
    trips += 1
    return batch(...statements)
  }) as typeof batch
  await bench.apply([said])
  bench.tenant.batch = batch
  expect(trips).toBe(1)
})
