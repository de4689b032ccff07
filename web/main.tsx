import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './models/clock.ts'
import { applyPreferences } from './models/preferences.ts'
import { loadSession } from './models/session.ts'
import { tell } from './models/toasts.ts'
import { t, textsLoaded } from './texts/index.ts'
import { language } from './texts/language.ts'
import { setLoadFailedHandler } from './ui/later.tsx'

setLoadFailedHandler((error) => {
  console.error(error)
  tell(t.errors.part, { label: t.errors.reload, run: () => location.reload() })
})
applyPreferences()
startClock()
void loadSession()

textsLoaded().then(start, (error: unknown) => {
  console.error(error)
  document.body.textContent = 'ADSapp could not be loaded. Reload the page.' // No catalogue has come.
})

function start(): void {
  document.documentElement.lang = language
  document.documentElement.dir = t.app.direction
  const root = document.getElementById('app')
  if (root) render(<App />, root)
}
