import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'

interface Locked {
  version?: string
  integrity?: string
  resolved?: string
}

const json = <T>(path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T

it('every package is locked by its hash, and comes from the one registry', () => {
  const { packages } = json<{ packages: Record<string, Locked> }>('package-lock.json')
  const locked = Object.entries(packages).filter(([path]) => path !== '')
  expect(locked.length).toBeGreaterThan(100)
  const loose = locked.filter(
    ([, { version, integrity, resolved = 'https://registry.npmjs.org/' }]) =>
      !version || !integrity?.startsWith('sha512-') || !resolved.startsWith('https://registry.npmjs.org/'),
  )
  expect(loose.map(([path]) => path)).toEqual([])
})

it('every package that is deployed is named in one version', () => {
  const { dependencies } = json<{ dependencies: Record<string, string> }>('package.json')
  const named = Object.entries(dependencies)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([])
})
