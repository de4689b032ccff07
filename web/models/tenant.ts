import type { TenantChanges } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { me } from './session.ts'

/** Changes the organization. What is shown comes from the answer. */
export async function changeTenant(changes: TenantChanges): Promise<void> {
  const tenant = await api.changeTenant(changes)
  const person = me.peek()
  if (!person) return
  const organizations = person.organizations.map((one) =>
    one.tenantId === tenant.id ? { ...one, name: tenant.name } : one,
  )
  me.value = { ...person, tenant, organizations }
}
