import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation, ConversationCounts } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import type { Notification, NotificationSettings, PushPayload } from '../../../worker/contract/notification.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { deliverText, env } from '../../security/inhabited-tenant.ts'
import {
  auditOf,
  type GraphNumber,
  newChannel,
  newMember,
  newTenant,
  type Person,
  services,
} from '../../support/factories.ts'

const pushUrl = inject('services').pushUrl
const anyPhone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

interface Shop {
  owner: Person
  ana: Person
  ben: Person
  number: GraphNumber
}

async function newShop(): Promise<Shop> {
  const owner = await newTenant()
  const [ana, ben, { number }] = await Promise.all([
    newMember(owner, 'agent', 'Ana'),
    newMember(owner, 'agent', 'Ben'),
    newChannel(owner),
  ])
  return { owner, ana, ben, number }
}

async function begin({ owner, number }: Shop, phone = anyPhone(), words = 'Hello'): Promise<Conversation> {
  await deliverText(number, phone, words)
  return vi.waitFor(async () => {
    const { body } = await owner.call<{ data: Conversation[] }>('POST', '/api/search', { q: `+${phone}` })
    if (!body.data[0]) throw new Error('not applied yet')
    return body.data[0]
  }, 10_000)
}
const note = (by: Person, id: string, mentions: Person[], clientMessageId = newId()) =>
  by.call<Message>('POST', `/api/conversations/${id}/messages`, {
    clientMessageId,
    type: 'note',
    note: { body: 'Look at this', mentions: mentions.map(({ me }) => me.memberId) },
  })
const assign = (by: Person, id: string, to: Person) =>
  by.call('PUT', `/api/conversations/${id}/assignee`, { memberId: to.me.memberId })
const toldOf = async (who: Person, query = '') =>
  (await who.call<Page<Notification>>('GET', `/api/notifications${query}`)).body.data
const kinds = async (who: Person, query = '') => (await toldOf(who, query)).map(({ kind }) => kind)
const counts = async (who: Person) => (await who.call<ConversationCounts>('GET', '/api/conversations/counts')).body
const settingsOf = async (who: Person) =>
  (await who.call<NotificationSettings>('GET', '/api/notification-settings')).body
async function choose(who: Person, changes: Partial<NotificationSettings>) {
  const { pushKey: _, ...settings } = await settingsOf(who)
  return who.call<NotificationSettings>('PUT', '/api/notification-settings', { ...settings, ...changes })
}
const audited = async (who: Person, action: string) => (await auditOf(who)).filter((row) => row.action === action)

let shop: Shop
beforeAll(async () => {
  shop = await newShop()
})

describe('a mention', () => {
  it('tells the member once, however often the note is sent, and nobody else', async () => {
    const { owner, ana, ben } = shop
    const { id } = await begin(shop)
    const clientMessageId = newId()
    const written = await note(owner, id, [ana, owner], clientMessageId)
    expect(written).toMatchObject({ status: 202, body: { note: { mentions: [ana.me.memberId, owner.me.memberId] } } })
    await note(owner, id, [ana, owner], clientMessageId)
    const [told] = await toldOf(ana, '?unread=true')
    expect(told).toMatchObject({ kind: 'mention', conversationId: id, messageId: written.body.id, readAt: null })
    expect(await counts(ana)).toMatchObject({ mentions: 1, notifications: 1 })
    expect(await kinds(ben)).toEqual([])
    expect(await kinds(owner)).not.toContain('mention')
    const mine = await ana.call<Page<Conversation>>('GET', '/api/conversations?mentioned=me')
    expect(mine.body.data.map((each) => each.id)).toEqual([id])
    expect((await ben.call<Page<Conversation>>('GET', '/api/conversations?mentioned=me')).body.data).toEqual([])
  })

  it('of somebody who is not there, or may not see the conversation, is refused', async () => {
    const other = await newShop()
    const { id } = await begin(other)
    expect((await note(other.owner, id, [shop.ana])).status).toBe(400)
    await other.owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: true })
    await assign(other.owner, id, other.ana)
    expect((await note(other.owner, id, [other.ben])).status).toBe(400)
    expect((await note(other.owner, id, [other.ana])).status).toBe(202)
    // What was said while they could see it goes with the sight of it.
    expect(await kinds(other.ana)).toContain('mention')
    await assign(other.owner, id, other.ben)
    expect(await kinds(other.ana)).toEqual([])
  })
})

