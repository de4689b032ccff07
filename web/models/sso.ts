import type { NewSso, Sso, SsoDomain } from '../../worker/contract/sso.ts'
import { ssoApi } from '../api/sso.ts'
import { loadInto, loading } from './load.ts'

/** How the organization's people sign in by its own provider; for its owners. */
export const sso = loading<Sso>()

export const readSso = (): Promise<void> => loadInto(sso, ssoApi.get)

export async function changeSso(wish: NewSso): Promise<void> {
  const value = await ssoApi.change(wish)
  sso.value = { state: 'ready', value, error: null }
}

export async function addDomain(domain: string): Promise<void> {
  const added = await ssoApi.addDomain(domain)
  changeDomains((domains) => [...domains, added])
}

export async function checkDomain(id: string): Promise<void> {
  const proved = await ssoApi.checkDomain(id)
  changeDomains((domains) => domains.map((each) => (each.id === id ? proved : each)))
}

export async function removeDomain(id: string): Promise<void> {
  await ssoApi.removeDomain(id)
  changeDomains((domains) => domains.filter((each) => each.id !== id))
}

function changeDomains(change: (domains: SsoDomain[]) => SsoDomain[]): void {
  const { value } = sso.peek()
  if (value) sso.value = { state: 'ready', value: { ...value, domains: change(value.domains) }, error: null }
}
