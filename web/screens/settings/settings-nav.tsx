import {
  Activity,
  Bell,
  Clock,
  Coins,
  ListPlus,
  type LucideIcon,
  MessageSquareQuote,
  SlidersHorizontal,
  Smartphone,
  Tag,
  Users,
} from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { can } from '../../models/session.ts'
import { t } from '../../texts/index.ts'
import { type SettingsHref, settingsSections } from './sections.ts'

const icons: Record<SettingsHref, LucideIcon> = {
  '/settings/channels': Smartphone,
  '/settings/team': Users,
  '/settings/desk': SlidersHorizontal,
  '/settings/hours': Clock,
  '/settings/labels': Tag,
  '/settings/attributes': ListPlus,
  '/settings/canned-replies': MessageSquareQuote,
  '/settings/prices': Coins,
  '/settings/notifications': Bell,
  '/settings/health': Activity,
}

/** The list beside a settings screen; above it where there is no room. */
export function SettingsNav() {
  const { path } = useLocation()
  return (
    <nav class="settings-nav" aria-label={t.rail.settings}>
      <h2>{t.rail.settings}</h2>
      <ul>
        {settingsSections
          .filter(({ needs }) => needs === undefined || can(needs))
          .map(({ href, name }) => {
            const Icon = icons[href]
            return (
              <li key={href}>
                <a href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
                  <Icon size={16} aria-hidden="true" />
                  {name()}
                </a>
              </li>
            )
          })}
      </ul>
    </nav>
  )
}
