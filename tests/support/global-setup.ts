import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { copyDatabase, startServices, type TestServices } from './services.ts'
import { startStack } from './stack.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices
  }
}

const needServices = new Set(['db', 'worker'])
const needStacks = new Set(['e2e', 'trips'])

/** What a whole run shares, if a project of this run needs it: a stack to start others like it, and the outside services. */
export default async function setup(root: TestProject): Promise<() => Promise<void>> {
  const needs = (names: Set<string>) => root.vitest.projects.some(({ name }) => names.has(name))
  const ends: (() => unknown)[] = []
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'adsapp-test-'))
    ends.unshift(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }
  if (needs(needStacks)) {
    const dataDir = newFolder()
    await (await startStack({ dataDir })).stop()
    root.provide('stack', dataDir)
  }
  if (needs(needServices)) {
    const { services, stop } = await startServices(newFolder())
    ends.unshift(stop)
    // Staff see everybody of a deployment, so the app has a database without the rows that tests made up.
    const { ownerUrl, databaseUrl } = await copyDatabase(services.ownerUrl)
    for (const project of root.vitest.projects) {
      project.provide('services', project.name === 'worker' ? { ...services, ownerUrl, databaseUrl } : services)
    }
  }
  return async () => {
    for (const end of ends) await end()
  }
}
