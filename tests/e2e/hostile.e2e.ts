import { randomInt, randomUUID } from 'node:crypto'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { confirmAddress } from '../../dev/seed/mailbox.ts'
import type { CreatedInvitation, Me } from '../../worker/contract/team.ts'
import { hostileTexts } from '../security/hostile/texts.ts'
import { openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { connectNumber, openCalls, type TripNumber } from '../support/trip-tenant.ts'
import { waitFor } from '../support/trip-wait.ts'
import { envelope, postWebhook } from '../support/trip-webhooks.ts'
import { useStack } from '../support/use-stack.ts'

/** Short enough for every name. A page that takes it for markup runs it, or asks the server for `x`. */
const NAME = '<img src=x onerror=window.__owned=1>'
/** As a customer is called at WhatsApp: nobody refuses it there. What turns the direction of writing is not to be seen of it. */
const PROFILE_NAME = `\u2067${NAME}\u202E`
const turns = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/
const LINK = 'javascript:window.__owned=1'
const said = Object.entries(hostileTexts)
  .filter(([kind]) => kind.startsWith('XSS') || kind.startsWith('template') || kind.startsWith('unicode'))
  .map(([, text]) => text)

const used = useStack()
const email = `hostile-${randomUUID()}@trip.test`
const agentEmail = `max-${randomUUID()}@trip.test`
const phone = `4917${randomInt(1e8, 9e8)}`
const digits = String(randomInt(1e11, 9e11))
const number: TripNumber = {
  phoneNumberId: `1${digits}01`,
  wabaId: `2${digits}02`,
  displayPhoneNumber: `1555${digits.slice(0, 7)}`,
  accessToken: `trip-token-${digits}`,
}
let screen: Screen
let phoneScreen: Screen
let conversationId = ''
let contactId = ''
let channelId = ''
let invitationUrl = ''
let tenantId = ''
let userId = ''

/** A tenant in which everything that anybody can name or write tries to run. */
beforeAll(async () => {
  const { appUrl, graphUrl, mailUrl } = used.stack
  const call = openCalls(appUrl)
  const make = async (path: string, body: object) => (await call<{ id: string }>('POST', path, body)).id
  await call('POST', '/auth/signup', { email, password: DEMO.password, name: NAME, organization: NAME })
  await confirmAddress(call, mailUrl)
  channelId = await connectNumber(graphUrl, call, number)
  await call('PATCH', `/channels/${channelId}`, { name: NAME })

  const contacts = [{ profile: { name: PROFILE_NAME }, wa_id: phone }]
  const messages = [...said.map((body) => ({ type: 'text', text: { body } })), ...shapes()].map((message, at) => ({
    ...{ from: phone, id: `wamid.${Buffer.from(`${phone}|${at}`).toString('base64')}` },
    ...{ timestamp: String(Math.floor(Date.now() / 1000) - 300 + at), ...message },
  }))
  expect(await postWebhook(appUrl, envelope(number, 'messages', { contacts, messages }))).toBe(200)
  const [conversation] = await waitFor('the conversation', 60_000, async () => {
    const { data } = await call<{ data: { id: string; contact: { id: string } }[] }>('GET', '/conversations')
    return data.length > 0 && data
  })
  conversationId = conversation?.id ?? ''
  contactId = conversation?.contact.id ?? ''

  const attributeId = await make('/attributes', { name: NAME, key: 'words', kind: 'text' })
  const attributes = [{ attributeId, value: NAME }]
  await call('PATCH', `/contacts/${contactId}`, { attributes })
  await make('/segments', { name: NAME, filters: { attributes } })
  await call('POST', `/contacts/${contactId}/notes`, { text: said.join('\n') })
  const labelId = await make('/labels', { name: NAME, color: 'teal' })
  await call('PUT', `/conversations/${conversationId}/labels`, { labelIds: [labelId] })
  await call('PUT', `/contacts/${contactId}/labels`, { labelIds: [labelId] })
  await make('/teams', { name: NAME, memberIds: [] })
  await make('/views', { name: NAME, shared: true, filters: { label: labelId } })
  await make('/canned-responses', {
    shared: true,
    shortcut: 'hello',
    body: `${NAME} ${hostileTexts['XSS: closing tags']}`,
  })
  await call('POST', '/auth/step-up', { password: DEMO.password })
  await make('/api-tokens', { name: NAME, scopes: ['contacts:read'], expiresInDays: 1 })
  for (const text of said) {
    const message = { clientMessageId: randomUUID(), type: 'note', note: { body: text } }
    await call('POST', `/conversations/${conversationId}/messages`, message)
  }
  const invitation = { email: agentEmail, role: 'agent' }
  const { link } = await call<CreatedInvitation>('POST', '/team/invitations', invitation)
  const open = { email: `open-${randomUUID()}@trip.test`, role: 'agent' }
  invitationUrl = (await call<CreatedInvitation>('POST', '/team/invitations', open)).link ?? ''
  const me = await call<Me>('GET', '/me')
  tenantId = me.tenant.id
  userId = me.userId
  const joining = { token: link?.split('#token=')[1], name: NAME, password: DEMO.password }
  await openCalls(appUrl)('POST', '/auth/invitations/accept', joining)

  screen = await openScreen(used.browser, appUrl, 1440)
  await signIn(screen.page, email)
  phoneScreen = await openScreen(used.browser, appUrl, 390, 'dark')
  await signIn(phoneScreen.page, agentEmail)
}, 300_000)

/** What is not only words: places, cards, files. */
function shapes(): object[] {
  const name = { formatted_name: NAME, first_name: NAME }
  const urls = [{ url: LINK, type: NAME }]
  const card = { name, urls, org: { company: NAME }, phones: [{ phone: NAME, type: NAME }], emails: [{ email: NAME }] }
  return [
    { type: 'location', location: { latitude: 52.1, longitude: 4.9, name: NAME, address: NAME, url: LINK } },
    { type: 'contacts', contacts: [card] },
    {
      type: 'document',
      document: { id: '1', filename: NAME, caption: NAME, mime_type: 'application/pdf', sha256: 'x' },
    },
    { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: NAME, title: NAME } } },
    { type: 'text', text: { body: NAME }, referral: { source_url: LINK, headline: NAME, body: NAME, source_id: NAME } },
  ]
}

