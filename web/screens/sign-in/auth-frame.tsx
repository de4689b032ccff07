import './auth.css'
import { Check } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { t } from '../../texts/settings.ts'

interface AuthFrameProps {
  title: string
  lead: string
  children: ComponentChildren
}

/** The page of everybody who is not inside yet: the form, and beside it what it is for. */
export function AuthFrame({ title, lead, children }: AuthFrameProps) {
  return (
    <div class="auth">
      <main class="auth-form">
        <div class="auth-brand">
          <img src="/icons/icon.svg" alt="" width="32" height="32" />
          <strong>{t.app.name}</strong>
        </div>
        <h1>{title}</h1>
        <p class="mute">{lead}</p>
        {children}
      </main>
      <aside class="auth-pitch">
        <h2>{t.auth.pitchTitle}</h2>
        <ul>
          {t.auth.pitch.map((line) => (
            <li key={line}>
              <Check size={16} aria-hidden="true" />
              {line}
            </li>
          ))}
        </ul>
        <div class="auth-art" aria-hidden="true">
          <span class="in" />
          <span class="in short" />
          <span class="out" />
          <span class="in" />
          <span class="out short" />
        </div>
      </aside>
    </div>
  )
}
