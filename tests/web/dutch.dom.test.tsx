import { cleanup, render, screen } from '@testing-library/preact'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { aPerson } from './made.ts'

/** The app as a page loads it for somebody who chose Dutch. */
async function loadInDutch() {
  const texts = await import('../../web/texts/index.ts')
  const modules = {
    format: await import('../../web/texts/format.ts'),
    menu: await import('../../web/screens/account-menu.tsx'),
    problem: await import('../../web/api/problem.ts'),
    session: await import('../../web/models/session.ts'),
    settings: await import('../../web/texts/settings.ts'),
    toasts: await import('../../web/models/toasts.ts'),
  }
  await texts.textsLoaded()
  return { ...modules, texts }
}

let app: Awaited<ReturnType<typeof loadInDutch>>

beforeAll(async () => {
  localStorage.setItem('adsapp.language', 'nl')
  vi.resetModules()
  app = await loadInDutch()
})
afterEach(cleanup)
afterAll(() => localStorage.clear())

const problem = (code: string, detail: string) =>
  app.problem.errorOf(409, JSON.stringify({ code, detail, requestId: 'r1' }), new Headers())

it('speaks the kept language, in the shared texts and in those of an area', () => {
  expect(app.texts.t.common.cancel).toBe('Annuleren')
  expect(app.settings.t.auth.signIn).toBe('Inloggen')
  expect(app.settings.t.common.cancel).toBe('Annuleren')
})

it('calls a snooze by one word wherever it stands', async () => {
  const contacts = await import('../../web/texts/contacts.ts')
  const desk = await import('../../web/texts/desk.ts')
  await app.texts.textsLoaded()
  const { t } = app.texts
  const states = [t.inbox.statuses.snoozed, contacts.t.customer.statuses.snoozed, desk.t.bulk.done.snooze(2)]
  for (const state of states) expect(state).toMatch(/uitgesteld$/i)
  expect(t.thread.activity.snoozed('Eva', 'morgen')).toBe('Eva stelde dit uit tot morgen')
})

it('counts, lists and dates in that language', () => {
  expect(app.texts.t.rail.unread(1)).toBe('1 ongelezen gesprek')
  expect(app.texts.t.rail.unread(1200)).toBe('1.200 ongelezen gesprekken')
  expect(app.format.formatList(['Ana', 'Bram', 'Cato'])).toBe('Ana, Bram en Cato')
  expect(app.format.formatMonth('2026-11-25T10:00:00Z')).toBe('november 2026')
})

it('says a refusal in its own words, with the server’s sentence where only that tells the facts', () => {
  const { reasonOf } = app.toasts
  expect(reasonOf(problem('WINDOW_CLOSED', 'The window closed.'))).toBe(
    'Het venster van 24 uur is dicht. Stuur een sjabloon.',
  )
  expect(reasonOf(problem('INVALID_REQUEST', 'The name is too long.'))).toBe(
    'Er klopt iets niet aan de invoer. The name is too long.',
  )
  expect(reasonOf(problem('IN_USE', 'Used by: Fans.'))).toBe(
    'Segmenten gebruiken dit. Wijzig of verwijder die eerst. Used by: Fans.',
  )
  expect(reasonOf(problem('OF_TOMORROW', 'Something new.'))).toBe('Something new.')
})

it('keeps what this app says itself', () => {
  const own = new app.problem.ApiError({ status: 413, code: 'TOO_LARGE', detail: 'Groter dan 16 MB' })
  expect(app.toasts.reasonOf(own)).toBe('Groter dan 16 MB')
})

it('offers every language by its own name, the present one chosen', () => {
  app.session.me.value = aPerson()
  render(<app.menu.AccountMenu anchor={document.body} onClose={() => {}} onLeave={() => {}} />)
  const spanish = screen.getByRole('menuitemradio', { name: 'Español', hidden: true })
  expect(spanish.querySelector('[lang]')?.getAttribute('lang')).toBe('es')
  const chosen = screen.getByRole('menuitemradio', { name: 'Nederlands', hidden: true })
  expect(chosen.getAttribute('aria-checked')).toBe('true')
})
