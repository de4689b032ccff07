import { env as bindings, exports } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { inject, vi } from 'vitest'
import type { CreatedApiToken } from '../../worker/contract/api-token.ts'
import type { BulkResult } from '../../worker/contract/bulk.ts'
import type { Page } from '../../worker/contract/common.ts'
import type { ContactDetail } from '../../worker/contract/contact.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import type { PasskeyOptions } from '../../worker/contract/factors.ts'
import type { Label } from '../../worker/contract/label.ts'
import type { NewPushSubscription, Notification } from '../../worker/contract/notification.ts'
import type { DeviceSession, Team } from '../../worker/contract/team.ts'
import type { View } from '../../worker/contract/view.ts'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { relyingPartyOf } from '../../worker/features/factors/passkey-rules.ts'
import { parkEvent } from '../../worker/features/inbox/index.ts'
import { insertUnrouted } from '../../worker/features/webhooks/repo/unrouted.ts'
import { randomBytes, toHex, utf8 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { openAlways } from '../features/hours/some-hours.ts'
import { cookieOf } from '../support/authenticator.ts'
import {
  call,
  type GraphNumber,
  invite,
  newChannel,
  newConfirmedMember,
  newTenant,
  type Person,
  services,
  signIn,
} from '../support/factories.ts'
import { newAuthenticator } from '../support/passkey.ts'

export const env = bindings as unknown as Bindings

type Worker = { default: { fetch(url: string, init: RequestInit): Promise<Response> } }

/** A request as the app's own pages send it, with a body of any kind. */
export function fetchWorker(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  const { APP_URL } = services.settings
  const headers = { origin: APP_URL, ...init.headers }
  return (exports as unknown as Worker).default.fetch(new URL(path, APP_URL).href, { ...init, headers })
}

/** Delivers a text message of a customer through the signed door. */
export async function deliverText(number: GraphNumber, phone: string, body: string, profile = {}): Promise<void> {
  const answer = await postText(number, phone, body, undefined, profile)
  if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`)
}

/** Tries to. @param wamid Which message it is: the same one may come again. */
export async function postText(
  number: GraphNumber,
  phone: string,
  body: string,
  wamid = `wamid.${newId()}`,
  profile = {},
) {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: number.phoneNumberId, display_phone_number: number.displayPhoneNumber },
    contacts: [{ wa_id: phone, profile: { name: 'Ana', ...profile } }],
    messages: [
      {
        from: phone,
        id: wamid,
        timestamp: String(Math.floor(Date.now() / 1000)),
        type: 'text',
        text: { body },
      },
    ],
  }
  const webhook = {
    object: 'whatsapp_business_account',
    entry: [{ id: number.wabaId, changes: [{ field: 'messages', value }] }],
  }
  const signature = await sign(JSON.stringify(webhook), services.settings.META_APP_SECRET)
  return call<{ code?: string }>('POST', '/webhooks/whatsapp', webhook, {
    headers: { 'x-hub-signature-256': signature },
  })
}

async function sign(text: string, secret: string): Promise<string> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8(secret), hmac, false, ['sign'])
  return `sha256=${toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text))))}`
}

export type InhabitedTenant = Awaited<ReturnType<typeof newInhabitedTenant>>

/** A tenant that has one of everything, made through the doors that customers and members use. */
export async function newInhabitedTenant() {
  const owner = await newTenant()
  const [member, invitation, { channel, number }] = await Promise.all([
    newConfirmedMember(owner, 'agent'),
    invite(owner, 'agent'),
    newChannel(owner),
  ])
  const phone = `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`
  const words = `words of ${newId()}`
  await deliverText(number, phone, words)
  const conversation = await vi.waitFor(async () => {
    const { body } = await owner.call<Page<Conversation>>('GET', '/api/conversations')
    if (!body.data[0]) throw new Error('not applied yet')
    return body.data[0]
  }, 10_000)
  const parkedEventId = newId()
  const db = asTenant(services.db, owner.me.tenant.id)
  const parked = { channelId: channel.id, kind: 'message', reason: 'Error 23514', box: randomBytes(60) }
  await parkEvent(db, { id: parkedEventId, ...parked })
  const unroutedEventId = newId()
  const { phoneNumberId, wabaId } = number
  const unrouted = { id: unroutedEventId, reason: 'unknown_number' as const, phoneNumberId, wabaId }
  await insertUnrouted(services.db, [{ ...unrouted, box: randomBytes(60) }])
  await addTemplate(owner, number.wabaId)
  const holidays = [{ date: '2026-12-25', name: words }]
  await owner.call('PUT', '/api/business-hours', openAlways({ holidays, away: { on: false, text: words } }))
  const team = await owner.call<Team>('POST', '/api/teams', { name: 'Sales', memberIds: [member.me.memberId] })
  const known = await describeCustomer(owner, conversation.contact.id, words)
  const label = await owner.call<Label>('POST', '/api/labels', { name: 'Delivery', color: 'teal' })
  await owner.call('PUT', `/api/conversations/${conversation.id}/labels`, { labelIds: [label.body.id] })
  await owner.call('PUT', `/api/contacts/${conversation.contact.id}/labels`, { labelIds: [label.body.id] })
  const canned = { shared: true, shortcut: 'hello', body: words }
  const { body: cannedResponse } = await owner.call<{ id: string }>('POST', '/api/canned-responses', canned)
  const { body: scheduled } = await owner.call<{ id: string }>(
    'POST',
    `/api/conversations/${conversation.id}/scheduled`,
    {
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
      message: { clientMessageId: newId(), type: 'text', text: { body: words } },
    },
  )
  const draft = { mode: 'reply', text: words, note: '', buttons: [] }
  await owner.call('PUT', `/api/conversations/${conversation.id}/draft`, draft)
  const token = await owner.call<CreatedApiToken>('POST', '/api/api-tokens', {
    name: words,
    scopes: ['contacts:read'],
    expiresInDays: 1,
  })
  const view = await owner.call<View>('POST', '/api/views', {
    name: 'Late',
    shared: true,
    filters: { label: label.body.id },
  })
  const ssoDomain = await owner.call<{ id: string }>('POST', '/api/tenant/sso/domains', {
    domain: `${newId()}.example`,
  })
  const read = { ids: [conversation.id], action: { type: 'read' } }
  const bulk = await owner.call<BulkResult>('POST', '/api/conversations/bulk', read)
  return {
    owner,
    member,
    number,
    phone,
    words,
    tenantId: owner.me.tenant.id,
    /** By the name that an id has in paths and bodies. */
    ids: {
      conversationId: conversation.id,
      messageId: conversation.preview?.messageId ?? '',
      contactId: conversation.contact.id,
      channelId: channel.id,
      memberId: member.me.memberId,
      invitationId: invitation.id,
      teamId: team.body.id,
      ssoDomainId: ssoDomain.body.id,
      mediaId: await uploadPicture(owner, channel.id),
      ...(await tellMember(owner, member, conversation.id)),
      parkedEventId,
      unroutedEventId,
      ...known,
      labelId: label.body.id,
      cannedResponseId: cannedResponse.id,
      tokenId: token.body.id,
      scheduledId: scheduled.id,
      viewId: view.body.id,
      bulkId: bulk.body.bulkId ?? '',
      ...(await proveMore(member)),
    },
  }
}

/** Another session of the member, and a passkey that was made there. */
async function proveMore({ me }: Person) {
  const there = await signIn(me.email)
  const { body: options } = await there.call<PasskeyOptions>('POST', '/api/auth/passkeys/options')
  const authenticator = await newAuthenticator(relyingPartyOf(services.settings).origin)
  const made = await there.call<{ id: string }>('POST', '/api/auth/passkeys', await authenticator.create(options))
  const sessions = await call<Page<DeviceSession>>('GET', '/api/auth/sessions', undefined, {
    cookie: cookieOf(made.headers),
  })
  return { passkeyId: made.body.id, sessionId: sessions.body.data.find(({ current }) => current)?.id ?? '' }
}

/** An attribute, a note, a segment, and somebody merged in, all through the routes. */
async function describeCustomer({ call }: Person, contactId: string, words: string) {
  const made = async (path: string, body: object) => (await call<{ id: string }>('POST', path, body)).body.id
  const attributeId = await made('/api/attributes', { name: words, key: 'words', kind: 'text' })
  const attributes = [{ attributeId, value: words }]
  const segmentId = await made('/api/segments', { name: words, filters: { attributes } })
  const phone = `+316${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  const mergedContactId = await made('/api/contacts', { phone, name: words, attributes })
  await call('POST', `/api/contacts/${contactId}/merge`, { contactId: mergedContactId })
  const noted = await call<ContactDetail>('POST', `/api/contacts/${contactId}/notes`, { text: words })
  return { attributeId, segmentId, mergedContactId, noteId: noted.body.notes[0]?.id ?? '' }
}

