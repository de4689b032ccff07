import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { gone, openScreen, rowOf, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { openCalls } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
const NAME = 'Samuel Price'
const SAID = 'The blue scarf goes to Utrecht'

/** What nobody may find afterwards: of the customer, of the person, and what opens things. */
let needles: Record<string, string>
/** Everything that the browser asked for, and where it was. */
const addresses: string[] = []
let screen: Screen
let page: Page
let conversation: Conversation

const account = () => page.getByRole('button', { name: /: account and appearance$/ })

/** @returns which needles stand in a text, plain or as an address writes them. */
function findIn(text: string): string[] {
  const forms = [text, decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25')).replaceAll('+', ' ')]
  return Object.entries(needles)
    .filter(([, value]) => forms.some((form) => form.toLowerCase().includes(value.toLowerCase())))
    .map(([name]) => name)
}

/** All that a page can leave in a browser, but for cookies that no script reads. */
const kept = () =>
  page.evaluate(async () => ({
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
  }))

beforeAll(async () => {
  const call = openCalls(used.stack.appUrl)
  await call('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  const { data } = await call<{ data: Conversation[] }>('GET', '/conversations?limit=100')
  const found = data.find(({ contact }) => contact.name === NAME)
  if (!found) throw new Error(`${NAME} has no conversation`)
  conversation = found
  const note = { clientMessageId: randomUUID(), type: 'note', note: { body: SAID } }
  await call('POST', `/conversations/${found.id}/messages`, note)
  needles = {
    ...{ name: NAME, phone: (found.contact.phone ?? '').slice(1), said: SAID },
    ...{ email: DEMO.shop.owner, password: DEMO.password },
  }
  screen = await openScreen(used.browser, used.stack.appUrl, 1440)
  page = screen.page
  page.on('request', (request) => addresses.push(request.url()))
  page.on('framenavigated', (frame) => addresses.push(frame.url()))
  await signIn(page, DEMO.shop.owner)
  await seen(rowOf(page, NAME))
}, 120_000)

describe('a browser in which somebody worked', () => {
  it('shows the way out on every screen, and asks nobody but the app', async () => {
    for (const [name, value] of Object.entries(needles)) expect(value.length, name).toBeGreaterThan(8)
    const sections = [
      'channels',
      'labels',
      'team',
      'desk',
      'hours',
      'attributes',
      'canned-replies',
      'prices',
      'security',
    ]
    const more = ['notifications', 'api-tokens', 'health', 'health/events', 'audit-log']
    for (const path of [
      ...['/', '/welcome', '/contacts', `/contacts/${conversation.contact.id}`, '/analytics', '/help'],
      ...[...sections, ...more].map((section) => `/settings/${section}`),
    ]) {
      await page.goto(`${used.stack.appUrl}${path}`)
      await account().waitFor({ state: 'visible' })
    }
    await page.goto(`${used.stack.appUrl}/contacts`)
    const search = page.getByLabel('Search contacts by whole number, username or e-mail')
    await search.fill(needles.phone ?? '')
    await search.press('Enter')
    await seen(page.getByRole('link', { name: NAME }))
    await page.goto(`${used.stack.appUrl}/c/${conversation.id}`)
    await seen(page.getByText(SAID))
    const origins = new Set(
      addresses.filter((each) => /^(https?|wss?):/.test(each)).map((each) => new URL(each).origin),
    )
    expect([...origins]).toEqual([new URL(used.stack.appUrl).origin])
  }, 120_000)

  it('has nothing secret and nobody’s words in an address', () => {
    expect(addresses.length).toBeGreaterThan(100)
    expect(findIn(`${used.stack.appUrl}/?q=${encodeURIComponent(NAME)}`)).toEqual(['name'])
    expect(addresses.flatMap((address) => findIn(address).map((needle) => `${needle}: ${address}`))).toEqual([])
    // No token either: they have 43 characters, ids and names of files have less.
    expect(addresses.filter((address) => /[\w-]{43,}/.test(address))).toEqual([])
  })

  it('keeps preferences, and that somebody is signed in', async () => {
    const { local, session, cookies, databases, caches } = await kept()
    expect(local.map(([name]) => name).sort()).toEqual([
      'adsapp.details',
      'adsapp.list-width',
      'adsapp.signed-in',
      'adsapp.theme',
    ])
    for (const [name, value] of local) expect(value.length, name).toBeLessThan(10)
    expect({ session, cookies, databases, caches }).toEqual({ session: [], cookies: '', databases: [], caches: [] })
  })

  it.each([
    ['', true],
    [', also where the server cannot be reached', false],
  ])('shows nothing more once they signed out%s', async (_, isThere) => {
    if (!isThere) {
      await page.goto(used.stack.appUrl)
      await signIn(page, DEMO.shop.owner)
      await page.goto(`${used.stack.appUrl}/c/${conversation.id}`)
    }
    await seen(page.getByText(SAID))
    if (!isThere) await page.route('**/api/**', (route) => route.abort())
    await account().click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await seen(page.getByRole('button', { name: 'Sign in', exact: true }))
    expect(findIn(await page.content())).toEqual([])
    expect((await kept()).local.map(([name]) => name)).not.toContain('adsapp.signed-in')
    await page.goBack()
    await seen(page.getByRole('button', { name: 'Sign in', exact: true }))
    await gone(page.getByText(SAID))
    expect(findIn(await page.content())).toEqual([])
    await page.unrouteAll()
  })
})

it('no folder is listed, and nothing is served but what was built', async () => {
  const get = async (path: string) => (await fetch(`${used.stack.appUrl}${path}`)).text()
  const app = await get('/')
  expect(app).toContain('<div id="app"')
  for (const path of ['/assets/', '/assets', '/icons/', '/.git/config', '/.git/HEAD', '/.dev.vars', '/_headers']) {
    expect(await get(path), path).toBe(app)
  }
  for (const path of ['/package.json', '/wrangler.toml', '/worker/index.ts', '/web/app.tsx', '/migrations/']) {
    expect(await get(path), path).toBe(app)
  }
})
