import {
  Activity,
  Bell,
  Clock,
  Coins,
  KeyRound,
  ListPlus,
  type LucideIcon,
  MessageSquareQuote,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Smartphone,
  Tag,
  Users,
} from 'lucide-preact'
import { t } from '../../texts/index.ts'
import { openSections, type settingsSections } from './sections.ts'

const icons: Record<(typeof settingsSections)[number]['href'], LucideIcon> = {
  '/settings/channels': Smartphone,
  '/settings/team': Users,
  '/settings/desk': SlidersHorizontal,
  '/settings/hours': Clock,
  '/settings/labels': Tag,
  '/settings/attributes': ListPlus,
  '/settings/canned-replies': MessageSquareQuote,
  '/settings/prices': Coins,
  '/settings/notifications': Bell,
  '/settings/security': ShieldCheck,
  '/settings/api-tokens': KeyRound,
  '/settings/health': Activity,
  '/settings/audit-log': ScrollText,
}

/** Where the list is one row, the present screen may stand outside of it. */
const showCurrent = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: 'nearest', inline: 'center' })

/** The list beside a settings screen; above it where there is no room. */
export function SettingsNav() {
  // Drawn anew with every screen.
  const path = location.pathname
  return (
    <nav class="settings-nav" aria-label={t.rail.settings}>
      <h2>{t.rail.settings}</h2>
      <ul>
        {openSections().map(({ href, name }) => {
          const Icon = icons[href as keyof typeof icons]
          const isCurrent = path.startsWith(href)
          return (
            <li key={href}>
              <a href={href} aria-current={isCurrent ? 'page' : undefined} ref={isCurrent ? showCurrent : null}>
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
