import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import {
  chatOf,
  findBarriers,
  gone,
  messageOf,
  openScreen,
  rowOf,
  type Screen,
  seen,
  signIn,
  takePhone,
  write,
  writeAsCustomer,
} from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

describe.each([1440, 390])('the composer, %i pixels wide', (width) => {
  const name = `Cora ${width}`
  const phone = `+49 171 38${width.toString().padStart(5, '0')}`
  const box = `Reply to ${name}`
  let screens: Screen[] = []
  let agent: Page
  let customer: Page

  beforeAll(async () => {
    screens = await Promise.all(
      [used.stack.appUrl, `${used.stack.graphUrl}/`].map((url) => openScreen(used.browser, url, width)),
    )
    ;[agent, customer] = screens.map((screen) => screen.page) as [Page, Page]
    await Promise.all([signIn(agent, DEMO.shop.agent), takePhone(customer, { name, phone })])
    await writeAsCustomer(customer, 'When do you deliver?')
    await rowOf(agent, name).click()
    await seen(agent.getByRole('textbox', { name: box }))
  }, 180_000)
  afterAll(async () => {
    for (const { page } of screens) await page.context().close()
  })

  const add = async (item: string) => {
    await agent.getByRole('button', { name: 'Add to the message' }).click()
    await agent.getByRole('menuitem', { name: item }).click()
  }

  it('asks with buttons, and the tap comes back under the question', async () => {
    await add('Buttons, list or link')
    const dialog = agent.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Message' }).fill('When suits you?')
    await dialog.getByLabel('Button 1', { exact: true }).fill('Tomorrow')
    await dialog.getByLabel('Button 2', { exact: true }).fill('On Friday')
    expect(await findBarriers(agent)).toEqual([])
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await chatOf(customer).getByRole('button', { name: 'On Friday' }).click()
    const answer = messageOf(agent, 'Chose')
    await seen(answer.getByText('On Friday'))
    await seen(answer.getByRole('button', { name: 'When suits you?' }))
  })

  it('sends a place and a card', async () => {
    await add('Location')
    await agent.getByLabel('Coordinates or map link').fill('52.3731, 4.8922')
    await agent.getByLabel('Name of the place').fill('Dam square')
    await agent.getByRole('button', { name: 'Send the location' }).click()
    await seen(chatOf(customer).getByText('Dam square'))
    await add('Contact card')
    await agent.getByLabel('Name', { exact: true }).fill('Ana Silva')
    await agent.getByLabel('Phone', { exact: true }).fill('+351 912 345 678')
    await agent.getByRole('button', { name: 'Send the card' }).click()
    await seen(chatOf(customer).getByText('Ana Silva'))
  })

  it('records a voice, and WhatsApp takes it as one', async () => {
    await agent.getByRole('button', { name: 'Record a voice message' }).click()
    await seen(agent.getByRole('timer').filter({ hasText: '0:01' }))
    await agent.getByRole('button', { name: 'Done' }).click()
    const send = agent.getByRole('button', { name: 'Send', exact: true })
    await expect.poll(() => send.isEnabled(), { timeout: 20_000 }).toBe(true)
    await send.click()
    await seen(chatOf(customer).getByLabel('Audio'))
    await seen(agent.getByRole('group', { name: 'Voice message' }))
  })

  it('fills in a canned reply behind the slash', async () => {
    await agent.getByRole('textbox', { name: box }).fill('/hello')
    await seen(agent.getByRole('option', { name: `Hello ${name.split(' ')[0]}` }))
    await agent.getByRole('textbox', { name: box }).press('Enter')
    await expect
      .poll(() => agent.getByRole('textbox', { name: box }).inputValue())
      .toContain('Hello Cora, this is Ana of Demo Shop')
    await agent.getByRole('textbox', { name: box }).press('Enter')
    await seen(chatOf(customer).getByText('Hello Cora, this is Ana of Demo Shop'))
  })

  it('puts emoji where the caret is, found and chosen by keyboard, asking nobody else', async () => {
    const field = agent.getByRole('textbox', { name: box })
    const hosts = new Set<string>()
    const note = (request: Request) => hosts.add(new URL(request.url()).host)
    agent.on('request', note)
    await field.fill('Deal, see you')
    await field.evaluate((text: HTMLTextAreaElement) => text.setSelectionRange(4, 4))
    await agent.getByRole('button', { name: 'Emoji', exact: true }).click()
    const search = agent.getByRole('combobox', { name: 'Search emoji' })
    const active = agent.getByRole('listbox').getByRole('option', { selected: true })
    const nameOfActive = async () => (await active.getAttribute('aria-label')) ?? ''
    await expect.poll(nameOfActive).toBe('grinning face')
    const overflow = await agent.locator('.emoji-grid').evaluate((grid) => grid.scrollWidth - grid.clientWidth)
    expect(overflow).toBe(0)
    await search.press('ArrowRight')
    await expect.poll(nameOfActive).toBe('grinning face with big eyes')
    expect(await findBarriers(agent)).toEqual([])
    await search.pressSequentially('thumbs')
    await expect.poll(nameOfActive).toBe('thumbs up')
    await search.press('Enter')
    await expect.poll(() => field.inputValue()).toBe('Deal👍️, see you')
    await search.press('ArrowRight')
    await expect.poll(nameOfActive).toBe('thumbs down')
    await search.press('ArrowLeft')
    await search.fill('croissant')
    // At once, while the search is still on its way.
    await search.press('Enter')
    await expect.poll(() => field.inputValue()).toBe('Deal👍️🥐, see you')
    await search.fill('no such thing')
    await seen(agent.getByText('No emoji by that name'))
    await search.press('Enter')
    await search.press('Escape')
    await gone(search)
    await expect.poll(() => field.evaluate((text) => text === document.activeElement)).toBe(true)
    await agent.keyboard.type('!')
    expect(await field.inputValue()).toBe('Deal👍️🥐!, see you')
    await agent.getByRole('button', { name: 'Emoji', exact: true }).click()
    await agent.getByRole('button', { name: 'Used before' }).click()
    await expect.poll(() => agent.getByRole('listbox', { name: 'Used before' }).getByRole('option').count()).toBe(2)
    await agent.keyboard.press('Escape')
    await field.fill('')
    agent.off('request', note)
    expect([...hosts]).toEqual([new URL(used.stack.appUrl).host])
  })

  it('takes dropped files, says what WhatsApp takes instead of one, and sends the other', async () => {
    const files = await agent.evaluateHandle(() => {
      const carried = new DataTransfer()
      carried.items.add(new File(['MZ'], 'setup.exe', { type: 'application/x-msdownload' }))
      carried.items.add(new File(['%PDF-1.7\n1 0 obj\n'], 'bill.pdf', { type: 'application/pdf' }))
      return carried
    })
    await agent.getByRole('textbox', { name: box }).dispatchEvent('drop', { dataTransfer: files })
    await seen(agent.getByRole('alert').filter({ hasText: 'Not uploaded: WhatsApp takes JPEG and PNG pictures' }))
    await agent.getByRole('button', { name: 'Remove setup.exe' }).click()
    const send = agent.getByRole('button', { name: 'Send', exact: true })
    await expect.poll(() => send.isEnabled()).toBe(true)
    await send.click()
    await seen(chatOf(customer).getByText('bill.pdf'))
    expect(screens[0]?.faults.splice(0)).toEqual([expect.stringMatching(/ 415 .*\/api\/media/)])
  })

  it('holds what was to be sent later when the customer writes first', async () => {
    await agent.getByRole('textbox', { name: box }).fill('Still interested?')
    await agent.getByRole('button', { name: 'Send later' }).click()
    await agent.getByRole('button', { name: 'Send then' }).click()
    const strip = agent.getByRole('list', { name: 'Waiting to be sent' })
    await seen(strip.getByText('Still interested?'))
    await writeAsCustomer(customer, 'One more thing')
    await seen(strip.getByText('Held: the customer wrote first'))
    expect(await findBarriers(agent)).toEqual([])
    await strip.getByRole('button', { name: 'Send now' }).click()
    await seen(chatOf(customer).getByText('Still interested?'))
    await gone(strip)
  })

  it('keeps a draft over a reload', async () => {
    const saved = agent.waitForResponse(
      (response) => response.url().endsWith('/draft') && response.request().method() === 'PUT',
    )
    await agent.getByRole('textbox', { name: box }).fill('Half a sentence')
    expect((await saved).status()).toBe(200)
    await agent.reload()
    await expect
      .poll(() => agent.getByRole('textbox', { name: box }).inputValue(), { timeout: 20_000 })
      .toBe('Half a sentence')
    await write(agent, box, 'A whole sentence')
    await seen(messageOf(agent, 'A whole sentence'))
  })

  it('leaves nothing in the console', () => {
    expect(screens.map((screen) => screen.faults)).toEqual([[], []])
  })
})
