import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import type { CreatedInvitation } from '../../worker/contract/team.ts'
import { findBarriers, gone, openScreen, rowOf, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { openCalls } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
const name = 'Samuel Price'

/** What has the focus, in a few words; `body` is nothing. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return 'body'
    return (
      at.id || (at.hasAttribute('data-row') ? 'row' : (at.getAttribute('aria-label') ?? at.textContent ?? at.tagName))
    )
  })
/** Whether the focus stands, and goes on standing, inside. */
const isInside = (page: Page, selector: string) =>
  page.evaluate((within) => document.activeElement?.closest(within) != null, selector)

/** What keeps the focus comes beside the first screen. */
const restIsThere = (page: Page) =>
  page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name: file }) => /\/more-[\w-]+\.js$/.test(file)),
  )

const asking = (page: Page) => page.getByRole('combobox', { name: 'What do you want to do?' })

async function command(page: Page, letters: string, found: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await asking(page).fill(letters)
  await seen(page.getByRole('option', { name: found, selected: true }))
  await page.keyboard.press('Enter')
  await gone(asking(page))
}

describe('the desk without a mouse', () => {
  let screen: Screen
  let agent: Page
  beforeAll(async () => {
    screen = await openScreen(used.browser, used.stack.appUrl, 1440)
    agent = screen.page
    await signIn(agent, DEMO.shop.agent)
    await seen(rowOf(agent, name))
    await restIsThere(agent)
  })

  it('keeps the focus when a filter is taken away', async () => {
    await command(agent, 'window open', 'Window: Window open')
    const chip = agent.getByRole('button', { name: 'Without the filter Window open' })
    await chip.focus()
    await agent.keyboard.press('Enter')
    await gone(chip)
    await expect.poll(() => isInside(agent, '.filters')).toBe(true)
  })

  it('goes back by Escape from the words to the thread, and from there to its row', async () => {
    await rowOf(agent, name).focus()
    await agent.keyboard.press('Enter')
    await seen(agent.locator('textarea#composer'))
    await seen(agent.locator('#thread'))
    await agent.keyboard.press('r')
    await expect.poll(() => focused(agent)).toBe('composer')
    await agent.keyboard.press('Escape')
    expect(await focused(agent)).toBe('thread')
    await agent.keyboard.press('Escape')
    await expect.poll(() => focused(agent)).toBe('row')
    expect(await agent.evaluate(() => document.activeElement?.textContent)).toContain(name)
  })

  it('keeps it when what is ticked is closed, and when that is undone', async () => {
    await agent.keyboard.press('x')
    await seen(agent.getByText('1 selected'))
    await command(agent, 'close selected', 'Close (selected conversations)')
    const undo = agent.locator('.toast').getByRole('button', { name: 'Undo' })
    await seen(undo)
    await gone(rowOf(agent, name))
    await expect.poll(() => isInside(agent, '#main')).toBe(true)
    await undo.focus()
    await agent.keyboard.press('Enter')
    await gone(undo)
    await seen(rowOf(agent, name))
    await expect.poll(() => isInside(agent, '#main')).toBe(true)
  })

  it('keeps it when what waits to be sent is cancelled', async () => {
    await rowOf(agent, name).focus()
    await agent.keyboard.press('Enter')
    await agent.locator('textarea#composer').fill('Another time')
    await command(agent, 'send later', 'Send later')
    await agent.getByRole('button', { name: 'Send then' }).press('Enter')
    const strip = agent.getByRole('list', { name: 'Waiting to be sent' })
    await seen(strip)
    await gone(agent.getByRole('dialog'))
    await command(agent, 'show what waits', 'Show what waits to be sent')
    await expect.poll(() => focused(agent)).toBe('Send now')
    await strip.getByRole('button', { name: 'Cancel it' }).focus()
    await agent.keyboard.press('Enter')
    await gone(strip)
    await expect.poll(() => isInside(agent, '.composer')).toBe(true)
    expect(await isInside(agent, 'textarea')).toBe(false)
  })

  it('opens what the plus opens, and hears the letter after a menu has closed', async () => {
    await command(agent, 'location', 'Add to the message: Location')
    await seen(agent.getByRole('dialog', { name: 'Location' }))
    await agent.keyboard.press('Escape')
    await gone(agent.getByRole('dialog', { name: 'Location' }))
    expect(await isInside(agent, '#main')).toBe(true)
    await agent.keyboard.press('p')
    await seen(agent.getByRole('menuitemradio', { name: 'Urgent' }))
    await agent.keyboard.press('Escape')
    await agent.keyboard.press('n')
    await expect.poll(() => focused(agent)).toBe('composer')
    await seen(agent.getByRole('textbox', { name: 'Note' }))
    await agent.keyboard.press('Escape')
  })

  it('has two buttons for labels beside a thread, each with a name of its own', async () => {
    for (const whose of ['Conversation', 'Customer']) {
      await seen(agent.getByRole('button', { name: `${whose} label`, exact: true }))
    }
    expect(await findBarriers(agent)).toEqual([])
  })

  it('without an error in the console', () => {
    expect(screen.faults).toEqual([])
  })
})