const paths = () => [
  ...['/', '/welcome', `/c/${conversationId}`, '/contacts', `/contacts/${contactId}`, '/analytics', '/help'],
  ...['channels', 'labels', 'team', 'desk', 'hours', 'attributes', 'canned-replies', 'prices', 'security'].map(
    (section) => `/settings/${section}`,
  ),
  ...['notifications', 'api-tokens', 'health', 'health/events', 'audit-log', `channels/${channelId}/history`].map(
    (section) => `/settings/${section}`,
  ),
]

/** The staff's screens show names of tenants, people and numbers, and reasons. */
const staffPaths = () => [
  ...['', '/tenants', `/tenants/${tenantId}`, '/users', `/users/${userId}`, '/billing', '/jobs', '/webhooks'],
  ...['/security', '/audit', `/audit?tenant=${tenantId}`, '/settings'],
]

async function signInStaff(page: Page): Promise<void> {
  const secret = /TOTP ([A-Z2-7]{32})/.exec(used.stack.said())?.[1] ?? ''
  await page.getByLabel('E-mail').fill(DEMO.staff.email)
  await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  const code = page.getByLabel('Code of your authenticator')
  // The present one was used to set it up.
  await code.fill(new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 }))
  await code.press('Enter')
  await seen(page.getByRole('heading', { name: 'Dashboard' }))
}

/** What of the page is not only words. */
const notWords = () => ({
  owned: '__owned' in window,
  elements: document.querySelectorAll('img[src="x"], [onerror], [onload], [onclick], [onfocus], [onmouseover]').length,
  links: document.querySelectorAll('[href^="javascript:" i], [src^="javascript:" i], [href^="data:text" i]').length,
})
const nothing = { owned: false, elements: 0, links: 0 }

