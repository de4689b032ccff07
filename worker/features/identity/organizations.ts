import { AppError } from '../../contract/problem.ts'
import type { Organization } from '../../contract/team.ts'
import type { Vault } from '../../crypto/vault.ts'
import { type Actor, asTenant } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import type { EmailPort, HubPort } from '../../ports.ts'
import { assertWorking } from '../tenant/index.ts'
import { getMe, presentOrganization } from './me.ts'
import { selectMemberships } from './repo.ts'
import type { StoreServices } from './session-store.ts'
import { switchSession } from './sessions.ts'
import { type SignedInNow, ssoRequired } from './sign-in.ts'

/** Where a person works: what they can enter first, the last used of it first. Where they came by SSO, that one alone. */
export async function listOrganizations({ db }: { db: Database }, actor: Actor): Promise<Organization[]> {
  const memberships = await selectMemberships(db, actor.userId)
  return memberships.filter(({ tenantId }) => !actor.bySso || tenantId === actor.tenantId).map(presentOrganization)
}

/**
 * Leaves the present tenant for another of the same person: a session there instead of the one here.
 *
 * @throws AppError NOT_FOUND if they are no active member there; TENANT_SUSPENDED, TENANT_DELETED; SSO_REQUIRED if that one
 *   wants its own provider
 */
export async function switchTenant(
  ctx: StoreServices & { actor: Actor; hub: HubPort; emails: EmailPort; vault: Vault; newId(): string },
  token: string,
  tenantId: string,
): Promise<SignedInNow> {
  const membership = (await selectMemberships(ctx.db, ctx.actor.userId)).find((each) => each.tenantId === tenantId)
  if (!membership) throw new AppError('NOT_FOUND')
  assertWorking(membership.state)
  if (membership.ssoOnly) throw ssoRequired()
  const begun = await switchSession(ctx, token, tenantId)
  if (!begun) throw new AppError('NOT_FOUND') // It was ended in between.
  return { session: begun.session, me: await getMe(asTenant(ctx.db, tenantId), ctx, begun.memberId) }
}
