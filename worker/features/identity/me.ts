import type { Me, Organization } from '../../contract/team.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { assert } from '../../kit/assert.ts'
import type { EmailPort } from '../../ports.ts'
import { presentTenant } from '../tenant/index.ts'
import { type MembershipRow, selectMe, selectMembershipsOf } from './repo.ts'
import { memberPlace, type Person } from './users.ts'

/**
 * A member as they see themselves, with their tenant.
 *
 * @param bySso They came by the tenant's own provider: it answers for a second factor, and other tenants are no matter of it.
 */
export async function getMe(
  db: TenantDb,
  { vault, emails }: { vault: Vault; emails: EmailPort },
  memberId: string,
  bySso = false,
): Promise<Me> {
  const [{ rows }, memberships] = await db.batch(selectMe(db, memberId), selectMembershipsOf(db, memberId))
  const [row] = rows
  assert(row, 'a session belongs to a member')
  const { name, email } = await vault.open<Person>(db.tenantId, memberPlace(memberId), fromPgBytes(row.box))
  const emailVerified = row.verified || !emails.isConfigured
  const factorDueAt = bySso ? null : toIso(row.factorDueAt)
  const organizations = memberships.rows.filter(({ tenantId }) => !bySso || tenantId === db.tenantId)
  return {
    userId: row.userId,
    memberId,
    name,
    email,
    emailVerified,
    role: row.role,
    factorDueAt,
    tenant: presentTenant(row),
    bySso,
    organizations: organizations.map(presentOrganization),
  }
}

export const presentOrganization = ({ tenantId, organization, role, state }: MembershipRow): Organization => ({
  tenantId,
  name: organization,
  role,
  state,
})