describe('what hostile people name and write', () => {
  it('is words on every screen: it neither runs, nor becomes an element or a link', async () => {
    // Each member has so many requests a minute: the agent looks at the inbox and the contacts, the owner at everything.
    const looks = [
      { page: screen.page, seenPaths: paths() },
      { page: phoneScreen.page, seenPaths: paths().filter((path) => !/welcome|settings|analytics|help/.test(path)) },
    ]
    for (const { page, seenPaths } of looks) {
      for (const path of seenPaths) {
        await page.goto(`${used.stack.appUrl}${path}`)
        await seen(page.locator('main'))
        await page.waitForLoadState('networkidle')
        expect(await page.evaluate(notWords), path).toEqual(nothing)
      }
    }
  }, 240_000)

  it('is words to whoever is invited, also where the name is long', async () => {
    const { page, faults } = await openScreen(used.browser, invitationUrl, 390, 'dark')
    await seen(page.getByText(NAME))
    expect(await page.evaluate(notWords)).toEqual(nothing)
    const long = await page.getByRole('heading', { level: 1 }).evaluate((heading) => {
      heading.textContent = `Join ${'x'.repeat(80)}`
      return heading.getBoundingClientRect().right
    })
    expect(long).toBeLessThanOrEqual(390 - 24)
    expect(faults).toEqual([])
    await page.context().close()
  }, 60_000)

  it('is words to the platform’s staff, and their reason is words to the owner', async () => {
    const { appUrl } = used.stack
    const { page, faults } = await openScreen(used.browser, `${appUrl}/admin`, 1440)
    await signInStaff(page)
    await page.goto(`${appUrl}/admin/tenants/${tenantId}`)
    await page.getByLabel('Reason').fill(NAME)
    await page.getByRole('button', { name: 'Look into the tenant' }).click()
    await seen(page.getByText('Messages in 30 days'))
    for (const path of staffPaths()) {
      await page.goto(`${appUrl}/admin${path}`)
      await seen(page.locator('main .card, main .empty'))
      await page.waitForLoadState('networkidle')
      expect(await page.evaluate(notWords), path).toEqual(nothing)
    }
    for (const path of ['/tenants', '/users', '/audit']) {
      await page.goto(`${appUrl}/admin${path}`)
      await seen(page.getByText(NAME).filter({ visible: true }))
    }
    await page.context().close()
    await screen.page.goto(`${appUrl}/settings/audit-log`)
    await seen(screen.page.locator('.traces').getByText(NAME))
    expect(await screen.page.evaluate(notWords)).toEqual(nothing)
    // A tenant is asked for before there is a reason, and the browser notes the refusal.
    expect(faults.filter((fault) => !/403 .*\/api\/admin\/tenants\//.test(fault))).toEqual([])
  }, 240_000)

  it('is there to be read', async () => {
    const { page } = screen
    await page.goto(`${used.stack.appUrl}/c/${conversationId}`)
    for (const text of said.filter((each) => each.includes('script>') && !each.includes('*'))) {
      await seen(page.getByText(text))
    }
    for (const section of ['labels', 'team', 'api-tokens', 'channels', 'attributes']) {
      await page.goto(`${used.stack.appUrl}/settings/${section}`)
      await seen(page.getByText(NAME).filter({ visible: true }))
    }
  }, 120_000)

  it('turns the direction of no words around a name', async () => {
    const { page } = screen
    for (const path of [`/c/${conversationId}`, `/contacts/${contactId}`]) {
      await page.goto(`${used.stack.appUrl}${path}`)
      await seen(page.locator('h2 bdi').getByText(NAME, { exact: true }))
      const labels = await page.locator('[aria-label]').evaluateAll((all) => all.map((each) => each.ariaLabel ?? ''))
      const named = labels.filter((label) => label.includes(NAME))
      expect(named).not.toEqual([])
      expect(named.filter((label) => turns.test(label))).toEqual([])
    }
  }, 60_000)

  it('shows in no console', () => {
    expect([...screen.faults, ...phoneScreen.faults]).toEqual([])
  })
})
