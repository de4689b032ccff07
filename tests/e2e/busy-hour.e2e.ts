import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO, ROOT } from '../../dev/config.ts'
import { ensureColleague, type TeamMember } from '../../dev/seed/tenants.ts'
import type { ConversationCounts } from '../../worker/contract/conversation.ts'
import {
  findBarriers,
  gone,
  messageOf,
  openScreen,
  rowOf,
  type Screen,
  seen,
  signIn,
  write,
} from '../support/trip-screens.ts'
import { askGraph, createTripTenant, type TripTenant } from '../support/trip-tenant.ts'
import { eachOf, waitFor } from '../support/trip-wait.ts'
import { customerText } from '../support/trip-webhooks.ts'
import { useStack } from '../support/use-stack.ts'

/** One agent has room for so many: two of the forty customers are left to the supervisor. */
const CAPACITY = 19
const CUSTOMERS = 40
const DAY_SECONDS = 86_400
/** Messages of a customer that are no messages of their own. */
const ANNOTATIONS = ['reaction', 'edit', 'revoke']
/** The whole team at work, on a machine that may have other work. */
const HOUR_MS = 180_000

interface Customer {
  name: string
  phone: string
}
interface PhoneMessage {
  id: string
  direction: 'in' | 'out'
  type: string
  status: string
  content: { body?: string | { text: string }; rendered?: { body: string } }
}

const used = useStack()

const customers: Customer[] = Array.from({ length: CUSTOMERS }, (_, index) => {
  const number = String(index + 1).padStart(2, '0')
  const phone = `4917160000${number}`
  // Who wrote two days ago, and who waits for a template now, is known by the number alone.
  return { name: number === '40' ? `Customer ${phone}` : `Guest ${number}`, phone }
})
const guest = (number: number) => customers[number - 1] as Customer

/** What the team has sent to each customer, in order. */
const answers = new Map<string, string[]>(customers.map(({ name }) => [name, []]))
let sentBy: Record<'ana' | 'ben', number>
let tenant: TripTenant
let screens: Screen[]
let sam: Page
let ana: Page
let ben: Page
let team: Record<'sam' | 'ana' | 'ben', TeamMember>
let written = 0

const simulator = <T>(method: string, path: string, body?: unknown) =>
  askGraph<T>(used.stack.graphUrl, method, `/__phone/${path}`, body)

/** The customer sends something from their phone. */
async function send(customer: Customer, type: string, content: object, quotes?: string): Promise<string> {
  const { id } = await simulator<PhoneMessage>('POST', 'messages', {
    ...{ customerId: `c-${customer.phone}`, phoneNumberId: tenant.number.phoneNumberId, type, [type]: content },
    ...(quotes !== undefined && { context: { message_id: quotes } }),
  })
  if (!ANNOTATIONS.includes(type)) written += 1
  return id
}

const chat = ({ phone }: Customer) =>
  simulator<PhoneMessage[]>('GET', `messages?customerId=c-${phone}&phoneNumberId=${tenant.number.phoneNumberId}`)

const base64 = async (name: string) => (await readFile(join(ROOT, 'dev/seed/files', name))).toString('base64')

/** What one customer writes when the hour begins. */
async function arrive(customer: Customer): Promise<void> {
  if (customer === guest(40)) {
    const twoDaysAgo = Math.floor(Date.now() / 1000) - 2 * DAY_SECONDS
    const { body } = customerText(tenant.number, customer.phone, twoDaysAgo, 'Do you ship?')
    await askGraph(used.stack.graphUrl, 'POST', '/__webhooks', body)
    written += 1
    return
  }
  await simulator('POST', 'customers', customer)
  const first = await send(customer, 'text', { body: `Hello, this is ${customer.name}` })
  const second = await send(customer, 'text', { body: 'Is the blue lamp still there?' })
  if (customer === guest(2))
    await send(customer, 'image', { data: await base64('parcel.jpg'), mime_type: 'image/jpeg' })
  if (customer === guest(3)) {
    await send(customer, 'audio', { data: await base64('voice.ogg'), mime_type: 'audio/ogg', voice: true })
  }
  if (customer === guest(4)) await send(customer, 'location', { latitude: 52.37, longitude: 4.89, name: 'Dam square' })
  if (customer === guest(5)) await send(customer, 'text', { body: 'I mean this' }, first)
  if (customer === guest(6)) await send(customer, 'button', { text: 'Call me', payload: 'call' })
  if (customer === guest(7)) {
    const answer = { id: 'blue', title: 'The blue one', description: 'With a lamp' }
    await send(customer, 'interactive', { type: 'list_reply', list_reply: answer })
  }
  if (customer === guest(8)) {
    const message = { type: 'text', text: { body: 'Is the green lamp still there?' } }
    await send(customer, 'edit', { original_message_id: second, message })
  }
  if (customer === guest(9)) await send(customer, 'revoke', { original_message_id: second })
}

