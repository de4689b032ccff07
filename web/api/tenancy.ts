import type { ApiToken, CreatedApiToken, NewApiToken } from '../../worker/contract/api-token.ts'
import type { Onboarding, OnboardingChange } from '../../worker/contract/onboarding.ts'
import type { Me, Organization } from '../../worker/contract/team.ts'
import { request } from './client.ts'

export const tenancyApi = {
  getOnboarding: () => request<Onboarding>('GET', '/api/onboarding'),
  changeOnboarding: (change: OnboardingChange) => request<Onboarding>('PATCH', '/api/onboarding', change),
  listApiTokens: () => request<{ data: ApiToken[] }>('GET', '/api/api-tokens'),
  createApiToken: (input: NewApiToken) => request<CreatedApiToken>('POST', '/api/api-tokens', input),
  revokeApiToken: (id: string) => request<void>('DELETE', `/api/api-tokens/${id}`),
  listOrganizations: () => request<{ data: Organization[] }>('GET', '/api/auth/organizations'),
  switchTo: (tenantId: string) => request<Me>('POST', '/api/auth/switch', { tenantId }),
  leave: () => request<void>('DELETE', '/api/me/membership'),
  removeMember: (id: string) => request<void>('DELETE', `/api/team/members/${id}`),
  giveOwnership: (memberId: string) => request<void>('POST', '/api/tenant/owner', { memberId }),
}
