import { createHash } from 'node:crypto'
import { asObject, type JsonObject } from '../graph/options.ts'
import { agoMs, type EchoStatus, type Line, type Person, type Talk } from './lines.ts'

/** A business number, as webhooks name it. */
export interface Shop {
  organization: string
  phoneNumberId: string
  wabaId: string
  displayPhoneNumber: string
  businessId: string
}

/** A file that Graph holds, as webhooks describe it. */
export interface RemoteFile {
  id: string
  mime_type: string
  /** base64 */
  sha256: string
}

export interface Change {
  field: string
  value: JsonObject
}

/** Where a line is on its way to the webhook. */
interface Place {
  shop: Shop
  /** Who the customer is by now: a number or id may change on the way. */
  who: Identity
  atMs: number
  wamid: string
  targetWamid: string | null
  files: ReadonlyMap<string, RemoteFile>
}

interface Identity extends Person {
  userId: string
}

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker']

/** Statuses that an answer went through, with the seconds each took since it was written. */
const STEPS: Record<EchoStatus, [EchoStatus, number][]> = {
  sent: [['sent', 1]],
  delivered: [
    ['sent', 1],
    ['delivered', 2],
  ],
  read: [
    ['sent', 1],
    ['delivered', 2],
    ['read', 40],
  ],
  played: [
    ['sent', 1],
    ['delivered', 2],
    ['played', 55],
  ],
  failed: [['failed', 4]],
}

/** The body of a webhook with these changes. */
export const bodyOf = (shop: Shop, changes: Change[]) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: shop.wabaId, changes }],
})

/** The user id that a portfolio knows somebody by: always the same one. */
export function userIdOf({ businessId }: Pick<Shop, 'businessId'>, who: Person, nth = 1): string {
  const digest = createHash('sha256')
    .update(`${businessId}|${nth}|${who.phone ?? who.username}`)
    .digest()
  return `${who.country}.${digest.readBigUInt64BE().toString().padStart(20, '1')}`
}

/** A message id that is the same every time. */
export const wamidOf = ({ phoneNumberId }: Pick<Shop, 'phoneNumberId'>, name: string) =>
  `wamid.${createHash('sha256').update(`${phoneNumberId}|${name}`).digest('base64')}`

/** The user id by which a talk's customer is known at its end. */
export const lastUserId = (shop: Shop, { who, lines }: Talk) => lines.reduce(become, identityOf(shop, who)).userId

/**
 * A talk as the changes of a webhook, oldest first: the customer's messages, answers as echoes of the shop's phone,
 * and their statuses.
 */
export function changesOf(
  shop: Shop,
  talk: Talk,
  { nowMs, files }: { nowMs: number; files: Place['files'] },
): Change[] {
  let who = identityOf(shop, talk.who)
  const name = (key: string) => wamidOf(shop, `${talk.who.phone ?? talk.who.username}|${key}`)
  return talk.lines.flatMap((line, index) => {
    const place: Place = {
      shop,
      who,
      files,
      atMs: nowMs - agoMs(line.ago),
      wamid: name(line.key ?? String(index)),
      targetWamid: line.target === undefined ? null : name(line.target),
    }
    who = become(who, line)
    return line.from === 'shop' ? echoOf(line, place) : [messageOf(line, place)]
  })
}

export const metadataOf = (shop: Shop) => ({
  display_phone_number: shop.displayPhoneNumber,
  phone_number_id: shop.phoneNumberId,
})

export const contactOf = ({ name, username, phone, userId }: Omit<Identity, 'country'>) => ({
  profile: { name, ...(username && { username: `@${username}` }) },
  ...(phone && { wa_id: phone }),
  user_id: userId,
})

const messagingValue = (shop: Shop, who: Identity | null, lists: JsonObject) => ({
  messaging_product: 'whatsapp',
  metadata: metadataOf(shop),
  ...(who?.name && { contacts: [contactOf(who)] }),
  ...lists,
})

function messageOf(line: Line, place: Place): Change {
  const { shop, who } = place
  const isSystem = line.message.type === 'system'
  const message = {
    ...(who.phone && { from: who.phone }),
    from_user_id: who.userId,
    ...common(line, place),
    ...(isSystem && { system: systemOf(line, who) }),
  }
  return { field: 'messages', value: messagingValue(shop, isSystem ? null : who, { messages: [message] }) }
}

function echoOf(line: Line, place: Place): Change[] {
  const { shop, who } = place
  const echo = {
    from: shop.displayPhoneNumber,
    ...(who.phone && { to: who.phone }),
    to_user_id: who.userId,
    ...common(line, place),
  }
  const written: Change = { field: 'smb_message_echoes', value: messagingValue(shop, who, { message_echoes: [echo] }) }
  const statuses = STEPS[line.status ?? 'sent'].map(([status, seconds]) => statusOf(status, seconds, place))
  return [written, { field: 'messages', value: messagingValue(shop, null, { statuses }) }]
}

function statusOf(status: EchoStatus, seconds: number, { who, wamid, atMs }: Place): JsonObject {
  return {
    id: wamid,
    status,
    timestamp: secondsOf(atMs + seconds * 1000),
    ...(who.phone && { recipient_id: who.phone }),
    recipient_user_id: who.userId,
    ...(status === 'sent' && {
      pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    }),
    ...(status === 'failed' && {
      errors: [
        {
          code: 131026,
          title: 'Message undeliverable',
          message: 'Message undeliverable',
          error_data: { details: 'Message Undeliverable.' },
        },
      ],
    }),
  }
}

/** What customers' messages and echoes have in common: id, time, content, and what it refers to. */
function common({ message }: Line, place: Place): JsonObject {
  const { type } = message
  const content = MEDIA.includes(type) ? withFile(asObject(message[type]), place.files) : message[type]
  return { id: place.wamid, timestamp: secondsOf(place.atMs), ...message, [type]: content, ...targetOf(message, place) }
}

function withFile({ file, ...content }: JsonObject, files: Place['files']): JsonObject {
  const remote = files.get(String(file))
  if (!remote) throw new Error(`no file ${file}`)
  return { ...content, ...remote }
}

function targetOf(message: Line['message'], { targetWamid, shop }: Place): JsonObject {
  if (targetWamid === null) return {}
  const { type } = message
  const content = asObject(message[type])
  if (type === 'reaction') return { reaction: { message_id: targetWamid, ...content } }
  if (type === 'edit' || type === 'revoke') return { [type]: { original_message_id: targetWamid, ...content } }
  return { context: { ...asObject(message.context), from: shop.displayPhoneNumber, id: targetWamid } }
}

function systemOf({ message }: Line, who: Identity): JsonObject {
  const { type, ...system } = asObject(message.system)
  switch (type) {
    case 'user_changed_number':
      return { type, body: `${who.name} changed from ${who.phone} to ${system.wa_id}`, ...system }
    case 'user_changed_user_id':
      return {
        type,
        body: `User changed from ${who.userId} to ${system.user_id}`,
        previous_user_id: who.userId,
        ...system,
      }
    default:
      return { type, body: 'Security code changed', ...system }
  }
}

const identityOf = (shop: Shop, who: Person): Identity => ({ ...who, userId: userIdOf(shop, who) })

/** Who the customer is after this line. */
function become(who: Identity, { message }: Line): Identity {
  const { wa_id, user_id } = asObject(message.system)
  return { ...who, ...(wa_id ? { phone: String(wa_id) } : {}), ...(user_id ? { userId: String(user_id) } : {}) }
}

const secondsOf = (ms: number) => String(Math.floor(ms / 1000))
