import { switchTo } from '../../models/organizations.ts'
import { me } from '../../models/session.ts'
import { t } from '../../texts/index.ts'
import type { Command } from './command.ts'

/** Going to another organization of the person. */
export function organizationCommands(): Command[] {
  const others = me.value?.organizations.filter(({ tenantId }) => tenantId !== me.value?.tenant.id) ?? []
  return others.map(({ tenantId, name }) => ({
    id: `organization-${tenantId}`,
    group: 'go',
    name: () => t.rail.goTo(name),
    run: () => void switchTo(tenantId),
  }))
}