describe('a notification', () => {
  it('is read with its conversation, by itself, or with all others', async () => {
    const { owner, ana, ben } = await newShop().then((made) => Object.assign(shop, made))
    const [first, second, third] = [await begin(shop), await begin(shop), await begin(shop)]
    for (const { id } of [first, second, third]) await note(owner, id, [ana])
    const list = await toldOf(ana)
    expect(list.map(({ conversationId }) => conversationId)).toEqual([third.id, second.id, first.id])
    const page = await ana.call<Page<Notification>>('GET', '/api/notifications?limit=2')
    expect(await toldOf(ana, `?limit=2&cursor=${page.body.nextCursor}`)).toEqual([list[2]])
    const path = `/api/notifications/${list[0]?.id}/read`
    expect((await ben.call('POST', path)).status).toBe(404)
    expect((await ana.call('POST', path)).status).toBe(204)
    expect((await ana.call('POST', path)).status).toBe(204)
    expect(await audited(owner, 'notification.read')).toMatchObject([
      { memberId: ana.me.memberId, subjectId: list[0]?.id },
    ])
    await ana.call('POST', `/api/conversations/${second.id}/read`)
    expect((await toldOf(ana, '?unread=true')).map(({ conversationId }) => conversationId)).toEqual([first.id])
    expect((await ana.call('POST', '/api/notifications/read')).status).toBe(204)
    expect(await toldOf(ana, '?unread=true')).toEqual([])
    expect((await counts(ana)).notifications).toBe(0)
  })

  it('comes when a conversation is given to one by somebody else, and when its customer writes', async () => {
    const { owner, ana } = shop
    const phone = anyPhone()
    const { id } = await begin(shop, phone)
    await ana.call('POST', '/api/notifications/read')
    await assign(ana, id, ana)
    expect(await toldOf(ana, '?unread=true')).toEqual([])
    await owner.call('PUT', `/api/conversations/${id}/assignee`, { memberId: null })
    await assign(owner, id, ana)
    expect(await kinds(ana, '?unread=true')).toEqual(['assigned'])
    for (const words of ['One', 'Two']) await deliverText(shop.number, phone, words)
    await vi.waitFor(async () => expect(await kinds(ana, '?unread=true')).toEqual(['message', 'assigned']), 5_000)
  })

  it('is not made of kinds that one does not want; mentions stay in the list as read', async () => {
    const { owner, ben } = shop
    const { id } = await begin(shop)
    const answer = await choose(ben, { muted: ['assigned', 'mention'] })
    expect(answer).toMatchObject({ status: 200, body: { muted: ['assigned', 'mention'] } })
    expect(await audited(owner, 'notifications.changed')).toMatchObject([
      { memberId: ben.me.memberId, details: { changes: { muted: [null, ['assigned', 'mention']] } } },
    ])
    await assign(owner, id, ben)
    await note(owner, id, [ben])
    expect(await toldOf(ben, '?unread=true')).toEqual([])
    expect(await kinds(ben)).toEqual(['mention'])
  })

  it('tells of customers whom nobody has, and of windows that close, once', async () => {
    const made = await newShop()
    const { owner, ana, ben } = made
    const [alone, closing] = [await begin(made), await begin(made)]
    await assign(owner, closing.id, ben)
    await Promise.all([ana, ben].map((who) => who.call('POST', '/api/notifications/read')))
    const db = asTenant(services.db, owner.me.tenant.id)
    await db.batch(
      db.build.execute(
        sql`update conversations set waiting_since = now() - interval '6 minutes' where id = ${alone.id}::uuid`,
      ),
      db.build.execute(
        sql`update conversations set window_closes_at = now() + interval '90 minutes' where id = ${closing.id}::uuid`,
      ),
    )
    const place = { tenantId: owner.me.tenant.id, jurisdiction: 'default' as const }
    const inbox = env.INBOX.get(env.INBOX.idFromName(`inbox:${place.tenantId}:0`))
    const due = () =>
      services.db.execute(sql`select due_at > now() as "isLater", lease_until as "leaseUntil" from work_due
        where kind = 'notice' and ref_id = ${place.tenantId}::uuid`)
    expect((await due()).rows).toHaveLength(1)
    await services.db.execute(sql`update work_due set due_at = now() - interval '1 hour', lease_until = now() + interval '45 seconds'
      where kind = 'notice' and ref_id = ${place.tenantId}::uuid`)
    await inbox.noticeWaiting(place)
    expect((await due()).rows, 'what was looked at is not late').toEqual([{ isLater: true, leaseUntil: null }])
    const told = await toldOf(owner, '?unread=true')
    const kindOf = new Map(told.map(({ kind, conversationId }) => [conversationId, kind]))
    // Ben, who has it, is away: there is no team to tell.
    expect(kindOf).toEqual(
      new Map([
        [alone.id, 'unassigned'],
        [closing.id, 'window'],
      ]),
    )
    expect(await toldOf(ben, '?unread=true')).toMatchObject([{ kind: 'window', conversationId: closing.id }])
    // Agents are not told of what nobody has, unless they want to be.
    expect(await toldOf(ana, '?unread=true')).toEqual([])
    await owner.call('POST', '/api/notifications/read')
    await inbox.noticeWaiting(place)
    expect(await toldOf(owner, '?unread=true')).toEqual([])
    for (const { id } of [alone, closing]) await owner.call('POST', `/api/conversations/${id}/closure`)
    await inbox.noticeWaiting(place)
    expect((await due()).rows).toEqual([])
  })
})