/** A mention of a member, and a browser that they are told in. */
async function tellMember(owner: Person, member: Person, conversationId: string) {
  const note = { body: 'Look at this', mentions: [member.me.memberId] }
  const message = { clientMessageId: newId(), type: 'note', note }
  await owner.call('POST', `/api/conversations/${conversationId}/messages`, message)
  const told = await member.call<Page<Notification>>('GET', '/api/notifications')
  const browser = await fetch(`${inject('services').pushUrl}/__subscriptions`, { method: 'POST' })
  const { endpoint, keys } = (await browser.json()) as NewPushSubscription
  const subscribed = await member.call<{ id: string }>('POST', '/api/push-subscriptions', { endpoint, keys })
  return { notificationId: told.body.data[0]?.id ?? '', pushSubscriptionId: subscribed.body.id }
}

export async function uploadPicture(owner: Person, channelId: string): Promise<string> {
  const answer = await postPicture(owner, channelId)
  return ((await answer.json()) as { id: string }).id
}

export function postPicture({ cookie }: Person, channelId: string): Promise<Response> {
  const body = new FormData()
  body.set('channelId', channelId)
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(500)])
  body.set('file', new File([png], 'picture.png', { type: 'image/png' }))
  return fetchWorker('/api/media', { method: 'POST', body, headers: { cookie } })
}

