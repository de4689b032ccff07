import { afterEach, expect, it, vi } from 'vitest'
import { discover } from '../../../worker/features/sso/provider.ts'

const said = (issuer: string, changes: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  ...changes,
})
const ask = (issuer: string, answer: object) => {
  vi.stubGlobal('fetch', async () => Response.json(answer))
  return discover({ settings: { ENVIRONMENT: 'production' } }, issuer)
}
afterEach(() => vi.unstubAllGlobals())

it('a provider describes itself under the issuer that was asked for', async () => {
  const issuer = 'https://good.example.com'
  expect(await ask(issuer, said(issuer))).toMatchObject({ issuer, token_endpoint: `${issuer}/token` })
})

it.each<[string, object]>([
  ['speaks for another issuer', { issuer: 'https://other.example.com' }],
  ['takes the code to a private network', { token_endpoint: 'https://10.0.0.1/token' }],
  ['has its keys without encryption', { jwks_uri: 'http://bad.example.com/jwks' }],
  ['sends people to a script', { authorization_endpoint: 'javascript:alert(1)' }],
  ['tells of people on this machine', { userinfo_endpoint: 'http://127.0.0.1/me' }],
])('is refused if it %s', async (_, changes) => {
  const issuer = 'https://bad.example.com'
  await expect(ask(issuer, said(issuer, changes))).rejects.toMatchObject({ code: 'SSO_REFUSED' })
})
