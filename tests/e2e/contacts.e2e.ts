import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { findBarriers, gone, openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

describe.each([1440, 390])('the customers of a team, %i pixels wide', (width) => {
  const name = `Vera Contact ${width}`
  const phone = `+49171392${width.toString().padStart(5, '0')}`
  let screen: Screen
  let owner: Page

  beforeAll(async () => {
    screen = await openScreen(used.browser, used.stack.appUrl, width)
    owner = screen.page
    await signIn(owner, DEMO.shop.owner)
    await owner.getByRole('link', { name: 'Contacts' }).click()
    await seen(owner.getByRole('link', { name: 'Aisha Khan' }))
  }, 180_000)
  afterAll(() => owner.context().close())

  it('grow by one who is added by hand', async () => {
    await owner.getByRole('button', { name: 'New contact' }).click()
    const dialog = owner.getByRole('dialog', { name: 'New contact' })
    await dialog.getByLabel('Phone number').fill(phone)
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('button', { name: 'Add contact' }).click()
    await seen(owner.getByRole('heading', { name }))
    await seen(owner.getByRole('definition').filter({ hasText: 'Germany' }))
  })

  it('are edited where they stand, and keep it', async () => {
    await owner.getByRole('button', { name: 'E-mail: Add an e-mail' }).click()
    await owner.getByRole('textbox', { name: 'E-mail', exact: true }).fill(`vera${width}@example.com`)
    await owner.keyboard.press('Enter')
    await seen(owner.getByRole('button', { name: `E-mail: vera${width}@example.com` }))
    await owner.getByLabel('Favourite yarn').selectOption('Wool')
    await owner.getByLabel('Marketing', { exact: true }).last().selectOption('Agreed')
    await seen(owner.getByLabel('How they said it'))
    await owner.getByLabel('New note about this person').fill('Met at the fair')
    await owner.getByRole('button', { name: 'Add note' }).click()
    await seen(owner.getByRole('listitem').filter({ hasText: 'Met at the fair' }))
    await owner.reload()
    await seen(owner.getByRole('button', { name: `E-mail: vera${width}@example.com` }))
    expect(await owner.getByLabel('Favourite yarn').inputValue()).toBe('Wool')
    await seen(owner.getByText('Met at the fair'))
  })

  it('are merged with a preview, and separated again', async () => {
    await owner.getByRole('button', { name: 'Merge', exact: true }).click()
    const dialog = owner.getByRole('dialog')
    await dialog.getByRole('textbox').fill('+14155550186')
    await dialog.getByRole('button', { name: 'Find' }).click()
    await seen(dialog.getByText('1 conversation'))
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await seen(owner.getByRole('heading', { name: 'Merged in' }))
    await seen(owner.getByRole('link', { name: 'Open conversation' }))
    await owner.getByRole('button', { name: 'Separate again' }).click()
    await gone(owner.getByRole('heading', { name: 'Merged in' }))
  })

  it('have no barrier on list, person and attributes', async () => {
    expect(await findBarriers(owner)).toEqual([])
    await owner.goto(`${used.stack.appUrl}/contacts`)
    await seen(owner.getByRole('link', { name: 'Aisha Khan' }))
    expect(await findBarriers(owner)).toEqual([])
    await owner.goto(`${used.stack.appUrl}/settings/attributes`)
    await seen(owner.getByText('Favourite yarn'))
    expect(await findBarriers(owner)).toEqual([])
  }, 180_000)

  it('are found by their username, whole', async () => {
    await owner.goto(`${used.stack.appUrl}/contacts`)
    const search = owner.getByLabel('Search contacts by whole number, username or e-mail')
    await seen(owner.getByRole('link', { name: 'Aisha Khan' }))
    await search.fill('@Yuki_Knits')
    await gone(owner.getByRole('link', { name: 'Aisha Khan' }))
    await seen(owner.getByRole('link', { name: 'Yuki Tanaka' }))
    // A customer of the other tenant.
    await search.fill('@lotte.p')
    await gone(owner.getByRole('link', { name: 'Yuki Tanaka' }))
    expect(await owner.getByRole('link', { name: 'Lotte Peeters' }).count()).toBe(0)
  })

  it('are found by their e-mail, shrink by one who is deleted, and grow again on undo', async () => {
    await owner.goto(`${used.stack.appUrl}/contacts`)
    await owner.getByLabel('Search contacts by whole number, username or e-mail').fill(`vera${width}@example.com`)
    await gone(owner.getByRole('link', { name: 'Aisha Khan' }))
    await owner.getByRole('link', { name }).click()
    await owner.getByRole('button', { name: 'Delete', exact: true }).click()
    await gone(owner.getByRole('link', { name }))
    await owner.getByRole('button', { name: 'Undo' }).click()
    await seen(owner.getByRole('link', { name }))
    expect(screen.faults).toEqual([])
  })
})