describe('settings', () => {
  it('are one’s own, and checked', async () => {
    const { ana, owner } = shop
    expect(await settingsOf(ana)).toMatchObject({ muted: ['unassigned'], sound: false, detail: 'none', quiet: null })
    expect((await settingsOf(owner)).muted).toEqual([])
    await choose(ana, { sound: true, quiet: { from: 1320, to: 420 }, zone: 'Europe/Amsterdam' })
    expect(await settingsOf(ana)).toMatchObject({ sound: true, quiet: { from: 1320, to: 420 } })
    expect((await settingsOf(owner)).sound).toBe(false)
    expect((await choose(ana, { zone: 'Moon/Sea' })).status).toBe(400)
    expect((await choose(ana, { muted: ['everything' as never] })).status).toBe(400)
    await choose(ana, { sound: false, quiet: null })
  })
})

describe('web push', () => {
  interface Browser {
    id: string
    endpoint: string
    keys: { p256dh: string; auth: string }
  }
  const newBrowser = async () =>
    (await (await fetch(`${pushUrl}/__subscriptions`, { method: 'POST' })).json()) as Browser
  const subscribe = (who: Person, { endpoint, keys }: Pick<Browser, 'endpoint' | 'keys'>) =>
    who.call<{ id: string }>('POST', '/api/push-subscriptions', { endpoint, keys })
  const pushed = async ({ id }: Browser) => {
    const log = (await (await fetch(`${pushUrl}/__log`)).json()) as {
      id: string
      payload: PushPayload
      subject: string
    }[]
    return log.filter((each) => each.id === id)
  }
  const arrives = (browser: Browser, count: number) =>
    vi.waitFor(async () => {
      const all = await pushed(browser)
      if (all.length < count) throw new Error('not there yet')
      return all
    }, 10_000)

  it('reaches the member’s browser, signed and encrypted, with no word of the customer unless they chose it', async () => {
    const made = await newShop()
    const { owner, ana } = made
    const browser = await newBrowser()
    expect((await subscribe(ana, browser)).status).toBe(201)
    expect(await audited(owner, 'push.subscribed')).toHaveLength(1)
    const { id } = await begin(made, anyPhone(), 'a secret order')
    await note(owner, id, [ana])
    const [first] = await arrives(browser, 1)
    expect(first?.payload).toEqual({ kind: 'mention', conversationId: id })
    expect(first?.subject).toBe(services.settings.APP_URL)
    await choose(ana, { detail: 'text' })
    await note(owner, id, [ana])
    expect((await arrives(browser, 2))[1]?.payload).toEqual({
      ...{ kind: 'mention', conversationId: id },
      ...{ name: 'Ana', text: 'a secret order' },
    })
    // Neither in quiet hours nor of kinds that are not pushed; the next one shows that these were passed over.
    await choose(ana, { detail: 'none', quiet: { from: 0, to: 1439 } })
    await note(owner, id, [ana])
    await choose(ana, { quiet: null, pushed: ['assigned'] })
    await note(owner, id, [ana])
    await assign(owner, id, ana)
    await vi.waitFor(async () => expect((await pushed(browser)).at(-1)?.payload.kind).toBe('assigned'), 10_000)
    expect((await pushed(browser)).length).toBe(3)
  }, 30_000)

  it('forgets a browser that is gone, and one that its member takes back', async () => {
    const made = await newShop()
    const { owner, ana, ben } = made
    const [gone, kept] = [await newBrowser(), await newBrowser()]
    await subscribe(ana, gone)
    const { body } = await subscribe(ana, kept)
    await fetch(`${pushUrl}/__subscriptions/${gone.id}`, { method: 'DELETE' })
    const { id } = await begin(made)
    await note(owner, id, [ana])
    await arrives(kept, 1)
    await vi.waitFor(async () => expect(await audited(owner, 'push.expired')).toHaveLength(1), 5_000)
    expect((await ben.call('DELETE', `/api/push-subscriptions/${body.id}`)).status).toBe(404)
    expect((await ana.call('DELETE', `/api/push-subscriptions/${body.id}`)).status).toBe(204)
    expect((await ana.call('DELETE', `/api/push-subscriptions/${body.id}`)).status).toBe(404)
    expect(await audited(owner, 'push.unsubscribed')).toHaveLength(1)
  })

  it('goes to push services alone', async () => {
    const { keys } = await newBrowser()
    for (const endpoint of [
      'https://example.com/push',
      'http://fcm.googleapis.com/x',
      'https://fcm.googleapis.com:8443/x',
      'https://fcm.googleapis.com.evil.test/x',
      'https://user@fcm.googleapis.com/x',
      'https://169.254.169.254/latest',
      'https://localhost/x',
    ]) {
      expect((await subscribe(shop.ana, { endpoint, keys })).status, endpoint).toBe(400)
    }
    const noPoint = { ...keys, p256dh: 'B'.repeat(87) }
    expect((await subscribe(shop.ana, { endpoint: `${pushUrl}/push/x`, keys: noPoint })).status).toBe(400)
    expect((await subscribe(shop.ana, { endpoint: 'https://fcm.googleapis.com/fcm/send/x', keys })).status).toBe(201)
  })
})
