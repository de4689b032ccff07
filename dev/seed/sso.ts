import { DEMO } from '../config.ts'
import type { Call } from './app-client.ts'
import type { SeedTarget } from './doors.ts'

interface Sso {
  issuer: string
  domains: { id: string; domain: string; recordName: string; recordValue: string; provedAt: string | null }[]
}

/** The shop signs in by the local identity provider too; who is new at it becomes an agent. */
export async function setSso({ ssoUrl }: Pick<SeedTarget, 'ssoUrl'>, call: Call): Promise<void> {
  if (ssoUrl === null) return
  const { issuer, domains } = await call<Sso>('GET', '/tenant/sso')
  if (issuer === ssoUrl) return
  const { domain, clientId, clientSecret } = DEMO.sso
  const named =
    domains.find((each) => each.domain === domain) ??
    (await call<Sso['domains'][number]>('POST', '/tenant/sso/domains', { domain }))
  if (named.provedAt === null) {
    const record = { name: named.recordName, value: named.recordValue }
    await fetch(`${ssoUrl}/__records`, { method: 'POST', body: JSON.stringify(record) })
    await call('POST', `/tenant/sso/domains/${named.id}/check`)
  }
  const rest = { enabled: true, only: false, defaultRole: 'agent' }
  await call('PUT', '/tenant/sso', { issuer: ssoUrl, clientId, clientSecret, ...rest })
}
