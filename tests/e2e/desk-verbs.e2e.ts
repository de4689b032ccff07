import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { findBarriers, gone, openScreen, rowOf, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

let screens: Screen[]
let agent: Page
let owner: Page
beforeAll(async () => {
  screens = [
    await openScreen(used.browser, used.stack.appUrl, 1440),
    await openScreen(used.browser, used.stack.appUrl, 390),
  ]
  ;[agent, owner] = screens.map(({ page }) => page) as [Page, Page]
  await signIn(agent, DEMO.shop.agent)
  await signIn(owner, DEMO.shop.owner)
})

const toast = (page: Page, text: string | RegExp) => page.locator('.toast').filter({ hasText: text })
const namesIn = (page: Page) => page.locator('.row-name').allInnerTexts()

/** The names once the list stands still: what came back from a snooze still moves rows for a moment. */
async function standingNames(page: Page): Promise<string[]> {
  let names: string[] = []
  await expect
    .poll(
      async () => {
        const before = names
        names = await namesIn(page)
        return names.length > 0 && names.join() === before.join()
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true)
  return names
}

async function placeOf(locator: Locator): Promise<{ top: number; bottom: number }> {
  await seen(locator)
  return locator.evaluate((element) => element.getBoundingClientRect())
}

/** Parts of the head's second line that cannot be read to their end. */
function cutOff(who: Element): (string | null)[] {
  const { bottom, right } = who.getBoundingClientRect()
  const parts = [...who.querySelectorAll('p > span')].filter((part) => part.getClientRects().length > 0)
  const isCut = (part: Element) => {
    const box = part.getBoundingClientRect()
    return part.scrollWidth > part.clientWidth || box.right > right + 1 || box.bottom > bottom + 1
  }
  return parts.filter(isCut).map((part) => part.textContent)
}

describe('an agent’s desk', () => {
  it('labels a conversation by key, and a colleague sees it at once', async () => {
    await rowOf(agent, 'Samuel Price').click()
    await seen(agent.getByRole('button', { name: 'Labels', exact: true }))
    await agent.keyboard.press('l')
    await agent.getByLabel('Find or make a label').fill('Returns')
    await agent.keyboard.press('Enter')
    await seen(agent.getByRole('menuitemcheckbox', { name: 'Returns', checked: true }))
    expect(await findBarriers(agent)).toEqual([])
    await agent.keyboard.press('Escape')
    await seen(rowOf(agent, 'Samuel Price').getByText('Labels: Returns'))
    await rowOf(owner, 'Samuel Price').getByText('Labels: Returns').waitFor({ state: 'attached' })
  })

  it('snoozes it until the customer writes, undoes it, and ends a snooze by hand', async () => {
    await agent.keyboard.press('s')
    await agent.getByRole('menuitem', { name: 'Until the customer writes' }).click()
    await seen(agent.getByText('You snoozed this until the customer writes'))
    const told = toast(agent, '1 conversation snoozed')
    for (const width of [390, 1440]) {
      await agent.setViewportSize({ width, height: 844 })
      const [head, card, composer] = await Promise.all(
        [agent.locator('.thread-head'), told, agent.locator('.composer')].map(placeOf),
      )
      expect(card?.top, `at ${width} it leaves the head free`).toBeGreaterThanOrEqual(head?.bottom ?? Infinity)
      expect(card?.bottom, `at ${width} it leaves the composer free`).toBeLessThan(composer?.top ?? 0)
    }
    await told.getByRole('button', { name: 'Undo' }).click()
    await seen(agent.getByText('You ended the snooze'))
    await agent.keyboard.press('s')
    await agent.getByRole('menuitem', { name: /^Tomorrow/ }).click()
    await seen(agent.getByText(/You snoozed this until (Mon|Tue|Wed|Thu|Fri|Sat|Sun)/))
    await seen(agent.locator('.who-until'))
    for (const width of [1440, 1200, 390]) {
      await agent.setViewportSize({ width, height: 844 })
      expect(await agent.locator('.thread-who').evaluate(cutOff), `at ${width} all of it is read`).toEqual([])
    }
    await agent.keyboard.press('s')
    const [more, menu] = await Promise.all(
      [agent.getByRole('button', { name: 'More', exact: true }), agent.getByRole('dialog', { name: 'Snooze' })].map(
        placeOf,
      ),
    )
    expect(menu?.top, 'the menu stands under its button').toBeGreaterThan(more?.bottom ?? Infinity)
    await agent.getByRole('menuitem', { name: 'End the snooze now' }).click()
    await agent.getByText('You ended the snooze').nth(1).waitFor()
    await agent.setViewportSize({ width: 1440, height: 900 })
  })

  it('closes a selection, and brings back each as it was', async () => {
    const before = await standingNames(agent)
    const unread = await agent.locator('.unread-count').count()
    await agent.getByRole('checkbox').nth(1).click({ force: true })
    await agent
      .getByRole('checkbox')
      .nth(3)
      .click({ force: true, modifiers: ['Shift'] })
    await seen(agent.getByText('3 selected'))
    expect(await findBarriers(agent)).toEqual([])
    await agent.getByRole('toolbar').getByRole('button', { name: 'Close' }).click()
    await seen(toast(agent, '3 conversations closed'))
    await gone(rowOf(agent, before[1] ?? ''))
    await toast(agent, '3 conversations closed').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => namesIn(agent), { timeout: 20_000 }).toEqual(before)
    expect(await agent.locator('.unread-count').count()).toBe(unread)
  })

  it('keeps filters as a view, whose link opens the same list for a colleague', async () => {
    await agent.getByRole('button', { name: 'Filter', exact: true }).click()
    await agent.getByRole('menuitemradio', { name: 'Returns' }).click()
    await seen(agent.getByRole('button', { name: 'Without the filter Returns' }))
    await agent.locator('.view-title').click()
    await agent.getByRole('menuitem', { name: 'Save this view' }).click()
    await agent.getByLabel('Name', { exact: true }).fill('Returns to check')
    await agent.getByRole('button', { name: 'Save the view' }).click()
    await seen(agent.locator('.view-name', { hasText: 'Returns to check' }))
    await agent.locator('.view-title').click()
    await seen(agent.getByRole('menuitemradio', { name: 'Returns to check 1', checked: true }))
    await agent.keyboard.press('Escape')
    const link = agent.url()
    expect(new URL(link).searchParams.get('tab')).toBe('all')
    await agent.goto(link)
    await seen(agent.locator('.view-name', { hasText: 'Returns to check' }))
    await owner.goto(new URL(new URL(link).search, used.stack.appUrl).href)
    await seen(rowOf(owner, 'Samuel Price'))
    expect(await namesIn(owner)).toEqual(await namesIn(agent))
    expect(await findBarriers(owner)).toEqual([])
  })

  it('without an error in any console', () => {
    expect(screens.flatMap(({ faults }) => faults)).toEqual([])
  })
})
