import {
  Activity,
  Clock,
  type LucideIcon,
  MessageSquareQuote,
  SlidersHorizontal,
  Smartphone,
  Tag,
  Users,
} from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { t } from '../../texts/index.ts'

/** Every settings screen, in the order of the list; what lies below one of them belongs to it. */
const sections: readonly { href: string; label: string; icon: LucideIcon }[] = [
  { href: '/settings/channels', label: t.rail.channels, icon: Smartphone },
  { href: '/settings/team', label: t.rail.team, icon: Users },
  { href: '/settings/desk', label: t.rail.desk, icon: SlidersHorizontal },
  { href: '/settings/hours', label: t.rail.hours, icon: Clock },
  { href: '/settings/labels', label: t.rail.labels, icon: Tag },
  { href: '/settings/canned-replies', label: t.rail.canned, icon: MessageSquareQuote },
  { href: '/settings/health', label: t.rail.health, icon: Activity },
]

/** The list beside a settings screen; above it where there is no room. */
export function SettingsNav() {
  const { path } = useLocation()
  return (
    <nav class="settings-nav" aria-label={t.rail.settings}>
      <h2>{t.rail.settings}</h2>
      <ul>
        {sections.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <a href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
              <Icon size={16} aria-hidden="true" />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
