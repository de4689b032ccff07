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

/** Where a person works: what they can enter first, the last used of it first. */
export async function listOrganizations({ db }: { db: Database }, userId: string): Promise<Organization[]> {
  return (await selectMemberships(db, userId)).map(presentOrganization)
}

/**
 * Leaves the present tenant for another of the same person: a session there instead of the one here.
 *
 * @throws AppError NOT_FOUND if they are no active member there; TENANT_SUSPENDED, TENANT_DELETED; SSO_REQUIRED if that one wants its
 *   own provider; FORBIDDEN if they came by the provider of the present one
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
  // Or it was ended in between.
  if (!begun)
    throw new AppError('FORBIDDEN', 'Your organization’s sign-in counts there alone: sign out, then sign in anew.')
  return { session: begun.session, me: await getMe(asTenant(ctx.db, tenantId), ctx, begun.memberId) }
}
