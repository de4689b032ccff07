import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright-core'
import { DEMO } from '../../dev/config.ts'

/** Two cores, three browser windows and a whole stack: what takes 50 ms alone may take seconds here. */
const PATIENCE_MS = 30_000

export interface Screen {
  page: Page
  /** Errors of the console and of the page's code, refusals by the content security policy included. */
  faults: string[]
}

/** A window of its own, as on a machine of its own. */
export async function openScreen(
  browser: Browser,
  url: string,
  width: number,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Screen> {
  const isPhone = width < 600
  const context = await browser.newContext({
    viewport: { width, height: isPhone ? 844 : 900 },
    hasTouch: isPhone,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(url)
  return { page, faults }
}

/** Signs in through the form, and looks at all conversations. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('tab', { name: 'All' }).click()
}

/** Makes a person in the phone simulator and opens their chat with the business. */
export async function takePhone(page: Page, person: { name: string; phone: string }): Promise<void> {
  await page.getByRole('button', { name: 'New person' }).first().click()
  const form = page.getByRole('dialog', { name: 'A new person' })
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(person.name)
  await form.getByRole('textbox', { name: 'Phone number' }).fill(person.phone)
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await openChat(page)
}

export const openChat = (page: Page) => page.getByRole('button', { name: DEMO.shop.organization }).click()
export const leaveChat = (page: Page) => page.getByRole('button', { name: 'Back to the chats' }).click()
export const chatOf = (page: Page) => page.getByRole('log', { name: `Chat with ${DEMO.shop.organization}` })

/** The customer writes and sends. */
export async function writeAsCustomer(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** The customer's conversation in the list. */
export const rowOf = (page: Page, name: string) => page.getByRole('link', { name })

/** The message with this text in the open conversation. */
export const messageOf = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text }).last()

/** Resolves once it can be seen. @throws Error after half a minute. */
export const seen = (locator: Locator) => locator.first().waitFor({ state: 'visible' })
export const gone = (locator: Locator) => locator.first().waitFor({ state: 'hidden' })

/** Writes an answer or a note, as a person does: into the box, then Enter. */
export async function write(page: Page, box: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: box, exact: true }).fill(text)
  await page.getByRole('textbox', { name: box, exact: true }).press('Enter')
}

/** Chooses from the menu of a message. */
export async function choose(page: Page, message: Locator, item: string): Promise<void> {
  await message.hover()
  await message.getByRole('button', { name: 'Message actions' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** What axe's rules find, in light and in dark: one line per element. */
export async function findBarriers(page: Page): Promise<string[]> {
  const lines: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    // Of what holds, one place each: finding words for all of them takes longer than looking.
    const { violations, passes } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
    if (passes.length === 0) throw new Error('axe found nothing to look at')
    for (const { id, nodes } of violations) {
      lines.push(
        ...nodes.map((node) => `${colorScheme} ${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
      )
    }
  }
  return lines
}