const strip = (name: RegExp) => sam.getByRole('region', { name: 'The queue now' }).getByRole('button', { name })
const toast = (page: Page, text: string) => page.locator('.toast').filter({ hasText: text })
/** While a menu is in the page, letters are not commands. */
const menuClosed = (page: Page) => page.locator('.menu').first().waitFor({ state: 'detached' })
const heading = (page: Page) => page.locator('.thread-who h2')
const isFocused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)

/** Opens somebody's conversation by their number: a long list draws only what is in sight. */
async function openByNumber(page: Page, name: string): Promise<void> {
  const phone = customers.find((customer) => customer.name === name)?.phone
  await page.getByLabel('Search by full number or username').fill(`+${phone}`)
  await seen(page.getByText(`Results for “+${phone}”`))
  await rowOf(page, name).click()
  await seen(heading(page).filter({ hasText: name }))
}

/** The agent's own customers who wait, the longest first. */
async function showWaiting(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Mine/ }).click()
  await page.getByRole('button', { name: 'Sort: Newest' }).click()
  await page.getByRole('menuitemradio', { name: 'Waiting longest' }).click()
  await seen(page.getByRole('button', { name: 'Sort: Waiting longest' }))
}

/** Whose conversation is open, once it can be answered. */
async function opened(page: Page): Promise<string> {
  await seen(page.locator('#composer').or(page.getByRole('button', { name: 'Choose a template' })))
  const [name = ''] = (await heading(page).innerText()).split('\n')
  return name.trim()
}

const needsTemplate = (page: Page) => page.getByRole('button', { name: 'Choose a template' }).isVisible()

async function answerWithTemplate(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Choose a template' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a template' })
  await dialog.getByLabel('Search templates').fill('order_confirmation')
  await dialog.getByRole('button', { name: /order_confirmation.*en_US/ }).click()
  await dialog.getByLabel('Value of 1').fill('dear customer')
  await dialog.getByLabel('Value of 2').fill('#2041')
  await dialog.getByRole('button', { name: 'Send the template' }).click()
  return 'Hi dear customer, thank you for your order #2041. We will write again as soon as it leaves our warehouse.'
}

/** Chooses a canned reply behind the slash and sends it. */
async function answerWithCanned(page: Page, shortcut: string, text: string): Promise<string> {
  await page.keyboard.type(`/${shortcut}`)
  await seen(page.getByRole('option', { name: new RegExp(shortcut) }))
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('#composer').inputValue(), { timeout: 30_000 }).toBe(text)
  await page.keyboard.press('Enter')
  return text
}

/** Writes down what was sent, once WhatsApp has said what became of it. */
async function noteAnswer(page: Page, agent: 'ana' | 'ben', name: string, text: string): Promise<void> {
  await seen(messageOf(page, text).getByText(/^(Sent|Delivered|Read|Not sent)/))
  answers.get(name)?.push(text)
  sentBy[agent] += 1
}

/** Whether somebody but who is open waits, once the list says who does. */
async function somebodyWaits(page: Page): Promise<boolean> {
  await seen(page.locator('[data-row]').or(page.getByText('Nothing matches these filters')))
  return (await page.locator('[data-row]:not([aria-current])').count()) > 0
}

