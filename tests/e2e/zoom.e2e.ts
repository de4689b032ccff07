import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { findBarriers, openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let screen: Screen
let page: Page

beforeAll(async () => {
  screen = await openScreen(used.browser, used.stack.appUrl, 1440)
  page = screen.page
  await signIn(page, DEMO.shop.owner)
  await seen(page.locator('[data-row]'))
  // What a window of 1440 by 900 has room for at 200 %.
  await page.setViewportSize({ width: 720, height: 450 })
}, 300_000)

/** Parts that stick out of the page, and controls that lie under others where they are scrolled to. */
const misfits = () =>
  page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement
    const found = scrollWidth > innerWidth || scrollHeight > innerHeight ? [`${scrollWidth} x ${scrollHeight}`] : []
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
    for (const control of scope.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      control.scrollIntoView({ block: 'center', inline: 'center' })
      const [box] = control.getClientRects()
      if (!box || box.width <= 1 || control.matches('.skip') || !control.checkVisibility()) continue
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      const isFree = top && (control.contains(top) || top.contains(control) || control.closest('label')?.contains(top))
      if (!isFree) found.push(`${control.outerHTML.slice(0, 120)} under ${top?.outerHTML.slice(0, 120)}`)
    }
    return found
  })

const button = (name: string) => page.getByRole('button', { name, exact: true })
const path = (there: string) => () => page.goto(`${used.stack.appUrl}${there}`)

/** Goes there, and gives what one comes for: it can be clicked, which is more than to be seen. axe finds nothing in its way. */
async function expectFit(go: () => Promise<unknown>, action: Locator): Promise<void> {
  await go()
  await action.click({ trial: true })
  expect(await misfits()).toEqual([])
  expect(await findBarriers(page)).toEqual([])
}

describe('at 200 % zoom everything fits, and can be reached:', () => {
  it.each<[string, string, () => Locator]>([
    ['the inbox', '/', () => page.locator('[data-row]').first()],
    ['contacts', '/contacts', () => button('New contact')],
    ['analytics', '/analytics', () => page.getByRole('link', { name: 'Download Per number as CSV' })],
    ['numbers', '/settings/channels', () => button('Add a number')],
    ['canned replies', '/settings/canned-replies', () => button('New canned reply')],
    ['the desk', '/settings/desk', () => button('New team')],
    ...['labels', 'hours', 'notifications', 'prices', 'attributes', 'team', 'security', 'api-tokens', 'audit-log'].map(
      (name): [string, string, () => Locator] => [
        name,
        `/settings/${name}`,
        () => page.getByRole('heading', { level: 1 }),
      ],
    ),
    ['what became of an event', '/settings/health/events', () => button('Look')],
    ['help', '/help', () => page.getByRole('textbox', { name: 'Search the guide' })],
  ])('%s', (_, there, action) => expectFit(path(there), action()))

  it('a contact, and the dialog that merges it', async () => {
    await path('/contacts')()
    await expectFit(() => page.getByRole('link', { name: 'Aisha Khan' }).click(), button('Delete'))
    await expectFit(() => button('Merge').click(), button('Cancel'))
  })

  it('a new contact, a new segment, a canned reply and a number', async () => {
    await path('/contacts')()
    await expectFit(() => button('New contact').click(), button('Add contact'))
    await button('Cancel').click()
    await expectFit(() => button('New segment').click(), button('Close'))
    await path('/settings/canned-replies')()
    await expectFit(() => button('New canned reply').click(), button('Cancel'))
    await path('/settings/channels')()
    await expectFit(() => button('Edit').first().click(), button('Save changes'))
  })

  it('what Meta said about a number', async () => {
    await path('/settings/channels')()
    const back = page.getByRole('link', { name: 'Back to numbers' })
    await expectFit(() => page.getByRole('link', { name: 'History' }).first().click(), back)
  })

  it('a conversation, and the builder of questions', async () => {
    await path('/')()
    await expectFit(() => page.locator('[data-row]').first().click(), page.locator('#composer'))
    await button('Add to the message').click()
    const open = () => page.getByRole('menuitem', { name: 'Buttons, list or link' }).click()
    await expectFit(open, page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }))
    await expectFit(
      () => page.getByRole('radio', { name: 'List' }).check(),
      page.getByLabel('Choice 1', { exact: true }),
    )
    await button('Cancel').click()
  })

  it('the palette', async () => {
    await expectFit(() => page.keyboard.press('Control+k'), page.getByRole('combobox'))
    const palette = await page.getByRole('dialog').boundingBox()
    expect((palette?.y ?? 0) + (palette?.height ?? 0)).toBeLessThanOrEqual(450)
  })

  it('without errors in the console', () => expect(screen.faults).toEqual([]))
})
