import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './models/clock.ts'
import { applyPreferences } from './models/preferences.ts'
import { loadSession } from './models/session.ts'

applyPreferences()
startClock()
void loadSession()

const root = document.getElementById('app')
if (root) render(<App />, root)
