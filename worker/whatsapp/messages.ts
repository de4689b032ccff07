import type { Customer, MessageEvent, WebhookEvent } from '../contract/events.ts'
import type { Change } from './change.ts'
import { findCustomer, namingOf } from './customers.ts'
import { readIdentity } from './identities.ts'
import { type Parts, readParts } from './message-types.ts'
import { isRaw, type Raw, rawOf, textOf, timeMsOf } from './raw.ts'

/** A message of a customer, or a system message about one. */
export function readInbound(message: Raw, change: Change): WebhookEvent[] {
  const identity = message.type === 'system' && readIdentity(message, change)
  if (identity) return [identity]
  const naming = namingOf(message.from, message.from_user_id, message.from_parent_user_id)
  return readMessage(message, change, { source: 'customer', customer: findCustomer(change.contacts, naming) })
}

/** A message that the business sent from its WhatsApp Business app. */
export function readEcho(message: Raw, change: Change): WebhookEvent[] {
  const naming = namingOf(message.to, message.to_user_id, message.to_parent_user_id)
  return readMessage(message, change, { source: 'echo', customer: findCustomer(change.contacts, naming) })
}

type Sides = { source: MessageEvent['source']; customer: Customer | null; history?: boolean }

/** @returns Nothing when the message has no id or names no customer: there is no thread to put it in. */
export function readMessage(message: Raw, change: Change, sides: Sides): WebhookEvent[] {
  const wamid = textOf(message.id)
  if (!wamid || !sides.customer) return []
  const parts = readParts(message)
  if (parts.type === 'unknown' && message.type !== 'unknown') change.problems.push(`${change.field}: unknown message`)
  const context = rawOf(message.context)
  addSurroundings(parts, message, context)
  const groupId = textOf(message.group_id)
  return [
    {
      kind: 'message',
      phoneNumberId: change.phoneNumberId,
      wabaId: change.wabaId,
      source: sides.source,
      history: sides.history ?? false,
      wamid,
      atMs: timeMsOf(message.timestamp) ?? change.entryMs ?? 0,
      customer: sides.customer,
      ...(groupId && { groupId }),
      type: parts.type,
      content: parts.content,
      media: parts.media ?? null,
      targetWamid: parts.target ?? textOf(context.id) ?? null,
      status: textOf(rawOf(message.history_context).status)?.toLowerCase() ?? null,
    },
  ]
}

/** Where it came from, whether it was forwarded, which product it is about, and what went wrong on the way. */
function addSurroundings({ type, content }: Parts, message: Raw, context: Raw): void {
  if (isRaw(message.referral)) content.referral = message.referral
  if (context.frequently_forwarded === true) content.forwarded = 'often'
  else if (context.forwarded === true) content.forwarded = 'once'
  if (isRaw(context.referred_product)) content.referred_product = context.referred_product
  const own = (content as Raw)[type]
  if (Array.isArray(message.errors) && isRaw(own))
    Object.assign(content, { [type]: { ...own, errors: message.errors } })
}
