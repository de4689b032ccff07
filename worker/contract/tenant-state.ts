/** Whether an organization may work. Webhooks are taken in any of them. */
export const tenantStates = ['active', 'suspended', 'deleted'] as const
export type TenantState = (typeof tenantStates)[number]
