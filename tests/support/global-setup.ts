import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServices, type TestServices } from './services.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices
  }
}

const needServices = new Set(['db', 'worker'])

/** Starts the outside services once for the whole run, if a project of this run needs them. */
export default async function setup(root: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!root.vitest.projects.some((project) => needServices.has(project.name))) return undefined
  const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-test-'))
  const { services, stop } = await startServices(dataDir)
  root.provide('services', services)
  return async () => {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
