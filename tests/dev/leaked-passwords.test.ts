import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pwnedPassword, pwnedPasswordRange } from 'hibp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO, readConfig, ssoOptions } from '../../dev/config.ts'
import { findFreePort } from '../../dev/processes.ts'
import { LEAKED } from '../../dev/sso/leaked-passwords.ts'
import { startSso } from '../../dev/sso/server.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-test-leaked-'))
let service: Awaited<ReturnType<typeof startSso>>
beforeAll(async () => {
  service = await startSso(ssoOptions(readConfig({ ADSAPP_DATA_DIR: dataDir, SSO_PORT: String(await findFreePort()) })))
})
afterAll(async () => {
  await service.close()
  rmSync(dataDir, { recursive: true })
})

test.each([true, false])('the lists are what a client of Pwned Passwords expects, padded: %s', async (addPadding) => {
  const options = { baseUrl: service.url, addPadding }
  for (const [password, count] of Object.entries(LEAKED)) expect(await pwnedPassword(password, options)).toBe(count)
  expect(await pwnedPassword(DEMO.password, options)).toBe(0)
  const counts = Object.values(await pwnedPasswordRange('21bd1', options))
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(0)
  expect(counts.filter((count) => count === 0).length > 500).toBe(addPadding)
})

test('a prefix that is none is refused, and so is who does not say who they are', async () => {
  await expect(pwnedPasswordRange('xyz', { baseUrl: service.url })).rejects.toThrow('hash prefix')
  const nameless = await fetch(`${service.url}/range/21BD1`, { headers: { 'user-agent': '' } })
  expect(nameless.status).toBe(403)
})
