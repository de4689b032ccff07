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
import type { Operation } from '../../../worker/contract/role-table.ts'
import { can } from '../../models/session.ts'
import { t } from '../../texts/index.ts'

interface Section {
  href: string
  label: string
  icon: LucideIcon
  /** Shown to those who may do this. */
  wants?: Operation
}

/** Every settings screen, in the order of the list; what lies below one of them belongs to it. */
const sections = (): readonly Section[] => [
  { href: '/settings/channels', label: t.rail.channels, icon: Smartphone },
  { href: '/settings/team', label: t.rail.team, icon: Users },
  { href: '/settings/desk', label: t.rail.desk, icon: SlidersHorizontal },
  { href: '/settings/hours', label: t.rail.hours, icon: Clock },
  { href: '/settings/labels', label: t.rail.labels, icon: Tag },
  { href: '/settings/attributes', label: t.rail.attributes, icon: ListPlus },
  { href: '/settings/canned-replies', label: t.rail.canned, icon: MessageSquareQuote, wants: 'useCanned' },
  { href: '/settings/prices', label: t.rail.prices, icon: Coins, wants: 'managePrices' },
  { href: '/settings/notifications', label: t.rail.notifications, icon: Bell },
  { href: '/settings/health', label: t.rail.health, icon: Activity },
]

/** The list beside a settings screen; above it where there is no room. */
export function SettingsNav() {
  const { path } = useLocation()
  return (
    <nav class="settings-nav" aria-label={t.rail.settings}>
      <h2>{t.rail.settings}</h2>
      <ul>
        {sections()
          .filter(({ wants }) => wants === undefined || can(wants))
          .map(({ href, label, icon: Icon }) => (
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
