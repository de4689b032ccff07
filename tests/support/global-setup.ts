import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildWebIfStale } from '../../dev/web-build.ts'
import { startServices, type TestServices } from './services.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices
  }
}

const needServices = new Set(['db', 'worker'])
const needWeb = new Set(['e2e', 'trips'])

/** What a whole run shares, if a project of this run needs it: the built web app, and the outside services. */
export default async function setup(root: TestProject): Promise<(() => Promise<void>) | undefined> {
  const needs = (names: Set<string>) => root.vitest.projects.some(({ name }) => names.has(name))
  // Stacks that start side by side would build it side by side.
  if (needs(needWeb)) await buildWebIfStale()
  if (!needs(needServices)) return undefined
  const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-test-'))
  const { services, stop } = await startServices(dataDir)
  root.provide('services', services)
  return async () => {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