/** On the keyboard alone, until nobody of hers waits. */
async function answerByKeys(page: Page, answer: (name: string) => Promise<string>): Promise<void> {
  let answered: string | null = null
  while (await somebodyWaits(page)) {
    const moveOn = async () => {
      const isAtEnd = (await page.locator('[data-row]').last().getAttribute('aria-current')) !== null
      await page.keyboard.press(isAtEnd ? 'k' : 'j')
      return await isFocused(page, '[data-row]:not([aria-current])')
    }
    await expect.poll(moveOn, { timeout: 30_000, interval: 300 }).toBe(true)
    await page.keyboard.press('Enter')
    const name = await opened(page)
    if (answered !== null) await gone(rowOf(page, answered))
    answered = name
    if (await needsTemplate(page)) {
      await noteAnswer(page, 'ana', name, await answerWithTemplate(page))
      continue
    }
    await page.keyboard.press('r')
    await expect.poll(() => isFocused(page, '#composer'), { timeout: 30_000 }).toBe(true)
    const text = await answer(name)
    await noteAnswer(page, 'ana', name, text)
    await page.keyboard.press('Escape')
    await expect.poll(() => isFocused(page, '#composer'), { timeout: 30_000 }).toBe(false)
  }
}

/** With a thumb, one screen at a time, until nobody of his waits. */
async function answerByThumb(page: Page, words: (name: string) => string): Promise<void> {
  while (await somebodyWaits(page)) {
    await page.locator('[data-row]').first().click()
    const name = await opened(page)
    if (await needsTemplate(page)) {
      await noteAnswer(page, 'ben', name, await answerWithTemplate(page))
    } else {
      const text = words(name)
      await page.locator('#composer').fill(text)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await noteAnswer(page, 'ben', name, text)
    }
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await seen(page.getByRole('tab', { name: /^Mine/ }))
    await gone(rowOf(page, name))
  }
}

