import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO, ROOT } from '../../dev/config.ts'
import {
  chatOf,
  choose,
  findBarriers,
  gone,
  leaveChat,
  messageOf,
  openChat,
  openScreen,
  rowOf,
  type Screen,
  seen,
  signIn,
  takePhone,
  write,
  writeAsCustomer,
} from '../support/trip-screens.ts'
import { askGraph } from '../support/trip-tenant.ts'
import { waitFor } from '../support/trip-wait.ts'
import { customerText } from '../support/trip-webhooks.ts'
import { useStack } from '../support/use-stack.ts'

const LOAD_MS = 30_000
const ANA = 'Ana Silva'
const DAY_SECONDS = 86_400

const used = useStack()

describe.each([1440, 390])('a customer and a team of two, %i pixels wide', (width) => {
  const name = `Vera ${width}`
  const phone = `+49 171 39${width.toString().padStart(5, '0')}`
  const replyBox = `Reply to ${name}`
  let screens: Screen[] = []
  let agent: Page
  let owner: Page
  let customer: Page

  beforeAll(async () => {
    const urls = [used.stack.appUrl, used.stack.appUrl, `${used.stack.graphUrl}/`]
    screens = await Promise.all(urls.map((url) => openScreen(used.browser, url, width)))
    ;[agent, owner, customer] = screens.map((screen) => screen.page) as [Page, Page, Page]
    await Promise.all([
      signIn(agent, DEMO.shop.agent),
      signIn(owner, DEMO.shop.owner),
      takePhone(customer, { name, phone }),
    ])
  }, 180_000)
  afterAll(async () => {
    for (const { page } of screens) await page.context().close()
  })

  it('shows a new message in both inboxes at once', async () => {
    await Promise.all([agent, owner].map((page) => seen(page.getByRole('tab', { name: 'All', selected: true }))))
    const loads = { agent: 0, owner: 0 }
    agent.on('load', () => loads.agent++)
    owner.on('load', () => loads.owner++)
    await writeAsCustomer(customer, 'Is the lamp still there?')
    await Promise.all([agent, owner].map((page) => seen(rowOf(page, name).getByText('Is the lamp still there?'))))
    expect(loads).toEqual({ agent: 0, owner: 0 })
  })

  it('carries a formatted answer to the phone, and its ticks back', async () => {
    await leaveChat(customer)
    await Promise.all([agent, owner].map((page) => rowOf(page, name).click()))
    await write(agent, replyBox, 'Yes, *the last one*, _reserved_ for you')
    const answer = messageOf(agent, 'the last one')
    await seen(answer.locator('strong', { hasText: 'the last one' }))
    await seen(answer.locator('em', { hasText: 'reserved' }))
    await seen(answer.getByText('Delivered', { exact: true }))
    expect(await answer.getByText('Read', { exact: true }).count()).toBe(0)
    await openChat(customer)
    await seen(chatOf(customer).getByText('the last one'))
    await seen(answer.getByText('Read', { exact: true }))
    const forOwner = messageOf(owner, 'the last one')
    await seen(forOwner.getByText('Read', { exact: true }))
    await seen(forOwner.getByText(ANA))
  })

  it('quotes, both ways', async () => {
    await choose(agent, messageOf(agent, 'Is the lamp still there?'), 'Reply with a quote')
    await seen(agent.getByText(`Answering ${name}`))
    await write(agent, replyBox, 'This one you mean?')
    await seen(messageOf(agent, 'This one you mean?').getByRole('button', { name: 'Is the lamp still there?' }))
    await seen(chatOf(customer).getByRole('button', { name: 'Is the lamp still there?' }))
    await openMenuOf(customer, 'This one you mean?')
    await customer.getByRole('button', { name: 'Reply', exact: true }).click()
    await writeAsCustomer(customer, 'Exactly that one')
    await seen(messageOf(owner, 'Exactly that one').getByRole('button', { name: 'This one you mean?' }))
  })

  it('reacts, both ways', async () => {
    const question = messageOf(agent, 'Exactly that one')
    // On a phone the menu has the reactions.
    const opener = question.getByRole('button', { name: width === 390 ? 'Message actions' : 'React', exact: true })
    // The thread may still move under the pointer.
    await expect
      .poll(
        async () => {
          await agent.mouse.move(0, 0)
          await question.hover()
          return opener.waitFor({ timeout: 500 }).then(
            () => true,
            () => false,
          )
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    await opener.click()
    await agent.getByRole('menuitemradio', { name: 'React with 👍' }).click()
    await seen(chatOf(customer).getByTitle('Reactions').filter({ hasText: '👍' }))
    await seen(messageOf(owner, 'Exactly that one').getByText('👍'))
    await openMenuOf(customer, 'the last one')
    await customer.getByRole('button', { name: 'React with ❤️' }).click()
    await seen(messageOf(agent, 'the last one').getByText('❤️'))
  })

  it('keeps a note inside the team', async () => {
    await agent.getByRole('button', { name: 'Note', exact: true }).click()
    await write(agent, 'Note', 'She always pays on time')
    await seen(messageOf(owner, 'She always pays on time').getByText('Only your team sees this'))
    await agent.getByRole('button', { name: 'Reply', exact: true }).click()
    expect(await chatOf(customer).getByText('She always pays on time').count()).toBe(0)
  })

  it('sends a photo, and shows the one that comes back', async () => {
    await agent.locator('input[type=file]').first().setInputFiles(join(ROOT, 'dev/seed/files/mug.jpg'))
    await seen(agent.getByText('mug.jpg'))
    await agent.getByRole('textbox', { name: replyBox }).fill('With the matching mug')
    await agent.getByRole('button', { name: 'Send', exact: true }).click()
    await seen(messageOf(owner, 'With the matching mug'))
    await expectPicture(owner, 'With the matching mug')
    await expectPicture(customer, 'With the matching mug')
    await customer.getByRole('textbox', { name: 'Message' }).fill('My old one')
    await customer.locator('input[type=file]').setInputFiles(join(ROOT, 'dev/seed/files/parcel.jpg'))
    await expectPicture(agent, 'My old one')
  })

  it('hands the conversation over, closes it, and opens it again when the customer writes', async () => {
    await owner.getByRole('button', { name: 'Assign to Nobody' }).click()
    await owner.getByRole('menuitemradio', { name: ANA }).click()
    await seen(agent.getByRole('button', { name: 'Assign to You' }))
    await agent.getByRole('button', { name: 'Close', exact: true }).click()
    await Promise.all([agent, owner].map((page) => seen(page.getByRole('button', { name: 'Reopen', exact: true }))))
    await writeAsCustomer(customer, 'One more thing')
    await Promise.all([agent, owner].map((page) => seen(page.getByRole('button', { name: 'Close', exact: true }))))
    await seen(messageOf(agent, 'One more thing'))
  })

  it('says why a message was not sent, and sends it again', async () => {
    const to = phone.replace(/\D/g, '')
    await askGraph(used.stack.graphUrl, 'POST', '/__faults', { errors: [{ code: 131016, times: 1, async: true, to }] })
    await write(agent, replyBox, 'It leaves tomorrow')
    const failed = messageOf(agent, 'It leaves tomorrow')
    await seen(failed.getByText('Not sent: WhatsApp is not available'))
    await seen(messageOf(owner, 'It leaves tomorrow').getByText('Not sent: WhatsApp is not available'))
    await failed.getByRole('button', { name: 'Retry' }).click()
    await seen(failed.getByText('Read', { exact: true }))
    await gone(failed.getByText('Not sent: WhatsApp is not available'))
    expect(await chatOf(customer).getByText('It leaves tomorrow').count()).toBe(1)
  })

  it('keeps the last message in sight above what the composer takes on', async () => {
    await choose(agent, messageOf(agent, 'It leaves tomorrow'), 'Reply with a quote')
    await seen(agent.getByRole('button', { name: 'Do not quote' }))
    const below = () => agent.locator('#thread').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
    await expect.poll(below).toBeLessThan(2)
    expect(await agent.locator('#thread').evaluate((log) => log.scrollTop)).toBeGreaterThan(0)
    await agent.getByRole('button', { name: 'Do not quote' }).click()
  })

  it('offers a template, and nothing else, when the window is closed', async () => {
    const late = `Late ${width}`
    await deliverLateMessage(late)
    if (width < 600) await agent.getByRole('button', { name: 'Back to the list' }).click()
    const latePhone = `+${latePhoneOf(width)}`
    await agent.getByLabel('Search by full number or username').fill(latePhone)
    await agent.getByRole('link', { name: 'Do you ship' }).click()
    await seen(agent.getByText('The 24-hour window is closed', { exact: true }))
    expect(await agent.getByRole('textbox', { name: /^Reply to/ }).count()).toBe(0)
    await agent.getByRole('button', { name: 'Choose a template' }).click()
    const dialog = agent.getByRole('dialog', { name: 'Choose a template' })
    await dialog.getByLabel('Search templates').fill('order_confirmation')
    await dialog.getByRole('button', { name: /order_confirmation.*en_US/ }).click()
    await dialog.getByLabel('Value of 1').fill('Late')
    await dialog.getByLabel('Value of 2').fill('#2041')
    await seen(dialog.getByText(/^Billed/))
    expect(await findBarriers(agent)).toEqual([])
    await dialog.getByRole('button', { name: 'Send later' }).click()
    const chooser = agent.getByRole('dialog', { name: 'Send later' })
    expect(await chooser.evaluate((over) => over.clientWidth)).toBeLessThanOrEqual(480)
    await chooser.getByRole('button', { name: 'Tomorrow, 9:00' }).click()
    expect(await findBarriers(agent)).toEqual([])
    await chooser.getByRole('button', { name: 'Send then' }).click()
    const waiting = agent.getByRole('list', { name: 'Waiting to be sent' })
    await seen(waiting.getByText(/#2041/))
    // A long text must not push what can be done with it out of sight.
    expect(await waiting.evaluate((strip) => strip.scrollWidth - strip.clientWidth)).toBe(0)
    expect(await findBarriers(agent)).toEqual([])
    await waiting.getByRole('button', { name: 'Cancel it' }).click()
    await waiting.waitFor({ state: 'detached' })
    await agent.getByRole('button', { name: 'Choose a template' }).click()
    await dialog.getByRole('button', { name: /order_confirmation.*en_US/ }).click()
    await dialog.getByLabel('Value of 1').fill('Late')
    await dialog.getByLabel('Value of 2').fill('#2041')
    await dialog.getByRole('button', { name: 'Send the template' }).click()
    await seen(messageOf(agent, 'thank you for your order #2041').getByText('Delivered', { exact: true }))
  })

  it('has no barriers in light and dark, and no errors in any console', async () => {
    expect(await findBarriers(agent)).toEqual([])
    expect(await findBarriers(owner)).toEqual([])
    expect(screens.flatMap((screen) => screen.faults)).toEqual([])
  })

  /** Somebody whose last words are two days old. */
  async function deliverLateMessage(text: string): Promise<void> {
    const atSeconds = Math.floor(Date.now() / 1000) - 2 * DAY_SECONDS
    const { body } = customerText(DEMO.shop, latePhoneOf(width), atSeconds, `Do you ship? ${text}`)
    await askGraph(used.stack.graphUrl, 'POST', '/__webhooks', body)
  }
})

const latePhoneOf = (width: number) => `4917139${width.toString().padStart(5, '9')}`

/** By the gesture that works with a mouse and with a finger. */
const openMenuOf = (customer: Page, text: string) => chatOf(customer).getByText(text).last().click({ button: 'right' })

async function expectPicture(page: Page, alt: string): Promise<void> {
  const picture = page.getByRole('img', { name: alt })
  await seen(picture)
  await waitFor(`the picture “${alt}”`, LOAD_MS, async () =>
    picture.first().evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0),
  )
}
