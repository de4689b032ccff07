import type { z } from 'zod'
import type { Tenant, TenantChanges } from '../../contract/team.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { HubPort } from '../../ports.ts'
import { forgetSessions } from '../identity/index.ts'
import { getTenant, insertAudit, updateTenant } from '../tenant/index.ts'

export interface TenantCtx {
  actor: Actor
  asActor: TenantDb
  hub: HubPort
}

/** What agents may see is part of every session and socket: changing it opens all of them anew. */
export async function changeTenant(
  { actor, asActor, hub }: TenantCtx,
  changes: z.infer<typeof TenantChanges>,
): Promise<Tenant> {
  const details = { changed: Object.keys(changes), agentsSeeOwnOnly: changes.agentsSeeOwnOnly }
  await asActor.batch(
    updateTenant(asActor, changes),
    insertAudit(asActor, {
      memberId: actor.memberId,
      action: 'tenant.changed',
      subjectId: asActor.tenantId,
      details,
    }),
  )
  if (changes.agentsSeeOwnOnly !== undefined) {
    forgetSessions()
    await hub.disconnect({})
  }
  return getTenant(asActor)
}
