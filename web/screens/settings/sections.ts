import type { Operation } from '../../../worker/contract/role-table.ts'
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
  { href: '/settings/labels', name: () => t.rail.labels },
  { href: '/settings/health', name: () => t.rail.health },
] as const satisfies readonly SettingsSection[]
