import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { languages } from '../../web/texts/language.ts'
import { findBarriers, openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let screen: Screen

beforeAll(async () => {
  screen = await openScreen(used.browser, used.stack.appUrl, 1440)
  await signIn(screen.page, DEMO.shop.owner)
}, 300_000)

const focused = () => screen.page.evaluate(() => document.activeElement?.id ?? '')

describe('by keyboard alone', () => {
  it('switches to Dutch from the palette, and stays Dutch', async () => {
    const { page } = screen
    await seen(page.locator('[data-row]'))
    await page.keyboard.press('Control+k')
    await seen(page.getByRole('combobox', { name: 'What do you want to do?' }))
    await page.keyboard.type('nederlands')
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    await seen(page.getByRole('heading', { name: 'Gesprekken' }).or(page.getByRole('tab', { name: 'Van mij' })))
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'nl',
      'ltr',
    ])
    await page.reload()
    await seen(page.getByRole('tab', { name: 'Van mij' }))
    await page.getByRole('tab', { name: 'Alle' }).click()
  })

  it('fetches one language, and only that', async () => {
    const { page } = screen
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name))
    const catalogues = names.filter((name) => /\/(en|nl|es|pt)-[\w-]{8}\.js$/.test(name))
    expect(catalogues).toHaveLength(1)
    expect(catalogues[0]).toContain('/nl-')
  })

  it('cuts no figure above the list', async () => {
    await seen(screen.page.locator('.strip span'))
    const cut = await screen.page
      .locator('.strip span')
      .evaluateAll((names) =>
        names.flatMap((name) => (name.scrollWidth > name.clientWidth + 1 ? [name.textContent] : [])),
      )
    expect(cut).toEqual([])
  })

  it('opens a conversation, answers from the palette, and never loses the focus', async () => {
    const { page } = screen
    await seen(page.locator('[data-row]'))
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('j')
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-row'))).toBe(true)
    await page.keyboard.press('Enter')
    await seen(page.locator('#composer'))
    await page.keyboard.press('n')
    await expect.poll(focused).toBe('composer')
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Opdrachten' })
    await seen(palette)
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('composer')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('sjabloon')
    await page.keyboard.press('Enter')
    await seen(page.getByRole('dialog', { name: 'Kies een sjabloon' }))
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await seen(page.getByRole('dialog', { name: 'Sneltoetsen' }))
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('finds its way in the guide', async () => {
    const { page } = screen
    await page.keyboard.press('Control+k')
    await page.keyboard.type('hulp')
    await page.keyboard.press('Enter')
    await seen(page.getByRole('heading', { name: 'Answering customers' }))
    await page.getByRole('textbox', { name: 'Zoek in de gids' }).fill('yellow paper')
    await expect.poll(() => page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Notes and mentions'])
    expect(await findBarriers(page)).toEqual([])
  })

  it('turns round for a script that runs from right to left', async () => {
    const { page } = screen
    await page.goto(used.stack.appUrl)
    await page.locator('[data-row]').first().click()
    await seen(page.locator('#composer'))
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    const list = await page.locator('.list-pane').boundingBox()
    const thread = await page.locator('.thread-pane').boundingBox()
    expect(list?.x).toBeGreaterThan(thread?.x ?? 0)
    // A number is read from the left everywhere.
    const numbers = page.locator('.thread-head .who-line, .person-details dd:has-text("+") bdi')
    expect(await numbers.count()).toBeGreaterThan(1)
    expect(new Set(await beginLeft(numbers))).toEqual(new Set([true]))
  })

  it('leaves no errors in the console', () => expect(screen.faults).toEqual([]))
})

/** Of each text, whether the first character stands left of the last. */
const beginLeft = (texts: Locator) =>
  texts.evaluateAll((all) =>
    all.map((element) => {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text
      const [first = 0, last = 0] = [0, text.length - 1].map((at) => {
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        return range.getBoundingClientRect().left
      })
      return first < last
    }),
  )

/** The words of the bar that are cut, or reach into what stands beside them. */
const crowdedLabels = (page: Page) =>
  page.locator('.rail-label:visible').evaluateAll((labels) =>
    labels.flatMap((label, at) => {
      const words = document.createRange()
      words.selectNodeContents(label)
      const { width } = words.getBoundingClientRect()
      const { right, width: room } = label.getBoundingClientRect()
      const next = labels[at + 1]?.getBoundingClientRect().left ?? innerWidth
      return width > room + 0.5 || right > next ? [label.textContent] : []
    }),
  )

describe('on a small phone', () => {
  let phone: Screen
  beforeAll(async () => {
    phone = await openScreen(used.browser, used.stack.appUrl, 360)
    await signIn(phone.page, DEMO.shop.owner)
  })

  it.each(languages)('has room for every word of the bar in %s', async (language) => {
    const { page } = phone
    await page.evaluate((chosen) => localStorage.setItem('adsapp.language', chosen), language)
    await page.reload()
    await seen(page.locator('.rail-label:visible'))
    expect(await page.locator('.rail-label:visible').count()).toBe(6)
    expect(await crowdedLabels(page)).toEqual([])
  })
})
