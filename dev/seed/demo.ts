import { setTimeout as wait } from 'node:timers/promises'
import { DEMO } from '../config.ts'
import { accountEntries } from './account-events.ts'
import type { Call } from './app-client.ts'
import { describeCustomers } from './customers.ts'
import { clientIdOf, workOn } from './desk.ts'
import { findTemplateIds, openMedia, openWebhooks, type SeedTarget } from './doors.ts'
import { uploadFiles } from './files.ts'
import { ensureLabels, ensureViews } from './labels.ts'
import type { Colleague, Talk } from './lines.ts'
import { setSso } from './sso.ts'
import { demoShop, otherShop } from './talks/index.ts'
import { ensureChannel, ensureColleague, ensureOwner, findMember, type TeamMember } from './tenants.ts'
import { bodyOf, changesOf, lastUserId } from './wire.ts'

type DemoShop = typeof DEMO.shop | typeof DEMO.other
type Team = Record<Colleague, TeamMember>

const APPLY_TRIES = 300
const APPLY_RETRY_MS = 100
/** Conversations worked on at a time. */
const HANDS = 4

const { password } = DEMO
export const OWNER = { email: DEMO.shop.owner, name: 'Olivia Owens', password }
const ANA = { email: DEMO.shop.agent, name: 'Ana Silva', password, role: 'agent' }
const BEA = { email: 'bea@demo.test', name: 'Bea Novak', password, role: 'agent' }
const SUPERVISOR = { email: 'supervisor@demo.test', name: 'Sam Okoye', password, role: 'supervisor' }
const OTHER_OWNER = { email: DEMO.other.owner, name: 'Otto Others', password }

/** The very last thing that the seed writes: when it is there, everything is. */
const LAST = otherShop.at(-1) as Talk

/**
 * Makes the two tenants of the demo, unless they are there; what a run that broke off has left out is added. All times
 * count back from the moment at which the tenant was made, so that a second run says the same as the first.
 *
 * @returns false if nothing was left to do.
 * @throws NoDemo if these people cannot be made here. Error if a webhook is not taken, or not applied within half a minute.
 */
export async function makeDemo(target: SeedTarget): Promise<boolean> {
  if (await isComplete(target.appUrl)) return false
  const olivia = await ensureOwner(target, OWNER, DEMO.shop.organization)
  const ana = await ensureColleague(target, olivia, ANA)
  const bea = await ensureColleague(target, olivia, BEA)
  const sam = await ensureColleague(target, olivia, SUPERVISOR)
  await makeCanned(sam.call)
  await makePrices(olivia.call)
  await fill(target, DEMO.shop, demoShop, { olivia, ana, bea })
  await setHours(olivia.call)
  await setSso(target, olivia.call)
  await describeCustomers(olivia.call, ana.call)
  const other = await ensureOwner(target, OTHER_OWNER, DEMO.other.organization)
  await fill(target, DEMO.other, otherShop, { olivia: other, ana: other, bea: other })
  return true
}

/** What the team of the demo says every day. */
const CANNED = [
  {
    shortcut: 'hello',
    body: 'Hello {{contact.first_name|there}}, this is {{agent.first_name}} of {{tenant.name}}. How can I help?',
  },
  { shortcut: 'hours', body: 'We are here every day, *7:00 to 23:00*.' },
  {
    shortcut: 'delivery',
    body: 'When shall we deliver, {{contact.first_name|dear customer}}?',
    buttons: ['Morning', 'Afternoon', 'I pick it up'],
  },
  { shortcut: 'thanks', body: 'Thank you, {{contact.first_name|and have a nice day}}!' },
]

async function makeCanned(call: Call): Promise<void> {
  const { data } = await call<{ data: unknown[] }>('GET', '/canned-responses')
  if (data.length > 0) return
  for (const reply of CANNED) await call('POST', '/canned-responses', { shared: true, ...reply })
}

/** Wide, so that the shop answers by itself only to who writes at night. */
const OPEN = [{ from: 7 * 60, to: 23 * 60 }]
const HOURS = {
  zone: 'Europe/Amsterdam',
  week: [OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN],
  holidays: [
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2027-01-01', name: 'New Year’s Day' },
  ],
  language: 'en',
  greeting: { on: false, text: '' },
  away: {
    on: true,
    text: 'Hello {{contact.first_name|there}}, we are closed now. We are back on {{hours.opening}} and will answer then.',
  },
}

