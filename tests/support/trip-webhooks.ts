import { DEV_SECRETS } from '../../dev/config.ts'
import { metaJson, sign } from '../../dev/graph/signature.ts'
import type { TripNumber } from './trip-tenant.ts'

/** How long the caller waits for an answer; Meta does not document its own patience. */
const ANSWER_TIMEOUT_MS = 20_000

/** One webhook of one customer. */
export interface TripEvent {
  /** Digits. */
  phone: string
  /** In seconds since the epoch, as Meta counts. */
  atSeconds: number
  /** What the thread shows; null for a status, which is no line of its own. */
  text: string | null
  body: unknown
}

/** Delivers a webhook as Meta does. @returns the answer's status; 0 when nobody answered. */
export async function postWebhook(appUrl: string, body: unknown): Promise<number> {
  const text = typeof body === 'string' ? body : metaJson(body)
  try {
    const response = await fetch(`${appUrl}/webhooks/whatsapp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': sign(text, DEV_SECRETS.META_APP_SECRET),
      },
      body: text,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** The customer writes. */
export function customerText(number: TripNumber, phone: string, atSeconds: number, text: string): TripEvent {
  const message = {
    from: phone,
    id: wamidOf(phone, text),
    timestamp: String(atSeconds),
    type: 'text',
    text: { body: text },
  }
  const contacts = [{ profile: { name: `Customer ${phone}` }, wa_id: phone }]
  return { phone, atSeconds, text, body: envelope(number, 'messages', { contacts, messages: [message] }) }
}

/** The business answers on its own phone. */
export function businessText(number: TripNumber, phone: string, atSeconds: number, text: string): TripEvent {
  const echo = {
    ...{ from: number.displayPhoneNumber, to: phone, id: wamidOf(phone, text) },
    ...{ timestamp: String(atSeconds), type: 'text', text: { body: text } },
  }
  return { phone, atSeconds, text, body: envelope(number, 'smb_message_echoes', { message_echoes: [echo] }) }
}

/** @param of Whose status: the message's text, or the wamid that Graph gave it. */
export function statusOf(
  number: TripNumber,
  phone: string,
  atSeconds: number,
  status: string,
  of: { text: string } | { wamid: string; opaque: string },
): TripEvent {
  const named = 'text' in of ? { id: wamidOf(phone, of.text) } : { id: of.wamid, biz_opaque_callback_data: of.opaque }
  const statuses = [{ ...named, status, timestamp: String(atSeconds), recipient_id: phone }]
  return { phone, atSeconds, text: null, body: envelope(number, 'messages', { statuses }) }
}

const wamidOf = (phone: string, text: string) => `wamid.${Buffer.from(`${phone}|${text}`).toString('base64')}`

export function envelope(number: TripNumber, field: string, lists: object) {
  const metadata = { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId }
  const value = { messaging_product: 'whatsapp', metadata, ...lists }
  return { object: 'whatsapp_business_account', entry: [{ id: number.wabaId, changes: [{ value, field }] }] }
}
