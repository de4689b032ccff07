import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { locales } from '../../worker/contract/locale.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { aPerson } from './made.ts'

const LEAKED = 'whatever it takes'
const preview = { organization: 'Demo Shop', role: 'agent', email: 'max@demo.test', knownUser: false }

/** The screens on which somebody makes up a password, as a page loads them. */
async function loadScreens() {
  const { SignUpScreen } = await import('../../web/screens/sign-up/sign-up-screen.tsx')
  const { ResetScreen } = await import('../../web/screens/sign-in/reset-screen.tsx')
  const { InvitationScreen } = await import('../../web/screens/invitation/invitation-screen.tsx')
  const { PasswordCard } = await import('../../web/screens/settings/password-card.tsx')
  const texts = await import('../../web/texts/index.ts')
  const { me } = await import('../../web/models/session.ts')
  await texts.textsLoaded()
  return { screens: { SignUpScreen, ResetScreen, InvitationScreen, PasswordCard }, texts, me }
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})
afterAll(() => localStorage.clear())

describe.each(locales)('a leaked password, in %s,', (locale) => {
  let app: Awaited<ReturnType<typeof loadScreens>>
  beforeAll(async () => {
    localStorage.setItem('adsapp.language', locale)
    vi.resetModules()
    app = await loadScreens()
  })

  it.each(['SignUpScreen', 'ResetScreen', 'InvitationScreen', 'PasswordCard'] as const)(
    'is refused at the field of %s, and can be changed there',
    async (name) => {
      history.replaceState(null, '', '/#token=a-token-of-a-mailed-link')
      app.me.value = name === 'PasswordCard' ? aPerson() : null
      const said = 'This password is in lists of leaked ones. Choose another.'
      fakeServer(({ path }) => (path.endsWith('/preview') ? { body: preview } : refusal(400, 'LEAKED_PASSWORD', said)))
      const Screen = app.screens[name]
      const { container } = render(<Screen />)
      const field = await waitFor(() => {
        const found = container.querySelector<HTMLInputElement>('input[name="new-password"]')
        if (!found) throw new Error('no field yet')
        return found
      })
      fireEvent.input(field, { target: { value: LEAKED } })
      await waitFor(() => expect(container.querySelector('[data-score="3"], [data-score="4"]')).toBeTruthy())
      fireEvent.submit(field.form as HTMLFormElement)
      await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
      const note = container.ownerDocument.getElementById(field.getAttribute('aria-describedby') ?? '')
      expect(note?.textContent).toBe(locale === 'en' ? said : app.texts.t.problems.LEAKED_PASSWORD)
      expect(note?.textContent === said).toBe(locale === 'en')
      expect(field.value).toBe(LEAKED)
      expect(container.textContent?.split(note?.textContent ?? '')).toHaveLength(2)
      expect(document.activeElement).toBe(field)
      const judged = () => container.querySelector('[data-score]')
      await waitFor(() => expect(judged()).toBeNull())
      fireEvent.input(field, { target: { value: `${LEAKED} and llamas` } })
      await waitFor(() => expect(judged()?.getAttribute('data-score')).toBe('4'))
      expect(field.getAttribute('aria-invalid')).toBeNull()
      fireEvent.input(field, { target: { value: LEAKED } })
      await waitFor(() => expect(judged()).toBeNull())
      expect(field.getAttribute('aria-invalid')).toBe('true')
    },
  )
})