async function setHours(call: Call): Promise<void> {
  const { changedAt } = await call<{ changedAt: string | null }>('GET', '/business-hours')
  if (changedAt === null) await call('PUT', '/business-hours', HOURS)
}

const INVENTED = { category: 'utility', validFrom: '2026-10-01', currency: 'EUR', source: 'Invented for the demo' }

async function makePrices(call: Call): Promise<void> {
  const { data } = await call<{ data: unknown[] }>('GET', '/message-prices')
  if (data.length > 0) return
  const prices = [
    { ...INVENTED, country: 'DE', amountMicros: 45_000 },
    { ...INVENTED, country: 'NL', amountMicros: 41_000 },
    { ...INVENTED, country: '*', amountMicros: 30_000 },
  ]
  await call('PUT', '/message-prices', { prices })
}

async function isComplete(appUrl: string): Promise<boolean> {
  const owner = await findMember(appUrl, OTHER_OWNER)
  if (!owner) return false
  const conversationId = await findConversation(owner.call, DEMO.other, LAST)
  if (!conversationId) return false
  const { data } = await owner.call<{ data: { clientMessageId: string | null }[] }>(
    'GET',
    `/conversations/${conversationId}/messages?limit=100`,
  )
  return data.some((message) => message.clientMessageId === clientIdOf(LAST, 'note'))
}

/** A number, its past, and what the team did about it. */
async function fill(target: SeedTarget, shop: DemoShop, talks: readonly Talk[], team: Team): Promise<void> {
  const { call } = team.olivia
  const channelId = await ensureChannel(team.olivia, shop)
  const sends = target.graphUrl !== null // Nobody's real number is written to.
  if (sends) await call('POST', '/templates/sync', { channelId })
  // All talks travel in one body, and one body is applied as a whole: the last one stands for all.
  const last = talks.at(-1) as Talk
  if (!(await findConversation(call, shop, last))) await deliver(target, shop, talks, team.olivia.joinedMs)
  const labelIds = await ensureLabels(call)
  await ensureViews(call, labelIds)
  const waiting = talks.filter(({ desk }) => Object.keys(desk).length > 0)
  await getConversation(call, shop, last)
  const work = async () => {
    for (let talk = waiting.shift(); talk; talk = waiting.shift()) {
      await workOn({ talk, sends, labelIds, conversationId: await getConversation(call, shop, talk) }, team)
    }
  }
  if (shop === DEMO.shop) await Promise.all(Array.from({ length: HANDS }, work))
  else await work()
}

async function deliver(target: SeedTarget, shop: DemoShop, talks: readonly Talk[], nowMs: number): Promise<void> {
  const [files, templateIds] = await Promise.all([
    uploadFiles(openMedia(target.graphUrl, shop)),
    findTemplateIds(target.graphUrl, shop),
  ])
  const post = openWebhooks(target)
  const changes = talks.flatMap((talk) => changesOf(shop, talk, { nowMs, files }))
  const entries = accountEntries(shop, nowMs, (name) => templateIds.get(name) ?? '1000000000000000')
  await post({ ...bodyOf(shop, []), entry: entries })
  await post(bodyOf(shop, changes))
}

/** @throws Error if it is not there within half a minute: what is acknowledged is applied a little later. */
async function getConversation(call: Call, shop: DemoShop, talk: Talk): Promise<string> {
  for (let tries = 0; tries < APPLY_TRIES; tries++) {
    const id = await findConversation(call, shop, talk)
    if (id) return id
    await wait(APPLY_RETRY_MS)
  }
  throw new Error(`the conversation with ${talk.who.name ?? talk.who.phone} is not there after half a minute`)
}

async function findConversation(call: Call, shop: DemoShop, talk: Talk): Promise<string | null> {
  const { data } = await call<{ data: { id: string }[] }>('POST', '/search', { q: lastUserId(shop, talk) })
  return data[0]?.id ?? null
}
