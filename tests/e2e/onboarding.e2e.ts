import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { mailedLink } from '../support/mailed-link.ts'
import { findBarriers, gone, messageOf, openScreen, seen, write } from '../support/trip-screens.ts'
import { askGraph } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

it('somebody signs up, confirms their address, takes the four steps and answers the first message', async () => {
  const { appUrl, graphUrl } = used.stack
  const email = `first-${process.pid}@e2e.test`
  const { page } = await openScreen(used.browser, `${appUrl}/signup`, 1440)
  await page.getByLabel('Organization').fill('First Shop')
  await page.getByLabel('Your name').fill('Fay First')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Choose a password').fill('seven purple llamas sing')
  await page.getByRole('button', { name: 'Create the organization' }).click()
  await page.waitForURL(`${appUrl}/welcome`)
  await seen(page.getByText('This goes on by itself'))
  expect(await findBarriers(page)).toEqual([])

  // In another window; this one goes on by itself.
  const tab = await page.context().newPage()
  await tab.goto(await mailedLink(used.stack, email, 'verify-email'))
  await seen(tab.getByText('Your address is confirmed'))
  await tab.close()
  await gone(page.getByText('This goes on by itself'))

  await page.getByLabel('Name', { exact: true }).fill('First Shop & Sons')
  await page.getByLabel('Time zone').selectOption('Europe/Amsterdam')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await gone(page.getByLabel('Time zone'))

  const digits = String(randomInt(1e11, 9e11))
  const phoneNumberId = `1${digits}01`
  const number = { phoneNumberId, wabaId: `2${digits}02`, displayPhoneNumber: `1555${digits.slice(0, 7)}` }
  const accessTokens = [`first-token-${digits}`]
  const account = { ...number, verifiedName: 'First Shop', businessId: `3${digits}`, accessTokens }
  await askGraph(graphUrl, 'POST', '/__accounts', account)
  await page.getByRole('button', { name: 'Connect a number' }).click()
  const form = page.getByRole('dialog')
  for (const [name, value] of Object.entries({ name: 'Shop', ...number, accessToken: accessTokens[0] ?? '' })) {
    await form.locator(`input[name="${name}"]`).fill(value)
  }
  await form.locator('button[type="submit"]').click()
  await gone(page.getByRole('button', { name: 'Connect a number' }))

  await page.getByRole('button', { name: 'Invite a colleague' }).click()
  await form.getByLabel('E-mail').fill(`second-${process.pid}@e2e.test`)
  await form.locator('button[type="submit"]').click()
  await form.locator('.dialog-actions .primary').click()
  await gone(page.getByRole('button', { name: 'Invite a colleague' }))

  await seen(page.getByText('Waiting for your message'))
  const person = { name: 'Fay on her phone', phone: `4917${digits.slice(0, 9)}` }
  const { id: customerId } = await askGraph<{ id: string }>(graphUrl, 'POST', '/__phone/customers', person)
  const message = { customerId, phoneNumberId, type: 'text', text: { body: 'Is it on?' } }
  await askGraph(graphUrl, 'POST', '/__phone/messages', message)
  await seen(page.getByText('Fay on her phone'))
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await findBarriers(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('link', { name: 'Answer it' }).click()
  await seen(messageOf(page, 'Is it on?'))
  await write(page, 'Reply to Fay on her phone', 'It is on')
  await seen(messageOf(page, 'It is on'))
})
