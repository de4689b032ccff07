import type { Operation } from '../../../worker/contract/role-table.ts'
import { can } from '../../models/session.ts'
import { t } from '../../texts/index.ts'

export interface SettingsSection {
  href: string
  name: () => string
  /** What the role must allow; left out: everybody reads it. */
  needs?: Operation
}

/** Every settings screen, in the order of the list; what lies below one of them belongs to it. */
export const settingsSections = [
  { href: '/settings/channels', name: () => t.rail.channels },
  { href: '/settings/team', name: () => t.rail.team },
  { href: '/settings/desk', name: () => t.rail.desk },
  { href: '/settings/hours', name: () => t.rail.hours },
  { href: '/settings/labels', name: () => t.rail.labels },
  { href: '/settings/attributes', name: () => t.rail.attributes },
  { href: '/settings/canned-replies', name: () => t.rail.canned, needs: 'useCanned' },
  { href: '/settings/prices', name: () => t.rail.prices, needs: 'managePrices' },
  { href: '/settings/notifications', name: () => t.rail.notifications },
  { href: '/settings/security', name: () => t.rail.security },
  { href: '/settings/api-tokens', name: () => t.rail.tokens, needs: 'manageTokens' },
  { href: '/settings/health', name: () => t.rail.health },
  { href: '/settings/audit-log', name: () => t.rail.audit, needs: 'readAudit' },
] as const satisfies readonly SettingsSection[]

/** Those that this person may open. */
export const openSections = (): readonly SettingsSection[] =>
  settingsSections.filter((section) => !('needs' in section) || can(section.needs))
