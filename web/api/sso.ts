import type { MfaChallenge } from '../../worker/contract/factors.ts'
import type { NewSso, Sso, SsoAnswer, SsoDomain, SsoRedirect, SsoTest } from '../../worker/contract/sso.ts'
import type { Me } from '../../worker/contract/team.ts'
import { request } from './client.ts'

/** The routes of single sign-on, with the contract's types. All throw ApiError. */
export const ssoApi = {
  start: (email: string, fresh: boolean) => request<SsoRedirect>('POST', '/api/auth/sso/start', { email, fresh }),
  finish: (answer: SsoAnswer) => request<Me | MfaChallenge>('POST', '/api/auth/sso/finish', answer),
  get: () => request<Sso>('GET', '/api/tenant/sso'),
  change: (wish: NewSso) => request<Sso>('PUT', '/api/tenant/sso', wish),
  test: () => request<SsoTest>('POST', '/api/tenant/sso/test'),
  addDomain: (domain: string) => request<SsoDomain>('POST', '/api/tenant/sso/domains', { domain }),
  checkDomain: (id: string) => request<SsoDomain>('POST', `/api/tenant/sso/domains/${id}/check`),
  removeDomain: (id: string) => request<void>('DELETE', `/api/tenant/sso/domains/${id}`),
}