it('keeps the focus on a phone, where one pane hides the other, without calling its keyboard', async () => {
  const { page } = await openScreen(used.browser, used.stack.appUrl, 390)
  await signIn(page, DEMO.shop.agent)
  await seen(rowOf(page, name))
  await restIsThere(page)
  await rowOf(page, name).focus()
  await page.keyboard.press('Enter')
  await seen(page.getByRole('button', { name: 'Back to the list' }))
  await expect.poll(() => isInside(page, '#main')).toBe(true)
  expect(await focused(page)).not.toBe('row')
  expect(await isInside(page, 'textarea')).toBe(false)
  await page.getByRole('button', { name: 'Back to the list' }).press('Enter')
  await expect.poll(() => focused(page)).toBe('row')
})

it('names the keys in the guide on a phone too, where no button shows its own', async () => {
  const { page, faults } = await openScreen(used.browser, used.stack.appUrl, 390)
  await signIn(page, DEMO.shop.agent)
  await page.goto(new URL('/help', used.stack.appUrl).href)
  await seen(page.getByRole('heading', { name: 'Answering customers' }))
  await seen(page.locator('kbd', { hasText: /^J$/ }))
  expect(faults).toEqual([])
})

it('tells a viewer which screens are not for them, and asks the server for none of it', async () => {
  const call = openCalls(used.stack.appUrl)
  const email = `viewer-${randomUUID()}@demo.test`
  await call('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  const { link } = await call<CreatedInvitation>('POST', '/team/invitations', { email, role: 'viewer' })
  const token = link?.split('#token=')[1]
  await openCalls(used.stack.appUrl)('POST', '/auth/invitations/accept', { token, name: 'Vi', password: DEMO.password })
  const { page, faults } = await openScreen(used.browser, used.stack.appUrl, 1440)
  await signIn(page, email)
  await gone(page.getByRole('navigation').getByRole('link', { name: 'Analytics' }))
  for (const path of ['/analytics', '/settings/prices', '/settings/canned-replies', '/settings/health/events']) {
    await page.goto(new URL(path, used.stack.appUrl).href)
    await seen(page.getByRole('heading', { name: 'Not for your role' }))
  }
  expect(await findBarriers(page)).toEqual([])
  await page.keyboard.press('Control+k')
  await asking(page).fill('analytics')
  expect(await page.getByRole('option', { name: 'Analytics' }).count()).toBe(0)
  for (const path of ['/settings/team', '/settings/health', '/settings/desk', '/settings/labels', '/contacts']) {
    await page.goto(new URL(path, used.stack.appUrl).href)
    await page.waitForLoadState('networkidle')
  }
  expect(faults).toEqual([])
})
