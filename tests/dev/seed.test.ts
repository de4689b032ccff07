import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEMO, ROOT } from '../../dev/config.ts'
import { accountEntries } from '../../dev/seed/account-events.ts'
import { FILES, uploadFiles } from '../../dev/seed/files.ts'
import { agoMs } from '../../dev/seed/lines.ts'
import { demoShop, otherShop } from '../../dev/seed/talks/index.ts'
import { BODY_UPDATES, sizesOf, volumeBodies } from '../../dev/seed/volume.ts'
import { bodyOf, changesOf, lastUserId } from '../../dev/seed/wire.ts'
import type { MessageEvent, WebhookEvent } from '../../worker/contract/events.ts'
import { messageTypes } from '../../worker/contract/message.ts'
import { parseWebhook } from '../../worker/whatsapp/payloads.ts'
import { sniffMime } from '../../worker/whatsapp/sniff.ts'

const NOW_MS = Date.parse('2026-11-22T10:00:00Z')
const HOUR_MS = 3_600_000
const files = await uploadFiles(async ({ name }) => `id-of-${name}`)

function parse(body: unknown): WebhookEvent[] {
  const { events, problems } = parseWebhook(body)
  expect(problems).toEqual([])
  return events
}
const demoBody = () =>
  bodyOf(
    DEMO.shop,
    demoShop.flatMap((talk) => changesOf(DEMO.shop, talk, { nowMs: NOW_MS, files })),
  )
const ofKind = <K extends WebhookEvent['kind']>(events: WebhookEvent[], kind: K) =>
  events.filter((event): event is Extract<WebhookEvent, { kind: K }> => event.kind === kind)

/** What only we make, and what cannot come in a webhook. */
const OURS = ['note', 'activity']
/** Ranges kept for fiction by the regulators of US, GB, DE, FR, SE and AU; ranges nobody was given elsewhere. */
const FICTION =
  /^(1\d{3}55501\d\d|447700900\d{3}|4917139200\d\d|33639980\d{3}|467017406\d\d|61491570\d{3}|316000\d{5}|34790\d{6}|3519000\d{5}|55119000\d{5})$/

