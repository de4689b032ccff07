import { createECDH } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createCanned, listCanned } from '../../worker/features/canned/canned.ts'
import { createAttribute } from '../../worker/features/contacts/attributes.ts'
import { getContact } from '../../worker/features/contacts/contacts.ts'
import { createSegment } from '../../worker/features/contacts/segments.ts'
import { findDraft, saveDraft } from '../../worker/features/drafts/drafts.ts'
import { setHours } from '../../worker/features/hours/hours.ts'
import { sendAutomatic } from '../../worker/features/inbox/index.ts'
import { createLabel } from '../../worker/features/labels/labels.ts'
import { subscribe } from '../../worker/features/notifications/notifications.ts'
import { createTeam } from '../../worker/features/team/teams.ts'
import { createView } from '../../worker/features/views/views.ts'
import { fromHex, randomBytes, toBase64Url, toHex } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { createLog } from '../../worker/kit/log.ts'
import type { HubPort } from '../../worker/ports.ts'
import { openAlways } from '../features/hours/some-hours.ts'
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
  givenName: `planted given ${mark}`,
  email: `planted.mail.${mark}@example.test`,
  contactNote: `planted memory ${mark}`,
  attribute: `planted question ${mark}`,
  option: `planted option ${mark}`,
  segment: `planted choice ${mark}`,
  mergedName: `planted twin ${mark}`,
  holiday: `planted feast ${mark}`,
  greeting: `planted welcome ${mark}`,
  draft: `planted draft ${mark}`,
  scheduled: `planted for later ${mark}`,
  canned: `planted canned ${mark}`,
  team: `planted team ${mark}`,
  endpoint: `planted-endpoint-${mark}`,
  label: `planted label ${mark}`,
  view: `planted view ${mark}`,
}

let owner: pg.Client
let bench: InboxBench
beforeAll(async () => {
  owner = new pg.Client(inject('services').ownerUrl)
  await owner.connect()
  bench = await inboxBench(inject('services'), 'owner')
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
  await setHours(
    { actor: bench.actor, asActor: bench.tenant, vault: bench.vault, now: Date.now },
    openAlways({
      holidays: [{ date: '2026-12-25', name: planted.holiday }],
      greeting: { on: true, text: planted.greeting },
    }),
  )
  const make = eventsOf(bench)
  const { phone, userId, username, name } = planted
  const customer = { phone, userId, username, name }
  const { frames, greetableIds } = await bench.apply([
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
  const before = await bench.conversation(conversationId)
  await bench.run('assignConversation', { conversationId, memberId: bench.memberId })
  const reply = { clientMessageId: newId(), type: 'text' as const, text: { body: planted.reply } }
  const message = await bench.run('sendMessage', { conversationId, message: reply })
  const note = { clientMessageId: newId(), type: 'note' as const, note: { body: planted.note } }
  await bench.run('sendMessage', { conversationId, message: note })
  await bench.run('scheduleMessage', {
    conversationId,
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    message: { clientMessageId: newId(), type: 'text', text: { body: planted.scheduled } },
  })
  const desk = { ...bench.commands, actor: bench.actor, hub: { publish: async () => {} }, log: createLog(() => {}) }
  await saveDraft(desk, conversationId, {
    mode: 'reply',
    text: planted.draft,
    note: '',
    buttons: [],
    quoteId: null,
    files: [{ mediaId: newId(), filename: planted.draft, as: 'file' }],
  })
  expect(await findDraft(desk, conversationId)).toMatchObject({ text: planted.draft })
  await createCanned(desk, { shared: false, shortcut: mark, body: planted.canned, buttons: [], fileIds: [] })
  expect(await listCanned(desk)).toMatchObject([{ body: planted.canned }])
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
  await bench.apply([make.text(`${wamid}E`, planted.text, { customer, atMs: Date.now() })])
  await sendAutomatic(bench.commands, greetableIds)
  await describePeople(before.contact.id)
  const { actor, vault, commands } = bench
  const own = { actor, vault, asActor: commands.asActor, newId, hub: { publish: async () => {} } as unknown as HubPort }
  await createTeam(own, { name: planted.team, memberIds: [bench.memberId] })
  const endpoint = `https://fcm.googleapis.com/fcm/send/${planted.endpoint}`
  const ecdh = createECDH('prime256v1')
  const keys = { p256dh: ecdh.generateKeys('base64url'), auth: toBase64Url(randomBytes(16)) }
  await subscribe({ ...own, settings: { ENVIRONMENT: 'production' } }, { endpoint, keys })
  await createLabel(own, { name: planted.label, color: 'blue' })
  const filters = { status: 'open', unread: false, failed: false, mentioned: false, sort: 'newest' } as const
  await createView(own, { name: planted.view, shared: false, filters })
  await bench.run('changeConversations', { ids: [conversationId], action: { type: 'snooze', until: null } })
  const conversation = await bench.conversation(conversationId)
  expect(conversation.contact).toMatchObject({ name: planted.givenName, phone: `+${planted.newPhone}` })
  expect((await bench.ledger(message.id)).entries.length).toBeGreaterThan(3)
}

/** What the team says of the customer. */
async function describePeople(contactId: string): Promise<void> {
  const ctx = { actor: bench.actor, asActor: bench.tenant, vault: bench.vault, newId }
  const { option, attribute } = planted
  const { id: attributeId } = await createAttribute(ctx, {
    name: attribute,
    key: 'key',
    kind: 'list',
    options: [option],
  })
  const attributes = [{ attributeId, value: option }]
  await createSegment(ctx, { name: planted.segment, filters: { attributes } })
  const changes = { name: planted.givenName, email: planted.email, attributes }
  await bench.run('editContact', { contactId, changes })
  await bench.run('addContactNote', { contactId, text: planted.contactNote })
  const twin = await bench.run('createContact', {
    phone: `47${digits}`,
    name: planted.mergedName,
    email: planted.email,
  })
  await bench.run('mergeContacts', { contactId, mergedId: twin.contactId })
  const detail = await getContact(ctx, contactId)
  expect(detail).toMatchObject({ name: planted.givenName, email: planted.email, attributes, merged: [{}] })
}
