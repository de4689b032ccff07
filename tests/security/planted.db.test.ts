import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createLabel } from '../../worker/features/labels/labels.ts'
import { createView } from '../../worker/features/views/views.ts'
import { fromHex, randomBytes, toHex } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { eventsOf } from '../features/inbox/events.ts'
import { type InboxBench, inboxBench } from '../support/inbox-bench.ts'
import { findEverywhere } from './find-everywhere.ts'

const mark = toHex(randomBytes(6))
const digits = String(Number.parseInt(mark, 16)).padStart(12, '7').slice(-12)

/** As Meta makes them: base64 of a few bytes around the customer's number. */
const wamidBytes = Buffer.concat([fromHex('1c180c'), Buffer.from(`49${digits}`), randomBytes(18)])
const wamid = `wamid.${wamidBytes.toString('base64')}`
const echoWamid = `wamid.${Buffer.concat([wamidBytes, randomBytes(2)]).toString('base64')}`

const planted = {
  name: `Planted Name ${mark}`,
  newName: `Renamed Person ${mark}`,
  phone: `49${digits}`,
  newPhone: `48${digits}`,
  userId: `DE.${digits}9`,
  username: `planted.user.${mark}`,
  text: `planted words ${mark}`,
  reply: `planted answer ${mark}`,
  note: `planted remark ${mark}`,
  caption: `planted caption ${mark}`,
  fileName: `planted-bill-${mark}.pdf`,
  refusal: `planted refusal ${mark}`,
  alert: `planted alert ${mark}`,
  line: `planted line ${mark}`,
  label: `planted label ${mark}`,
  view: `planted view ${mark}`,
}

let owner: pg.Client
let bench: InboxBench
beforeAll(async () => {
  owner = new pg.Client(inject('services').ownerUrl)
  await owner.connect()
  bench = await inboxBench(inject('services'))
})
afterAll(() => owner.end())

it('the search finds what stands there in plain, in bytes, in hex and in base64', async () => {
  const plain = `control-${mark}`
  const inBase64 = Buffer.from(`--${plain}--`).toString('base64')
  await owner.query('begin')
  await owner.query('insert into tenants (id, name) values (uuidv7(), $1)', [`a ${plain} b`])
  await owner.query("insert into unrouted_events (id, reason, box) values (uuidv7(), 'no_number', $1)", [
    Buffer.from(`some bytes before ${plain} and after`),
  ])
  await owner.query("insert into plans (code, name, features) values ('control', $1, $2)", [
    Buffer.from(plain).toString('hex'),
    [inBase64],
  ])
  const found = await findEverywhere(owner, { control: plain })
  await owner.query('rollback')
  expect(found.map(({ table, form }) => `${table} ${form}`).sort()).toEqual([
    'plans base64',
    'plans hex',
    'tenants text',
    'unrouted_events hex',
  ])
})

it('nothing of a customer is found in the database', async () => {
  await storeEverything()
  const wamidParts = { wamid, wamidBody: wamid.slice(6), wamidBytes, echoWamid, echoBody: echoWamid.slice(6) }
  expect(await findEverywhere(owner, { ...planted, ...wamidParts })).toEqual([])
})

/** What the planted values can be part of, through the inbox's own doors. */
async function storeEverything(): Promise<void> {
  const make = eventsOf(bench)
  const { phone, userId, username, name } = planted
  const customer = { phone, userId, username, name }
  const { frames } = await bench.apply([
    make.text(wamid, planted.text, { customer }),
    make.text(`${wamid}A`, '', {
      customer: { ...customer, name: planted.newName },
      type: 'document',
      content: { document: { id: digits, caption: planted.caption, filename: planted.fileName } },
      media: { id: digits, mimeType: 'application/pdf', sha256: null, filename: planted.fileName },
      targetWamid: wamid,
    }),
    make.text(echoWamid, planted.reply, { customer: { phone, userId }, source: 'echo' }),
  ])
  const conversationId = frames[0]?.ids.conversationId ?? ''
  expect((await bench.thread(conversationId)).data).toMatchObject([
    { text: { body: planted.reply } },
    { document: { filename: planted.fileName } },
    { text: { body: planted.text } },
  ])
  await bench.run('assignConversation', { conversationId, memberId: bench.memberId })
  const reply = { clientMessageId: newId(), type: 'text' as const, text: { body: planted.reply } }
  const message = await bench.run('sendMessage', { conversationId, message: reply })
  const note = { clientMessageId: newId(), type: 'note' as const, note: { body: planted.note } }
  await bench.run('sendMessage', { conversationId, message: note })
  const [claimed] = await bench.claim()
  const errors = [{ code: 131026, title: planted.refusal, detail: planted.refusal }]
  const { channelId, wabaId, phoneNumberId, nowMs } = bench
  const place = { phoneNumberId, wabaId, atMs: nowMs }
  await bench.apply([
    make.attempt(message.id, claimed?.attemptId ?? '', { wamid: `${wamid}B` }),
    make.status(`${wamid}B`, 'failed', { errors, customer, participant: phone, attemptId: claimed?.attemptId ?? null }),
    make.status(`${wamid}C`, 'delivered', { customer, conversation: { id: planted.alert } }),
    {
      channelId,
      event: {
        kind: 'channel',
        ...place,
        field: 'account_alerts',
        subject: phone,
        value: { say: planted.alert, phone },
      },
    },
    {
      channelId,
      event: {
        kind: 'identity',
        ...place,
        atMs: Date.now() + 1000,
        wamid: `${wamid}D`,
        previous: { phone, userId },
        current: { phone: planted.newPhone, userId },
        body: planted.line,
      },
    },
  ])
  const desk = { ...bench.commands, hub: { publish: async () => {}, disconnect: async () => {} } }
  await createLabel(desk, { name: planted.label, color: 'blue' })
  const filters = { status: 'open', unread: false, sort: 'newest' } as const
  await createView(desk, { name: planted.view, shared: false, filters })
  await bench.run('changeConversations', { ids: [conversationId], action: { type: 'snooze', until: null } })
  const conversation = await bench.conversation(conversationId)
  expect(conversation.contact).toMatchObject({ name: planted.newName, phone: `+${planted.newPhone}` })
  expect((await bench.ledger(message.id)).entries.length).toBeGreaterThan(3)
}
