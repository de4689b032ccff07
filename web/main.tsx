import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './models/clock.ts'
import { applyPreferences } from './models/preferences.ts'
import { loadSession } from './models/session.ts'
import { tell } from './models/toasts.ts'
import { t } from './texts/index.ts'
import { setLoadFailedHandler } from './ui/later.tsx'

setLoadFailedHandler((error) => {
  console.error(error)
  tell(t.errors.part, { label: t.errors.reload, run: () => location.reload() })
})
applyPreferences()
startClock()
void loadSession()

const root = document.getElementById('app')
if (root) render(<App />, root)