describe('a busy hour of a supervisor, two agents and forty customers', () => {
  beforeAll(async () => {
    sentBy = { ana: 0, ben: 0 }
    const { appUrl } = used.stack
    tenant = await createTripTenant(used.stack)
    const join = (email: string, name: string, role: string) =>
      ensureColleague(used.stack, tenant, { email, name, password: DEMO.password, role })
    team = {
      sam: await join('sam@busy.test', 'Sam Okoye', 'supervisor'),
      ana: await join('ana@busy.test', 'Ana Silva', 'agent'),
      ben: await join('ben@busy.test', 'Ben Jansen', 'agent'),
    }
    await tenant.call('PATCH', '/tenant', { desk: { assignment: 'round-robin', agentCapacity: CAPACITY } })
    await tenant.call('POST', '/templates/sync', { channelId: tenant.channelId })
    for (const reply of [
      { shortcut: 'hello', body: 'Hello {{contact.first_name|there}}, this is {{agent.first_name}}.' },
      { shortcut: 'time', body: 'When shall we deliver?', buttons: ['Morning', 'Afternoon'] },
    ]) {
      await team.sam.call('POST', '/canned-responses', { shared: true, ...reply })
    }
    screens = [
      await openScreen(used.browser, appUrl, 1440, 'light'),
      await openScreen(used.browser, appUrl, 1440, 'dark'),
      await openScreen(used.browser, appUrl, 390, 'light'),
    ]
    ;[sam, ana, ben] = screens.map(({ page }) => page) as [Page, Page, Page]
    await Promise.all([signIn(sam, 'sam@busy.test'), signIn(ana, 'ana@busy.test'), signIn(ben, 'ben@busy.test')])
  }, HOUR_MS)

  it(
    'shares out who writes, as far as there is room',
    async () => {
      await Promise.all([showWaiting(ana), showWaiting(ben)])
      await eachOf(customers, 8, arrive)
      await seen(strip(/^40 ?waiting/))
      await seen(strip(/^2 days? ?longest/))
      await strip(/^2 ?unassigned/).waitFor({ timeout: HOUR_MS })
      await strip(/agents/).click()
      for (const name of ['Ana Silva', 'Ben Jansen']) {
        await seen(sam.getByRole('menuitemradio', { name: new RegExp(`${name} ?${CAPACITY} open`) }))
      }
      await sam.keyboard.press('Escape')
      await Promise.all(
        [ana, ben].map((page) => seen(page.getByRole('tab', { name: new RegExp(`^Mine ?${CAPACITY}`) }))),
      )
    },
    HOUR_MS,
  )

  it(
    'leaves the rest to the supervisor, who hands it out by key and by tick, and takes it back',
    async () => {
      await strip(/unassigned/).click()
      await seen(strip(/unassigned/).and(sam.locator('[aria-pressed=true]')))
      await expect.poll(() => sam.locator('[data-row]').count(), { timeout: 30_000 }).toBe(2)
      await sam.locator('[data-row]').first().click()
      await opened(sam)
      await sam.keyboard.press('a')
      await sam.getByRole('menuitemradio', { name: 'Ana Silva' }).click()
      await seen(sam.getByRole('button', { name: 'Assign to Ana Silva' }))
      await menuClosed(sam)
      await sam.keyboard.press('l')
      await sam.getByLabel('Find or make a label').fill('VIP')
      await sam.keyboard.press('Enter')
      await seen(sam.getByRole('menuitemcheckbox', { name: 'VIP', checked: true }))
      await sam.keyboard.press('Escape')
      await menuClosed(sam)
      await sam.keyboard.press('p')
      await sam.getByRole('menuitemradio', { name: 'Urgent' }).click()
      await seen(sam.getByRole('button', { name: 'Priority: Urgent' }))
      await menuClosed(sam)

      await sam.keyboard.press('Escape')
      await expect.poll(() => sam.locator('[data-row]').count(), { timeout: 30_000 }).toBe(1)
      const giveToBen = async () => {
        await sam.getByRole('checkbox').click({ force: true })
        await sam.getByRole('toolbar').getByRole('button', { name: 'Assign' }).click()
        await sam.getByRole('menuitemradio', { name: 'Ben Jansen' }).click()
        await seen(toast(sam, '1 conversation assigned'))
        await seen(sam.getByText('Every conversation has somebody'))
      }
      await giveToBen()
      await toast(sam, '1 conversation assigned').getByRole('button', { name: 'Undo' }).click()
      await seen(sam.locator('[data-row]'))
      await gone(toast(sam, '1 conversation assigned'))
      await giveToBen()
      await seen(strip(/^0 ?unassigned/))
      await Promise.all(
        [ana, ben].map((page) => seen(page.getByRole('tab', { name: new RegExp(`^Mine ?${CAPACITY + 1}`) }))),
      )
    },
    HOUR_MS,
  )

  it(
    'keeps two from answering at once, and calls a colleague by a note',
    async () => {
      await sam.getByRole('tab', { name: /^All/ }).click()
      await ana.locator('[data-row]').filter({ hasText: 'Guest' }).first().click()
      const name = await opened(ana)
      await openByNumber(sam, name)
      await opened(sam)
      await ana.keyboard.press('r')
      await ana.locator('#composer').pressSequentially('Let me look')
      await seen(sam.locator('.thread-pane .colleague-draft').getByText('Let me look'))
      await write(sam, `Reply to ${name}`, 'I have it')
      await sam
        .getByRole('dialog', { name: /is writing a reply too/ })
        .getByRole('button', { name: 'Do not send' })
        .click()
      await ana.keyboard.press('Enter')
      await noteAnswer(ana, 'ana', name, 'Let me look')
      await sam.getByRole('textbox', { name: `Reply to ${name}` }).fill('')
      await ana.keyboard.press('Escape')

      await sam.getByRole('button', { name: /^Note/ }).click()
      await sam.getByRole('textbox', { name: 'Note', exact: true }).pressSequentially('Please call them, @Ben')
      const option = sam.getByRole('listbox', { name: 'Mention a colleague' }).getByRole('option').first()
      await option.waitFor()
      await sam.keyboard.press('Enter')
      await option.waitFor({ state: 'detached' })
      await sam.keyboard.press('Enter')
      await seen(messageOf(sam, 'Please call them'))
      await ben.getByRole('button', { name: 'Alerts' }).click()
      await ben.getByRole('dialog', { name: 'Notifications' }).getByText('You were mentioned').click()
      await seen(messageOf(ben, 'Please call them').getByText('Only your team sees this'))
      expect(await findBarriers(ben)).toEqual([])
      await ben.getByRole('button', { name: 'Back to the list' }).click()
    },
    HOUR_MS,
  )

  it(
    'is answered, by keys on a desk and by thumb on a phone, while the supervisor looks in',
    async () => {
      const to = guest(12).phone
      await askGraph(used.stack.graphUrl, 'POST', '/__faults', {
        errors: [{ code: 131016, times: 1, async: true, to }],
      })
      const canned = [
        { shortcut: 'hello', text: 'Hello Guest, this is Ana.' },
        { shortcut: 'time', text: 'When shall we deliver?' },
      ]
      const byAna = async (name: string) => {
        const reply = canned.shift()
        if (reply) return await answerWithCanned(ana, reply.shortcut, reply.text)
        const text = `Yes, ${name}, it is still here`
        await ana.keyboard.type(text)
        await ana.keyboard.press('Enter')
        return text
      }
      const lookIn = async () => {
        const look = async (number: number, what: (page: Page) => ReturnType<Page['locator']>) => {
          await openByNumber(sam, guest(number).name)
          await seen(what(sam))
        }
        await look(2, (page) => page.locator('.log').getByRole('img', { name: /^Photo/ }))
        await look(3, (page) => page.getByRole('group', { name: 'Voice message' }))
        await look(4, (page) => messageOf(page, 'Dam square'))
        await look(5, (page) => messageOf(page, 'I mean this').getByRole('button', { name: /Hello, this is/ }))
        await look(6, (page) => messageOf(page, 'Call me'))
        await look(7, (page) => messageOf(page, 'The blue one'))
        await look(8, (page) => messageOf(page, 'Is the green lamp still there?').getByText('Edited'))
        await look(9, (page) => page.locator('.log').getByText('Deleted by the customer'))
      }
      await Promise.all([
        answerByKeys(ana, byAna),
        answerByThumb(ben, (name) => `Yes, ${name}, we keep it for you`),
        lookIn(),
      ])
      expect([...answers].filter(([, sent]) => sent.length !== 1)).toEqual([])
    },
    HOUR_MS,
  )

  it(
    'shows what was not sent, and sends it again',
    async () => {
      await strip(/^1 ?not sent/).click()
      await rowOf(sam, guest(12).name).click()
      const failed = messageOf(sam, answers.get(guest(12).name)?.[0] ?? '')
      await failed.getByRole('button', { name: 'Retry' }).click()
      await seen(failed.getByText('Delivered', { exact: true }))
      await seen(strip(/^0 ?not sent/))
      await seen(strip(/^0 ?waiting/))
    },
    HOUR_MS,
  )

  it(
    'goes on: a snooze ends by the customer’s words, a button is tapped, an answer is liked',
    async () => {
      const asleep = await opened(ana)
      await ana.keyboard.press('s')
      await ana.getByRole('menuitem', { name: 'Until the customer writes' }).click()
      await seen(ana.getByText('You snoozed this until the customer writes'))
      await menuClosed(ana)
      const again = customers.filter(({ name }) => name === asleep)
      for (const customer of [...again, guest(11), guest(13), guest(14)]) {
        await send(customer, 'text', { body: 'One more thing' })
      }
      await seen(messageOf(ana, 'One more thing'))
      await gone(ana.locator('.thread-who').getByText('Until they write'))
      const [asked] = [...answers].find(([, sent]) => sent.includes('When shall we deliver?')) ?? []
      const tapper = customers.find(({ name }) => name === asked) as Customer
      const question = (await chat(tapper)).find(({ type }) => type === 'interactive')
      const tap = { type: 'button_reply', button_reply: { id: 'button-1', title: 'Morning' } }
      await send(tapper, 'interactive', tap, question?.id)
      const liked = (await chat(guest(10))).find(({ direction }) => direction === 'out')
      await send(guest(10), 'reaction', { message_id: liked?.id, emoji: '❤️' })
      await seen(strip(/^[3-5] ?waiting/))
      await strip(/waiting/).click()
      await rowOf(sam, tapper.name).click()
      await seen(messageOf(sam, 'Chose').getByText('Morning'))

      const more = async (name: string) => {
        const text = `And thank you, ${name}`
        await ana.keyboard.type(text)
        await ana.keyboard.press('Enter')
        return text
      }
      await ana.keyboard.press('Escape')
      await gone(heading(ana))
      await Promise.all([answerByKeys(ana, more), answerByThumb(ben, (name) => `You are welcome, ${name}`)])
    },
    HOUR_MS,
  )

  it(
    'ends with nobody waiting, and every answer on a phone once',
    async () => {
      await seen(strip(/^0 ?waiting/))
      for (const name of [/^– ?longest/, /^0 ?unassigned/, /^0 ?not sent/, /^2 ?agents/]) await seen(strip(name))
      await eachOf(customers, 8, async (customer) => {
        await waitFor(`the answers to ${customer.name}`, 30_000, async () => {
          const arrived = (await chat(customer)).filter((each) => each.direction === 'out' && each.status !== 'failed')
          return arrived.every(({ status }) => ['delivered', 'read'].includes(status))
        })
        const arrived = (await chat(customer)).filter((each) => each.direction === 'out' && each.status !== 'failed')
        expect(arrived.map(textOf), customer.name).toEqual(answers.get(customer.name))
      })
      await ana.keyboard.press('Escape')
      await Promise.all([ana, ben].map((page) => seen(page.getByText('Nothing matches these filters'))))
      for (const [page, { call }] of [
        [sam, team.sam],
        [ana, team.ana],
        [ben, team.ben],
      ] as const) {
        await page.goto(used.stack.appUrl)
        await page.getByRole('tab', { name: /^All/ }).click()
        await seen(page.locator('[data-row]'))
        expect(await page.locator('.unread-count').count()).toBe(0)
        await expect.poll(() => page.title(), { timeout: 30_000 }).not.toMatch(/^\(/)
        const { unread, notifications } = await call<ConversationCounts>('GET', '/conversations/counts')
        expect(unread).toBe(0)
        const badge = page.getByRole('button', { name: 'Alerts' }).locator('.badge')
        if (notifications === 0) await gone(badge)
        else await seen(badge.getByText(new RegExp(`^${notifications}`)))
      }
    },
    HOUR_MS,
  )

  it(
    'counts the same in the figures',
    async () => {
      const sent = [...answers.values()].flat().length
      expect(sentBy.ana + sentBy.ben).toBe(sent)
      await sam.goto(`${used.stack.appUrl}/analytics`)
      const figure = (name: string) =>
        sam
          .locator('.totals > div')
          .filter({ has: sam.getByText(name, { exact: true }) })
          .locator('dd')
      await seen(figure('Messages in').getByText(new RegExp(`^${written}`)))
      await seen(figure('Messages out').getByText(new RegExp(`^${sent}`)))
      await seen(figure('Conversations opened').getByText(new RegExp(`^${CUSTOMERS}`)))
      const rows = sam.getByRole('region', { name: 'Per agent' }).getByRole('row')
      await seen(rows.filter({ hasText: 'Ana Silva' }).getByRole('cell').nth(1).getByText(String(sentBy.ana)))
      await seen(rows.filter({ hasText: 'Ben Jansen' }).getByRole('cell').nth(1).getByText(String(sentBy.ben)))
    },
    HOUR_MS,
  )

  it(
    'has no barrier on the way, in light and dark, on a desk and on a phone',
    async () => {
      for (const page of [sam, ben]) {
        await page.goto(used.stack.appUrl)
        await page.getByRole('tab', { name: /^All/ }).click()
        await seen(page.locator('[data-row]'))
        expect(await findBarriers(page)).toEqual([])
        await openByNumber(page, guest(2).name)
        await opened(page)
        expect(await findBarriers(page)).toEqual([])
        await page.keyboard.press('Control+k')
        await seen(page.getByRole('dialog', { name: 'Commands' }))
        expect(await findBarriers(page)).toEqual([])
        await page.goto(`${used.stack.appUrl}/contacts`)
        await seen(page.getByRole('link', { name: /Guest/ }))
        expect(await findBarriers(page)).toEqual([])
      }
    },
    HOUR_MS,
  )

  it('leaves nothing in any console', () => {
    expect(screens.flatMap(({ faults }) => faults)).toEqual([])
  })
})

/** The words of an answer as the customer reads them. */
function textOf({ type, content }: PhoneMessage): string {
  if (type === 'template') return content.rendered?.body ?? ''
  return typeof content.body === 'string' ? content.body : (content.body?.text ?? '')
}
