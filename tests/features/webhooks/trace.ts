import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { JournalEvent, WebhookEvent } from '../../../worker/contract/events.ts'
import type { WebhookEventPage } from '../../../worker/contract/webhook-event.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import type { Bindings } from '../../../worker/env.ts'
import { parkEvent } from '../../../worker/features/inbox/index.ts'
import { toHex, utf8 } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { inboxStub } from '../../../worker/objects.ts'
import { call, type GraphNumber, type Person, services } from '../../support/factories.ts'

const bindings = env as unknown as Bindings

export async function search(by: Person, input: object = {}): Promise<WebhookEventPage> {
  const { status, body } = await by.call<WebhookEventPage>('POST', '/api/webhook-events/search', input)
  if (status !== 200) throw new Error(`the search was answered ${status}`)
  return body
}

/** A signed webhook with messages or statuses of a number. */
export async function deliver(
  number: Pick<GraphNumber, 'phoneNumberId' | 'wabaId'>,
  value: object,
  { secret = services.settings.META_APP_SECRET, path = '/webhooks/whatsapp', field = 'messages' } = {},
): Promise<void> {
  const { phoneNumberId, wabaId } = number
  const whole = {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: phoneNumberId, display_phone_number: '15550001' },
    ...value,
  }
  const webhook = {
    object: 'whatsapp_business_account',
    entry: [{ id: wabaId, changes: [{ field, value: whole }] }],
  }
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8(secret), hmac, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(JSON.stringify(webhook))))
  const answer = await call('POST', path, webhook, { headers: { 'x-hub-signature-256': `sha256=${toHex(mac)}` } })
  if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`)
}

export const nowSeconds = () => String(Math.floor(Date.now() / 1000))

export const textOf = (phone: string, wamid: string, body = 'Hello') => ({
  contacts: [{ wa_id: phone, profile: { name: 'Ana' } }],
  messages: [{ from: phone, id: wamid, timestamp: nowSeconds(), type: 'text', text: { body } }],
})

export const statusOf = (phone: string, wamid: string, status: string) => ({
  statuses: [{ id: wamid, status, timestamp: nowSeconds(), recipient_id: phone }],
})

/** Sets an event aside, as the inbox does with one that cannot be applied. */
export async function park(owner: Person, channelId: string, event: WebhookEvent): Promise<string> {
  const id = newId()
  const journal: JournalEvent = { channelId, event }
  const box = await services.intake.seal(utf8(JSON.stringify(journal)), 'parked')
  const parked = { id, channelId, kind: event.kind, reason: 'Error 23514 messages_type_check', box }
  await parkEvent(asTenant(services.db, owner.me.tenant.id), parked)
  return id
}

/** Waits until every event that was taken is in Postgres. */
export async function applied(owner: Person): Promise<void> {
  const place = { tenantId: owner.me.tenant.id, jurisdiction: 'default' as const }
  await vi.waitFor(async () => {
    if ((await inboxStub(bindings, place).backlog(place)) > 0) throw new Error('not applied yet')
  }, 10_000)
}
