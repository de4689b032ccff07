import './settings.css'
import type { ComponentChildren } from 'preact'
import { usePageTitle } from '../page-title.ts'
import { SettingsNav } from './settings-nav.tsx'

interface PageProps {
  title: string
  lead: string
  action?: ComponentChildren
  children: ComponentChildren
}

/** A settings screen, beside the list of all of them. */
export function Page(props: PageProps) {
  return (
    <div class="settings">
      <SettingsNav />
      <Sheet {...props} />
    </div>
  )
}

/** A screen to read from top to bottom: its name, what it is for, its one main button, its content. */
export function Sheet({ title, lead, action, children }: PageProps) {
  usePageTitle(title)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <main class="page scroll" tabIndex={0} aria-label={title}>
      <div class="page-inner">
        <header class="page-head">
          <div>
            <h1>{title}</h1>
            <p class="mute">{lead}</p>
          </div>
          {action}
        </header>
        {children}
      </div>
    </main>
  )
}
