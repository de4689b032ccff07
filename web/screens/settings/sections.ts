import type { Operation } from '../../../worker/contract/role-table.ts'
import { t } from '../../texts/index.ts'

export type SettingsHref =
  `/settings/${'channels' | 'team' | 'desk' | 'hours' | 'labels' | 'attributes' | 'canned-replies' | 'prices' | 'notifications' | 'health'}`

interface SettingsSection {
  href: SettingsHref
  name: () => string
  /** Shown to those who may do this; left out: to everybody. */
  needs?: Operation
}

/** Every settings screen, in the order of the list; what lies below one of them belongs to it. */
export const settingsSections: readonly SettingsSection[] = [
  { href: '/settings/channels', name: () => t.rail.channels },
  { href: '/settings/team', name: () => t.rail.team },
  { href: '/settings/desk', name: () => t.rail.desk },
  { href: '/settings/hours', name: () => t.rail.hours },
  { href: '/settings/labels', name: () => t.rail.labels },
  { href: '/settings/attributes', name: () => t.rail.attributes },
  { href: '/settings/canned-replies', name: () => t.rail.canned, needs: 'useCanned' },
  { href: '/settings/prices', name: () => t.rail.prices, needs: 'managePrices' },
  { href: '/settings/notifications', name: () => t.rail.notifications },
  { href: '/settings/health', name: () => t.rail.health },
]
