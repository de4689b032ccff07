import { createHmac } from 'node:crypto'

/** The business number that the webhooks speak of, and the secret of the Meta app that signs them. */
export interface BusinessNumber {
  phoneNumberId: string
  wabaId: string
  displayPhoneNumber: string
  appSecret: string
}

export interface InboundText {
  /** Unique for each message ever sent. */
  id: string
  /** Which customer writes, from 0. */
  customer: number
  text: string
  atMs: number
}

export interface Signed {
  body: string
  signature: string
}

/** One webhook as Meta sends it: every message a change of its own, signed over the bytes. */
export function signedWebhook(number: BusinessNumber, messages: readonly InboundText[]): Signed {
  const changes = messages.map((message) => changeOf(number, message)).join(',')
  const body = `{"object":"whatsapp_business_account","entry":[{"id":"${number.wabaId}","changes":[${changes}]}]}`
  return { body, signature: `sha256=${createHmac('sha256', number.appSecret).update(body).digest('hex')}` }
}

function changeOf(number: BusinessNumber, { id, customer, text, atMs }: InboundText): string {
  const phone = `49170${String(1_000_000 + customer)}`
  const userId = `DE.7${String(1_000_000_000 + customer)}`
  return JSON.stringify({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId },
      contacts: [{ profile: { name: `Customer ${customer}` }, wa_id: phone, user_id: userId }],
      messages: [
        {
          from: phone,
          from_user_id: userId,
          id: `wamid.${Buffer.from(`${phone}.${id}`).toString('base64')}`,
          timestamp: String(Math.floor(atMs / 1000)),
          type: 'text',
          text: { body: text },
        },
      ],
    },
  })
}
