import type { JsonObject } from '../graph/options.ts'

/** A customer, as a business portfolio knows one. At least one of phone and username is there. */
export interface Person {
  /** Of the user id: two letters. */
  country: string
  /** Null: the webhook names no profile. */
  name: string | null
  phone: string | null
  username: string | null
}

export type EchoStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** One message, or a change of one. */
export interface Line {
  /** How long before now: `2d 3h 10m`. */
  ago: string
  from: 'customer' | 'shop'
  /** Meta's own object: `type`, and the content under its name. A file is named by `file`. */
  message: { type: string } & JsonObject
  /** A name by which later lines mean this one. */
  key?: string
  /** What it quotes, reacts to, edits or revokes. */
  target?: string
  /** How far an answer got. */
  status?: EchoStatus
}

/** Who of Demo Shop's team does something. */
export type Colleague = 'olivia' | 'ana' | 'bea'

/** What the team did with the conversation, by the product's own routes. */
export type LabelName = 'Delivery' | 'Damaged' | 'Wholesale' | 'VIP'

export interface Desk {
  assignee?: Colleague
  note?: { by: Colleague; body: string }
  /** Really sent: the phone simulator answers with its statuses. */
  reply?: { by: Colleague; body: string }
  template?: { by: Colleague; name: string; language: string; parameters: string[] }
  labels?: LabelName[]
  priority?: 'low' | 'medium' | 'high' | 'urgent'
  /** Until the customer writes. */
  snoozed?: true
  read?: true
  closedBy?: Colleague
}

export interface Talk {
  who: Person
  lines: Line[]
  desk: Desk
}

export const talk = (who: Person, lines: Line[], desk: Desk = {}): Talk => ({ who, lines, desk })

/**
 * Somebody with a phone number: from the ranges that regulators keep for fiction (US 555-01xx, UK 7700 900xxx,
 * DE 171 39200xx, FR 6 39 98 xx xx, SE 70 174 06xx, AU 491 570 xxx), elsewhere from ranges that nobody was given.
 */
export const caller = (
  country: string,
  name: string | null,
  phone: string,
  username: string | null = null,
): Person => ({
  country,
  name,
  phone,
  username,
})

/** Somebody whose number the business does not learn. */
export const handle = (country: string, name: string, username: string): Person => ({
  country,
  name,
  phone: null,
  username,
})

type Extras = Pick<Line, 'key' | 'target' | 'status'>

/** The customer writes. */
export const said = (ago: string, message: Line['message'] | string, extras: Extras = {}): Line => ({
  ago,
  from: 'customer',
  message: typeof message === 'string' ? text(message) : message,
  ...extras,
})

/** The shop answered from its phone. */
export const answered = (ago: string, message: Line['message'] | string, extras: Extras = {}): Line => ({
  ago,
  from: 'shop',
  message: typeof message === 'string' ? text(message) : message,
  status: 'read',
  ...extras,
})

/** @param more Further keys of the message: `context`, `referral`. */
export const text = (body: string, more: JsonObject = {}) => ({ type: 'text', text: { body }, ...more })

/** A file of `files/`. */
export const file = (type: string, name: string, more: JsonObject = {}) => ({ type, [type]: { file: name, ...more } })

/** Any other type. */
export const of = (type: string, content: unknown) => ({ type, [type]: content })

export const react = (emoji: string) => of('reaction', emoji === '' ? {} : { emoji })
export const edit = (body: string) => of('edit', { message: text(body) })
export const revoke = () => of('revoke', {})

/** Milliseconds of `2d 3h 10m 5s`. @throws Error if it is no such text. */
export function agoMs(ago: string): number {
  const units: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }
  if (!/^(\d+[dhms] ?)+$/.test(ago)) throw new Error(`no time: ${ago}`)
  return [...ago.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, n, unit = '']) => sum + Number(n) * (units[unit] ?? 0), 0)
}
