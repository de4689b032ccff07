import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type {
  Attribute,
  BlockResult,
  Contact,
  ContactDetail,
  MergePreview,
  Segment,
} from '../../../worker/contract/contact.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { deliverText } from '../../security/inhabited-tenant.ts'
import {
  auditOf,
  type GraphNumber,
  newChannel,
  newMember,
  newTenant,
  type Person,
  services,
} from '../../support/factories.ts'

let owner: Person
let agent: Person
let viewer: Person
let stranger: Person
let number: GraphNumber
beforeAll(async () => {
  ;[owner, stranger] = await Promise.all([newTenant(), newTenant()])
  ;[agent, viewer] = await Promise.all([newMember(owner, 'agent'), newMember(owner, 'viewer')])
  ;[{ number }] = await Promise.all([newChannel(owner), newChannel(stranger)])
}, 60_000)

const anyPhone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`
const create = (input: object = {}, by = agent) =>
  by.call<ContactDetail>('POST', '/api/contacts', { phone: `+${anyPhone()}`, name: 'Ana', ...input })
const made = async (input: object = {}) => {
  const { status, body } = await create(input)
  expect(status).toBe(201)
  return body
}
const read = async (id: string, by = agent) => (await by.call<ContactDetail>('GET', `/api/contacts/${id}`)).body
const search = async (input: object, by = agent) =>
  (await by.call<Page<Contact>>('POST', '/api/contacts/search', input)).body.data.map((each) => each.id)
const lastAudit = async () => (await auditOf(owner)).at(-1)
const conversationsOf = async (id: string) =>
  (await owner.call<Page<Conversation>>('GET', `/api/conversations?contact=${id}&status=open,closed,snoozed`)).body.data

/** A customer who wrote through the signed door. */
async function written(body = 'Hello', phone = anyPhone(), profile = {}) {
  await deliverText(number, phone, body, profile)
  return vi.waitFor(async () => {
    const [contact] = (await owner.call<Page<Contact>>('POST', '/api/contacts/search', { q: `+${phone}` })).body.data
    if (!contact?.lastSeenAt) throw new Error('not applied yet')
    return { ...contact, phone: `+${phone}` }
  }, 10_000)
}

describe('a contact', () => {
  it('is made by an agent, with country and e-mail, and found by exact number and e-mail', async () => {
    const email = `Ana.${newId()}@Example.test`
    const contact = await made({ email })
    expect(contact).toMatchObject({ name: 'Ana', email, country: 'DE', blocked: false, lastSeenAt: null })
    expect(contact.consent).toEqual({ marketing: 'unknown', source: null, at: null })
    expect(contact.identities).toMatchObject([{ kind: 'phone', value: contact.phone, current: true }])
    expect(await search({ q: contact.phone })).toEqual([contact.id])
    expect(await search({ q: email.toUpperCase() })).toEqual([contact.id])
    expect(await search({ q: 'Ana.' })).toEqual([])
    expect(await lastAudit()).toMatchObject({ action: 'contact.created', subjectId: contact.id, details: {} })
  })

  it('is found by the exact username that WhatsApp told, and by nobody else', async () => {
    const username = `ana.${newId().slice(-12)}`
    const { id } = await written('Hello', anyPhone(), { username })
    for (const q of [username, `@${username}`, ` @${username.toUpperCase()} `])
      expect(await search({ q })).toEqual([id])
    expect(await search({ q: username }, viewer)).toEqual([id])
    for (const q of [username.slice(0, -1), `${username}1`, 'ana']) expect(await search({ q })).toEqual([])
    expect(await search({ q: username }, stranger)).toEqual([])
  })

  it('of another tenant is found by nothing', async () => {
    const email = `ana.${newId()}@example.test`
    const { id, phone } = await made({ email })
    for (const q of [phone, email]) {
      expect(await search({ q })).toEqual([id])
      expect(await search({ q }, stranger)).toEqual([])
    }
    const theirs = (await create({ phone, email }, stranger)).body.id
    for (const q of [phone, email]) expect(await search({ q }, stranger)).toEqual([theirs])
  })

  it('is not made twice, nor by a viewer, nor without a number to reach customers', async () => {
    const { phone } = await made()
    expect(await create({ phone })).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
    expect((await create({}, viewer)).status).toBe(403)
    expect((await create({ phone: '12' })).status).toBe(400)
    expect(await create({}, await newTenant())).toMatchObject({ status: 409, body: { code: 'CHANNEL_DISCONNECTED' } })
  })

  it('keeps the name that an agent wrote, whatever WhatsApp says next', async () => {
    const { id, phone } = await written()
    expect((await read(id)).profileName).toBe('Ana')
    const renamed = await agent.call<ContactDetail>('PATCH', `/api/contacts/${id}`, { name: 'Ana from Bremen' })
    expect(renamed.body).toMatchObject({ name: 'Ana from Bremen', profileName: 'Ana' })
    expect(await lastAudit()).toMatchObject({ action: 'contact.changed', details: { changed: ['name'] } })
    await deliverText(number, phone.slice(1), 'Again')
    const [shown] = await vi.waitFor(async () => {
      const found = await conversationsOf(id)
      if (found[0]?.preview?.text !== 'Again') throw new Error('not applied yet')
      return found
    }, 10_000)
    expect(shown?.contact.name).toBe('Ana from Bremen')
    await agent.call('PATCH', `/api/contacts/${id}`, { name: null })
    expect((await conversationsOf(id))[0]?.contact.name).toBe('Ana')
  })

  it('changes its number only while nobody wrote', async () => {
    const { id } = await made()
    const phone = `+${anyPhone()}`
    expect((await agent.call<ContactDetail>('PATCH', `/api/contacts/${id}`, { phone })).body.phone).toBe(phone)
    expect(await search({ q: phone })).toEqual([id])
    expect((await read(id)).identities.map((each) => each.note)).toEqual([null, 'number_changed'])
    const customer = await written()
    expect(await agent.call('PATCH', `/api/contacts/${customer.id}`, { phone: `+${anyPhone()}` })).toMatchObject({
      status: 409,
      body: { code: 'HAS_CONVERSATIONS' },
    })
  })

  it('of another tenant is not there', async () => {
    const { id } = await made()
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'Mine' }],
      ['DELETE', '', undefined],
      ['PUT', '/consent', { marketing: 'granted' }],
      ['PUT', '/block', undefined],
      ['POST', '/notes', { text: 'Mine' }],
    ] as const) {
      expect((await stranger.call(method, `/api/contacts/${id}${path}`, body)).status, method + path).toBe(404)
    }
    expect((await read(id)).name).toBe('Ana')
  })
})

describe('the list', () => {
  it('shows who changed last first, in pages that hold', async () => {
    const tenant = await newTenant()
    await newChannel(tenant)
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift((await create({}, tenant)).body.id)
    const first = (await tenant.call<Page<Contact>>('GET', '/api/contacts?limit=2')).body
    expect(first.data.map((each) => each.id)).toEqual(ids.slice(0, 2))
    await tenant.call('PATCH', `/api/contacts/${ids[0]}`, { name: 'Changed' })
    const next = await tenant.call<Page<Contact>>('GET', `/api/contacts?limit=2&cursor=${first.nextCursor}`)
    expect(next.body.data.map((each) => each.id)).toEqual(ids.slice(2, 4))
  })

  it('is filtered by country, consent and block', async () => {
    const tenant = await newTenant()
    await newChannel(tenant)
    const [german, dutch] = [(await create({}, tenant)).body, (await create({ phone: '+31612345678' }, tenant)).body]
    await tenant.call('PUT', `/api/contacts/${dutch.id}/consent`, { marketing: 'granted', source: 'form' })
    await tenant.call('PUT', `/api/contacts/${german.id}/block`)
    const ids = async (query: string) =>
      (await tenant.call<Page<Contact>>('GET', `/api/contacts?${query}`)).body.data.map((each) => each.id)
    expect(await ids('country=NL')).toEqual([dutch.id])
    expect(await ids('consent=granted')).toEqual([dutch.id])
    expect(await ids('consent=unknown')).toEqual([german.id])
    expect(await ids('blocked=true')).toEqual([german.id])
    expect(await ids('blocked=false')).toEqual([dutch.id])
  })
})

describe('consent', () => {
  it('is written down with its source and time, for all roles that edit', async () => {
    const { id } = await made()
    const at = '2026-01-02T03:04:05.000Z'
    const answer = await agent.call<ContactDetail>('PUT', `/api/contacts/${id}/consent`, {
      ...{ marketing: 'withdrawn', source: 'phone', at },
    })
    expect(answer.body.consent).toEqual({ marketing: 'withdrawn', source: 'phone', at })
    expect(await lastAudit()).toMatchObject({ action: 'contact.consent', details: { marketing: 'withdrawn' } })
    const path = `/api/contacts/${id}/consent`
    expect((await agent.call('PUT', path, { marketing: 'granted', at: '2999-01-01T00:00:00Z' })).status).toBe(400)
    expect((await agent.call('PUT', path, { marketing: 'granted', source: 'whatsapp' })).status).toBe(400)
    expect((await viewer.call('PUT', path, { marketing: 'granted' })).status).toBe(403)
  })
})

describe('blocking', () => {
  it('reaches WhatsApp for who wrote lately, stops sending, and ends', async () => {
    const { id } = await written()
    const [conversation] = await conversationsOf(id)
    const blocked = await agent.call<BlockResult>('PUT', `/api/contacts/${id}/block`)
    expect(blocked).toMatchObject({ status: 200, body: { contact: { blocked: true } } })
    // The stand-in knows nobody who never wrote from its phone: it refuses as WhatsApp does.
    expect(blocked.body.channels).toMatchObject([
      { channelId: conversation?.channelId, done: false, reason: 'The user has not written in the last 24 hours' },
    ])
    expect(await lastAudit()).toMatchObject({ action: 'contact.blocked', subjectId: id })
    const text = { clientMessageId: newId(), type: 'text', text: { body: 'Hi' } }
    const send = () => agent.call('POST', `/api/conversations/${conversation?.id}/messages`, text)
    expect(await send()).toMatchObject({ status: 409, body: { code: 'BLOCKED' } })
    expect((await conversationsOf(id))[0]?.notice).toBe('blocked')
    expect((await viewer.call('DELETE', `/api/contacts/${id}/block`)).status).toBe(403)
    expect((await agent.call<BlockResult>('DELETE', `/api/contacts/${id}/block`)).body.contact.blocked).toBe(false)
    expect((await send()).status).toBe(202)
  })

  it('is not for who does not see that a colleague is in conversation', async () => {
    const { id } = await written()
    const [conversation] = await conversationsOf(id)
    await owner.call('PUT', `/api/conversations/${conversation?.id}/assignee`, { memberId: owner.me.memberId })
    await owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: true })
    const block = () => agent.call('PUT', `/api/contacts/${id}/block`)
    expect(await block()).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect((await read(id, owner)).blocked).toBe(false)
    await owner.call('PUT', `/api/conversations/${conversation?.id}/assignee`, { memberId: agent.me.memberId })
    expect((await block()).status).toBe(200)
    await owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: false })
  })

  it('lets a message in that WhatsApp still delivers, and wakes nobody', async () => {
    const { id, phone } = await written()
    await agent.call('PUT', `/api/contacts/${id}/block`)
    const [before] = await conversationsOf(id)
    await agent.call('POST', `/api/conversations/${before?.id}/closure`)
    await deliverText(number, phone.slice(1), 'Still here')
    const after = await vi.waitFor(async () => {
      const [found] = await conversationsOf(id)
      if (found?.preview?.text !== 'Still here') throw new Error('not applied yet')
      return found
    }, 10_000)
    expect(after).toMatchObject({ status: 'closed', unreadCount: 0 })
  })
})

describe('notes', () => {
  it('are kept newest first, and removed by their author or a supervisor', async () => {
    const { id } = await made()
    await agent.call('POST', `/api/contacts/${id}/notes`, { text: 'Likes tea' })
    const { notes } = (await owner.call<ContactDetail>('POST', `/api/contacts/${id}/notes`, { text: 'Moved' })).body
    expect(notes).toMatchObject([
      { text: 'Moved', memberId: owner.me.memberId },
      { text: 'Likes tea', memberId: agent.me.memberId },
    ])
    expect(await lastAudit()).toMatchObject({ action: 'contact.noted', details: { noteId: notes[0]?.id } })
    const remove = (by: Person, at: number) => by.call('DELETE', `/api/contacts/${id}/notes/${notes[at]?.id}`)
    expect((await remove(agent, 0)).status).toBe(404)
    expect((await remove(owner, 1)).status).toBe(200)
    expect((await remove(viewer, 0)).status).toBe(403)
    expect((await read(id)).notes.map((each) => each.text)).toEqual(['Moved'])
  })
})

const define = (input: object, by = owner) =>
  by.call<Attribute>('POST', '/api/attributes', { name: 'Plan', key: `a${newId().slice(-8)}`, ...input })

describe('attributes', () => {
  it('are defined by admins, of every kind, each key once', async () => {
    expect((await define({ kind: 'text' }, agent)).status).toBe(403)
    expect((await define({ kind: 'list' })).status).toBe(400)
    expect((await define({ kind: 'text', options: ['a'] })).status).toBe(400)
    expect((await define({ kind: 'list', options: ['a', 'a'] })).status).toBe(400)
    const { body } = await define({ kind: 'list', options: ['Gold', 'Silver'] })
    expect(await lastAudit()).toMatchObject({ action: 'attribute.created', subjectId: body.id })
    expect(await define({ kind: 'text', key: body.key })).toMatchObject({ status: 409 })
    const path = `/api/attributes/${body.id}`
    expect((await owner.call<Attribute>('PATCH', path, { name: 'Tier' })).body).toMatchObject({ name: 'Tier' })
    expect(await lastAudit()).toMatchObject({ action: 'attribute.changed' })
    for (const method of ['GET', 'DELETE']) expect((await stranger.call(method, path)).status).toBe(404)
    expect((await stranger.call('PATCH', path, { name: 'Mine' })).status).toBe(404)
    const { data } = (await agent.call<Page<Attribute>>('GET', '/api/attributes')).body
    expect(data).toContainEqual({ ...body, name: 'Tier' })
  })

  it.each([
    ['text', 'Blue', ''],
    ['number', 4.5, 'four'],
    ['date', '2026-02-28', '2026-02-30'],
    ['checkbox', true, 'yes'],
    ['link', 'https://example.test/a', 'javascript:alert(1)'],
    ['list', 'Gold', 'Bronze'],
  ])('of kind %s take %s, not %s, and find by it', async (kind, good, bad) => {
    const { body } = await define({ kind, ...(kind === 'list' ? { options: ['Gold'] } : {}) })
    const { id } = await made()
    const put = (value: unknown) =>
      agent.call<ContactDetail>('PATCH', `/api/contacts/${id}`, { attributes: [{ attributeId: body.id, value }] })
    expect((await put(bad)).status).toBe(400)
    expect((await put(good)).body.attributes).toEqual([{ attributeId: body.id, value: good }])
    const filters = { attributes: [{ attributeId: body.id, value: good }] }
    expect(await search({ filters })).toEqual([id])
    expect((await put(null)).body.attributes).toEqual([])
    expect(await search({ filters })).toEqual([])
  })

  it('go with the values that customers have', async () => {
    const attribute = (await define({ kind: 'text' })).body
    const contact = await made({ attributes: [{ attributeId: attribute.id, value: 'x' }] })
    expect(contact.attributes).toHaveLength(1)
    expect((await owner.call('DELETE', `/api/attributes/${attribute.id}`)).status).toBe(204)
    expect(await lastAudit()).toMatchObject({ action: 'attribute.removed', subjectId: attribute.id })
    expect((await read(contact.id)).attributes).toEqual([])
  })
})

describe('merging', () => {
  it('shows one person with both conversations, and can be undone', async () => {
    const [one, two] = [await written('From home'), await written('From work')]
    await agent.call('PATCH', `/api/contacts/${two.id}`, { name: 'Ana Work', email: 'work@example.test' })
    await agent.call('POST', `/api/contacts/${two.id}/notes`, { text: 'Works late' })
    const [size, shop] = [(await define({ kind: 'text' })).body.id, (await define({ kind: 'text' })).body.id]
    const sized = (value: string) => ({ attributeId: size, value })
    await agent.call('PATCH', `/api/contacts/${one.id}`, { attributes: [sized('L')] })
    await agent.call('PATCH', `/api/contacts/${two.id}`, {
      attributes: [sized('M'), { attributeId: shop, value: 'Lisbon' }],
    })
    const merge = { contactId: two.id }
    expect((await agent.call('POST', `/api/contacts/${one.id}/merge`, merge)).status).toBe(403)
    const preview = (await owner.call<MergePreview>('POST', `/api/contacts/${one.id}/merge/preview`, merge)).body
    expect(preview.result).toMatchObject({ name: 'Ana', email: 'work@example.test', conversations: 2, notes: 1 })
    expect(preview.result.phones.sort()).toEqual([one.phone, two.phone].sort())
    const after = new Map(preview.result.attributes.map(({ attributeId, value }) => [attributeId, value]))
    expect(after).toEqual(
      new Map([
        [size, 'L'],
        [shop, 'Lisbon'],
      ]),
    )

    const merged = (await owner.call<ContactDetail>('POST', `/api/contacts/${one.id}/merge`, merge)).body
    expect(await lastAudit()).toMatchObject({ action: 'contact.merged', details: { mergedId: two.id } })
    expect(merged).toMatchObject({ id: one.id, email: 'work@example.test', notes: [{ text: 'Works late' }] })
    expect(new Map(merged.attributes.map(({ attributeId, value }) => [attributeId, value]))).toEqual(after)
    expect(merged.merged).toMatchObject([{ id: two.id, name: 'Ana Work', memberId: owner.me.memberId }])
    expect(await search({ q: two.phone })).toEqual([one.id])
    expect((await read(two.id)).id).toBe(one.id)
    const both = await conversationsOf(one.id)
    expect(both.map((each) => each.contact)).toEqual([
      { id: one.id, name: 'Ana', phone: two.phone, username: null },
      { id: one.id, name: 'Ana', phone: one.phone, username: null },
    ])
    expect(await owner.call('POST', `/api/contacts/${one.id}/merge`, merge)).toMatchObject({ status: 409 })

    // What either number writes next lands with the survivor, where an answer goes to that number.
    await deliverText(number, two.phone.slice(1), 'New words')
    await vi.waitFor(async () => {
      const [newest] = await conversationsOf(one.id)
      expect(newest).toMatchObject({
        preview: { text: 'New words' },
        contact: { id: one.id, name: 'Ana', phone: two.phone },
      })
    }, 10_000)

    const undo = `/api/contacts/${one.id}/merges/${two.id}`
    expect((await agent.call('DELETE', undo)).status).toBe(403)
    expect((await stranger.call('DELETE', undo)).status).toBe(404)
    expect((await owner.call<ContactDetail>('DELETE', undo)).body).toMatchObject({ id: one.id, merged: [], notes: [] })
    expect(await lastAudit()).toMatchObject({ action: 'contact.unmerged', details: { mergedId: two.id } })
    expect(await read(two.id)).toMatchObject({ id: two.id, name: 'Ana Work', notes: [{ text: 'Works late' }] })
    expect((await conversationsOf(two.id)).map((each) => each.contact.name)).toEqual(['Ana Work'])
  })

  it('gives back those who were merged before with whom they were merged into', async () => {
    const [a, b, c] = [await made({ name: 'A' }), await made({ name: 'B' }), await made({ name: 'C' })]
    await owner.call('POST', `/api/contacts/${b.id}/merge`, { contactId: c.id })
    await owner.call('POST', `/api/contacts/${a.id}/merge`, { contactId: b.id })
    expect((await read(c.id)).id).toBe(a.id)
    await owner.call('DELETE', `/api/contacts/${a.id}/merges/${b.id}`)
    expect(await read(c.id)).toMatchObject({ id: b.id, name: 'B', merged: [{ id: c.id, name: 'C' }] })
    expect(await read(a.id)).toMatchObject({ name: 'A', merged: [] })
  })

  it('keeps a withdrawn consent and a block for the whole person', async () => {
    const [one, two] = [await made(), await made()]
    await agent.call('PUT', `/api/contacts/${two.id}/consent`, { marketing: 'withdrawn' })
    await agent.call('PUT', `/api/contacts/${two.id}/block`)
    const merged = await owner.call<ContactDetail>('POST', `/api/contacts/${one.id}/merge`, { contactId: two.id })
    expect(merged.body).toMatchObject({ blocked: true, consent: { marketing: 'withdrawn', source: 'agent' } })
  })
})

describe('labels', () => {
  it('of a merged person are those of all their contacts, found and taken off with the person', async () => {
    const label = async (name: string) =>
      (await owner.call<{ id: string }>('POST', '/api/labels', { name, color: 'teal' })).body.id
    const [vip, late] = [await label('VIP'), await label('Late')]
    const [one, two] = [await made(), await made()]
    const put = (id: string, labelIds: string[]) => agent.call('PUT', `/api/contacts/${id}/labels`, { labelIds })
    await put(one.id, [vip])
    await put(two.id, [late])
    const merge = { contactId: two.id }
    const preview = await owner.call<MergePreview>('POST', `/api/contacts/${one.id}/merge/preview`, merge)
    expect(preview.body.result.labelIds.sort()).toEqual([vip, late].sort())
    await owner.call('POST', `/api/contacts/${one.id}/merge`, merge)
    expect((await read(one.id)).labelIds.sort()).toEqual([vip, late].sort())
    expect(await search({ filters: { labelIds: [late] } })).toEqual([one.id])
    const list = await agent.call<Page<Contact>>('GET', `/api/contacts?label=${vip}`)
    expect(list.body.data).toMatchObject([{ id: one.id }])
    expect((await put(two.id, [vip])).body).toEqual({ labelIds: [vip] })
    expect(await search({ filters: { labelIds: [late] } })).toEqual([])
    const segment = await owner.call<Segment>('POST', '/api/segments', { name: 'VIP', filters: { labelIds: [vip] } })
    expect(segment.status).toBe(201)
    expect((await owner.call('POST', '/api/segments', { name: 'No', filters: { labelIds: [newId()] } })).status).toBe(
      400,
    )
  })
})

describe('removing', () => {
  const erase = (id: string) =>
    vi.waitFor(
      async () => {
        const audit = await auditOf(owner)
        const erased = { action: 'contact.erased', memberId: null, subjectId: id }
        expect(audit).toContainEqual(expect.objectContaining({ ...erased, details: { contacts: expect.any(Number) } }))
      },
      { timeout: 25_000, interval: 500 },
    )

  it('takes a person off every screen at once, and can be undone', async () => {
    const { id } = await written()
    expect((await agent.call('DELETE', `/api/contacts/${id}`)).status).toBe(403)
    expect((await owner.call('DELETE', `/api/contacts/${id}`)).status).toBe(204)
    expect(await lastAudit()).toMatchObject({ action: 'contact.removed', subjectId: id })
    expect((await agent.call('GET', `/api/contacts/${id}`)).status).toBe(404)
    expect(await conversationsOf(id)).toEqual([])
    const undo = (by: Person) => by.call('DELETE', `/api/contacts/${id}/removal`)
    expect((await undo(agent)).status).toBe(403)
    expect((await undo(stranger)).status).toBe(404)
    expect((await undo(owner)).status).toBe(200)
    expect(await lastAudit()).toMatchObject({ action: 'contact.restored', subjectId: id })
    expect(await conversationsOf(id)).toHaveLength(1)
    expect((await undo(owner)).status).toBe(404)
  })

  it('then destroys the salts of the person and of who was merged into them, and all that hung on them', async () => {
    const [one, two] = [await written(), await written()]
    await agent.call('POST', `/api/contacts/${two.id}/notes`, { text: 'Gone soon' })
    await owner.call('POST', `/api/contacts/${one.id}/merge`, { contactId: two.id })
    const conversationIds = (await conversationsOf(one.id)).map((each) => each.id)
    expect(conversationIds).toHaveLength(2)
    await owner.call('DELETE', `/api/contacts/${one.id}`)
    await erase(one.id)
    const db = asTenant(services.db, owner.me.tenant.id)
    const people = JSON.stringify([one.id, two.id])
    const among = sql`(select value::uuid from json_array_elements_text(${people}::json))`
    const [kept, messages, identities, notes] = await db.batch(
      db.build.execute(sql`select salt, box, email_index, country from contacts where id in ${among}`),
      db.build.execute(sql`select 1 from messages where contact_id in ${among}`),
      db.build.execute(sql`select 1 from contact_identities where contact_id in ${among}`),
      db.build.execute(sql`select 1 from contact_notes where contact_id in ${among}`),
    )
    const nothing = { salt: null, box: null, email_index: null, country: null }
    expect(kept.rows).toEqual([nothing, nothing])
    expect([messages.rows, identities.rows, notes.rows]).toEqual([[], [], []])
    expect((await owner.call('GET', `/api/conversations/${conversationIds[0]}`)).status).toBe(404)
    // Who writes from that number next is somebody new.
    expect((await written('Hello', one.phone.slice(1))).id).not.toBe(one.id)
  }, 40_000)
})

describe('segments', () => {
  it('name a choice, count it and show it', async () => {
    const email = `${newId()}@example.test`
    const contact = await made({ email })
    await agent.call('PUT', `/api/contacts/${contact.id}/consent`, { marketing: 'granted', source: 'form' })
    const before = contact.createdAt
    const filters = { countries: ['DE'], consent: 'granted', createdAfter: before }
    expect((await agent.call('POST', '/api/segments', { name: 'Fans', filters })).status).toBe(403)
    const { body } = await owner.call<Segment>('POST', '/api/segments', { name: 'Fans', filters })
    expect(await lastAudit()).toMatchObject({ action: 'segment.created', subjectId: body.id })
    const path = `/api/segments/${body.id}`
    expect((await agent.call<{ count: number }>('GET', `${path}/count`)).body).toEqual({ count: 1 })
    const page = (await agent.call<Page<Contact>>('GET', `${path}/contacts`)).body
    expect(page.data.map((each) => each.id)).toEqual([contact.id])
    const changed = await owner.call<Segment>('PATCH', path, { filters: { ...filters, consent: 'withdrawn' } })
    expect(changed.body).toMatchObject({ name: 'Fans', filters: { consent: 'withdrawn' } })
    expect((await agent.call<{ count: number }>('GET', `${path}/count`)).body).toEqual({ count: 0 })
    for (const [method, more] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/count'],
      ['GET', '/contacts'],
    ]) {
      expect((await stranger.call(method ?? '', path + more)).status).toBe(404)
    }
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect(await lastAudit()).toMatchObject({ action: 'segment.removed' })
    expect((await agent.call('GET', path)).status).toBe(404)
  })

  it.each([
    ['attributes', (id: string) => ({ attributes: [{ attributeId: id, value: 'x' }] })],
    ['labels', (id: string) => ({ labelIds: [id] })],
  ] as const)('keep the %s that they ask for', async (kind, filtersOf) => {
    const name = `Unused ${newId()}`.slice(0, 30)
    const body = kind === 'labels' ? { name, color: 'green' } : { name, key: `k${Date.now()}`, kind: 'text' }
    const { id } = (await owner.call<{ id: string }>('POST', `/api/${kind}`, body)).body
    const segment = (
      await owner.call<Segment>('POST', '/api/segments', { name: 'Asks for it', filters: filtersOf(id) })
    ).body
    expect(await owner.call('DELETE', `/api/${kind}/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'IN_USE', detail: expect.stringContaining('Asks for it') },
    })
    await owner.call('DELETE', `/api/segments/${segment.id}`)
    expect((await owner.call('DELETE', `/api/${kind}/${id}`)).status).toBe(204)
  })

  it('find by when somebody wrote last', async () => {
    const { id, lastSeenAt } = await written()
    const seen = new Date(Date.parse(lastSeenAt ?? '')).toISOString()
    const later = new Date(Date.parse(seen) + 60_000).toISOString()
    expect(await search({ q: undefined, filters: { seenAfter: seen } })).toContain(id)
    expect(await search({ filters: { seenAfter: later } })).not.toContain(id)
    expect(await search({ filters: { seenBefore: later }, limit: 100 })).toContain(id)
    expect(await search({ filters: { seenBefore: seen }, limit: 100 })).not.toContain(id)
    const count = await agent.call<{ count: number }>('POST', '/api/contacts/count', { filters: { seenAfter: later } })
    expect(count.body).toEqual({ count: 0 })
  })
})