/** As a sync would write it. */
async function addTemplate(owner: Person, wabaId: string): Promise<void> {
  const db = asTenant(services.db, owner.me.tenant.id)
  const components = [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hello' },
  ]
  await db.batch(
    db.build.execute(sql`
      insert into templates (id, waba_id, meta_id, name, language, category, status, components)
      values (${newId()}::uuid, ${wabaId}, '1', 'with_picture', 'en', 'UTILITY', 'APPROVED', ${JSON.stringify(components)}::jsonb)`),
  )
}

/** Every row of a tenant that the app can see, as one line a table. */
export async function snapshot(tenantId: string): Promise<Record<string, string>> {
  const db = asTenant(services.db, tenantId)
  const [{ rows: tables }] = await db.batch(
    db.build.execute<{ name: string; column: string }>(sql`
      select c.relname as name, a.attname as column from pg_class c
      join pg_attribute a on a.attrelid = c.oid and (a.attname = 'tenant_id' or c.relname = 'tenants' and a.attname = 'id')
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'select')`),
  )
  const lines: Record<string, string> = {}
  for (const { name, column } of tables) {
    const [{ rows }] = await db.batch(
      db.build.execute<{ line: string }>(sql`
        select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as line
        from ${sql.identifier(name)} t where ${sql.identifier(column)} = ${tenantId}::uuid`),
    )
    lines[name] = rows[0]?.line ?? ''
  }
  return lines
}

/** Waits until nothing of the tenant changes by itself any more. */
export async function settled(tenantId: string): Promise<Record<string, string>> {
  return vi.waitFor(async () => {
    const before = await snapshot(tenantId)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const after = await snapshot(tenantId)
    if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('still changing')
    return after
  }, 20_000)
}