describe('the demo', () => {
  it('has about forty conversations and every kind of message', () => {
    expect(demoShop.length).toBeGreaterThanOrEqual(40)
    const messages = ofKind(parse(demoBody()), 'message')
    const types = new Set<string>(messages.map((event) => event.type))
    expect(messageTypes.filter((type) => !OURS.includes(type) && !types.has(type))).toEqual([])
    expect(messages.filter((event) => event.source === 'echo').length).toBeGreaterThan(30)
    const interactive = messages.map((event) => event.content.interactive?.type)
    expect(interactive).toEqual(expect.arrayContaining(['button_reply', 'list_reply', 'nfm_reply']))
    expect(new Set(messages.map((event) => event.content.forwarded))).toEqual(new Set([undefined, 'once', 'often']))
    expect(messages.some((event) => event.content.referral)).toBe(true)
    expect(messages.some((event) => event.content.referred_product)).toBe(true)
    expect(messages.some((event) => event.content.reaction?.emoji === '')).toBe(true)
    expect(messages.some((event) => event.content.audio?.voice)).toBe(true)
    expect(messages.some((event) => !event.customer.phone && event.customer.username)).toBe(true)
    expect(messages.some((event) => !event.customer.name)).toBe(true)
  })

  it('has changed numbers and ids, every status, and what Meta says of the account', () => {
    const events = parse(demoBody())
    const identities = ofKind(events, 'identity')
    expect(identities.some((event) => event.previous.phone !== event.current.phone)).toBe(true)
    expect(identities.some((event) => event.previous.userId !== event.current.userId)).toBe(true)
    const statuses = new Set(ofKind(events, 'status').map((event) => event.status))
    expect(statuses).toEqual(new Set(['sent', 'delivered', 'read', 'played', 'failed']))
    const entries = accountEntries(DEMO.shop, NOW_MS, () => '1234567890123456')
    const fields = parse({ object: 'whatsapp_business_account', entry: entries }).map((event) => event.kind)
    expect(fields).toEqual(entries.map(() => 'channel'))
  })

  it('refers only to messages that are there, and repeats itself', () => {
    const messages = ofKind(parse(demoBody()), 'message')
    const wamids = messages.map((event) => event.wamid)
    expect(new Set(wamids).size).toBe(wamids.length)
    const targets = messages.flatMap((event) => event.targetWamid ?? [])
    expect(targets.length).toBeGreaterThan(10)
    expect(targets.filter((target) => !wamids.includes(target))).toEqual([])
    expect(demoBody()).toEqual(demoBody())
  })

  it('leaves windows open, soon to close and closed', () => {
    const messages = ofKind(parse(demoBody()), 'message')
    const latest = new Map<string, number>()
    for (const { source, customer, atMs } of messages as MessageEvent[]) {
      expect(atMs).toBeLessThan(NOW_MS)
      const key = customer.userId ?? ''
      if (source === 'customer') latest.set(key, Math.max(atMs, latest.get(key) ?? 0))
    }
    const hoursLeft = [...latest.values()].map((atMs) => 24 - (NOW_MS - atMs) / HOUR_MS)
    expect(hoursLeft.filter((hours) => hours > 2).length).toBeGreaterThan(10)
    expect(hoursLeft.filter((hours) => hours > 0 && hours <= 2).length).toBeGreaterThanOrEqual(3)
    expect(hoursLeft.filter((hours) => hours <= 0).length).toBeGreaterThanOrEqual(3)
  })

  it('has each customer once, with a number that is nobody’s', () => {
    for (const talks of [demoShop, otherShop]) {
      const ids = talks.map((talk) => lastUserId(DEMO.shop, talk))
      expect(new Set(ids).size).toBe(talks.length)
      const phones = talks.flatMap(({ who, lines }) => [
        who.phone ?? [],
        ...lines.map((line) => (line.message.system as { wa_id?: string } | undefined)?.wa_id ?? []),
      ])
      expect(phones.flat().filter((phone) => !FICTION.test(phone))).toEqual([])
    }
  })

  it('has real files of the types they claim', () => {
    for (const [name, mimeType] of Object.entries(FILES)) {
      const path = join(ROOT, 'dev/seed/files', name)
      expect(existsSync(path)).toBe(true)
      expect(sniffMime(readFileSync(path), mimeType)).toBe(mimeType.replace(/;.*/, ''))
    }
  })
})

describe('a volume', () => {
  const wish = { conversations: 300, messages: 5_000 }
  const bodies = [...volumeBodies(DEMO.shop, wish, NOW_MS)]
  const events = bodies.flatMap(({ body }) => ofKind(parse(body), 'message'))

  it('has exactly what was wished', () => {
    expect(events.length).toBe(wish.messages)
    expect(new Set(events.map((event) => event.wamid)).size).toBe(wish.messages)
    expect(new Set(events.map((event) => event.customer.phone)).size).toBe(wish.conversations)
    expect(bodies.reduce((sum, { messages }) => sum + messages, 0)).toBe(wish.messages)
    expect(Math.max(...bodies.map(({ messages }) => messages))).toBeLessThanOrEqual(BODY_UPDATES)
    expect([...volumeBodies(DEMO.shop, wish, NOW_MS)]).toEqual(bodies)
  })

  it('is plausible: both sides write, sizes differ, and nothing is later than now', () => {
    const answers = events.filter((event) => event.source === 'echo').length
    expect(answers / events.length).toBeGreaterThan(0.3)
    expect(answers / events.length).toBeLessThan(0.5)
    expect(Math.max(...events.map((event) => event.atMs))).toBeLessThanOrEqual(NOW_MS)
    const sizes = sizesOf(wish)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...sizes)).toBeGreaterThan(3 * (wish.messages / wish.conversations))
  })

  it('splits a conversation that is larger than a body', () => {
    const parts = [...volumeBodies(DEMO.shop, { conversations: 1, messages: 1_200 }, NOW_MS)]
    expect(parts.map(({ messages }) => messages)).toEqual([500, 500, 200])
  })
})

describe('agoMs', () => {
  it('adds up days, hours, minutes and seconds', () => {
    expect(agoMs('1d 2h 3m 4s')).toBe(26 * HOUR_MS + 184_000)
    expect(() => agoMs('yesterday')).toThrow('no time')
  })
})
