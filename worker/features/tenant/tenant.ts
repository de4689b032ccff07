import type { Tenant } from '../../contract/team.ts'
import type { TenantDb } from '../../db/actor.ts'
import { assert } from '../../kit/assert.ts'
import { planFeatures } from './plan.ts'
import { selectTenant, type TenantRow } from './repo.ts'

export function presentTenant(row: TenantRow): Tenant {
  const { id, name, plan, jurisdiction, agentsSeeOwnOnly, security, desk } = row
  const features = Object.fromEntries(planFeatures.map((feature) => [feature, row.planFeatures.includes(feature)]))
  return { id, name, plan, jurisdiction, agentsSeeOwnOnly, security, desk, features }
}

export async function getTenant(db: TenantDb): Promise<Tenant> {
  const [{ rows }] = await db.batch(selectTenant(db))
  assert(rows[0], 'a tenant has its row')
  return presentTenant(rows[0])
}
