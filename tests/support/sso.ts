import { expect, inject } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import type { SsoAnswer, SsoDomain } from '../../worker/contract/sso.ts'
import type { Me } from '../../worker/contract/team.ts'
import { newId } from '../../worker/kit/ids.ts'
import { call, newTenant } from './factories.ts'

export const { ssoUrl } = inject('services')
export const { clientId, clientSecret } = DEMO.sso
export const settingsOf = (more: object = {}) => ({
  ...{ issuer: ssoUrl, clientId, clientSecret, enabled: true, only: false, defaultRole: 'agent' },
  ...more,
})

export const putRecord = ({ recordName: name, recordValue: value }: SsoDomain) =>
  fetch(`${ssoUrl}/__records`, { method: 'POST', body: JSON.stringify({ name, value }) })

export async function newSsoTenant(more: object = {}) {
  const owner = await newTenant()
  const domain = `${newId()}.example`
  const named = (await owner.call<SsoDomain>('POST', '/api/tenant/sso/domains', { domain })).body
  await putRecord(named)
  expect((await owner.call('POST', `/api/tenant/sso/domains/${named.id}/check`)).status).toBe(200)
  expect((await owner.call('PUT', '/api/tenant/sso', settingsOf(more))).status).toBe(200)
  return { owner, domain, named }
}

const firstCookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] ?? ''

export async function begin(email: string, fresh?: boolean) {
  const answer = await call<{ url: string }>('POST', '/api/auth/sso/start', { email, fresh })
  return { ...answer, kept: firstCookieOf(answer.headers) }
}

/** A browser at the provider: follows it, and types who it is. @returns what the provider sends it back with. */
export async function atProvider(url: string, form: Record<string, string>) {
  const jar = new Map<string, string>()
  const go = async (to: string, init: RequestInit = {}): Promise<string> => {
    const cookie = [...jar].map((each) => each.join('=')).join('; ')
    const response = await fetch(new URL(to, ssoUrl), { ...init, headers: { cookie }, redirect: 'manual' })
    await response.arrayBuffer()
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    return response.headers.get('location') ?? ''
  }
  const page = await go(url)
  let next = await go(page, { method: 'POST', body: new URLSearchParams(form) })
  for (let hops = 0; hops < 4 && !next.includes('/signin/sso'); hops++) next = await go(next)
  const { searchParams, pathname } = new URL(next)
  return { tenantId: pathname.split('/').at(-1), ...Object.fromEntries(searchParams) } as SsoAnswer & { iss: string }
}

export const finish = (kept: string, answer: object) =>
  call<Me & { code?: string }>('POST', '/api/auth/sso/finish', answer, { cookie: kept })

export async function signInBySso(email: string, form: Record<string, string> = { verified: 'on' }) {
  const { body, kept } = await begin(email)
  return finish(kept, await atProvider(body.url, { email, name: 'Sonia', ...form }))
}
