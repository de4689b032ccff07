import type { OutgoingFrame } from '../../contract/frames.ts'
import type { Tenant, TenantChanges } from '../../contract/team.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { HubPort } from '../../ports.ts'
import { type EpochServices, noteAccessChanged } from '../identity/index.ts'
import { getTenant, scheduleLook, updateTenant } from '../tenant/index.ts'

export interface TenantCtx extends EpochServices {
  actor: Actor
  asActor: TenantDb
  hub: HubPort
}

/** Everybody reads the tenant, its teams and its members again. */
export const tenantUpdated: OutgoingFrame = { type: 'tenant.updated', data: {}, ids: {} }

/** What agents may see and how long sessions live is part of every session and socket: changing it opens all of them anew. */
export async function changeTenant(ctx: TenantCtx, changes: TenantChanges): Promise<Tenant> {
  const { actor, asActor, hub } = ctx
  const { agentsSeeOwnOnly, security, desk } = changes
  await asActor.batch(
    updateTenant(asActor, changes, actor.memberId),
    ...(desk?.awayMinutes === undefined ? [] : [scheduleLook(asActor, 'assignment', desk.awayMinutes > 0)]),
    ...(desk?.closeAfterDays === undefined ? [] : [scheduleLook(asActor, 'closure', desk.closeAfterDays > 0)]),
  )
  if (agentsSeeOwnOnly !== undefined || security !== undefined) {
    await noteAccessChanged(ctx, actor.tenantId)
    await hub.disconnect({})
  } else await hub.publish([tenantUpdated])
  return getTenant(asActor)
}
