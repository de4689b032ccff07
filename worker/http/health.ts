import { Hono } from 'hono'
import { pingRedis } from '../cache/index.ts'
import type { Readiness } from '../contract/health.ts'
import { PLATFORM_TENANT_ID } from '../crypto/kms/provider.ts'
import { databaseFacts, Unfit } from '../db/facts.ts'
import { servicesOf } from '../services.ts'
import type { AppEnv } from './router.ts'

interface Check {
  name: string
  /** The main job cannot be done without it. */
  needed: boolean
  /** @returns what there is to say, or null. */
  run(): Promise<string | null>
}

/** `/healthz`: the Worker runs. `/readyz`: whether what it stands on answers. */
export const healthRoutes = new Hono<AppEnv>()
  .get('/healthz', (c) => c.json({ ok: true }))
  .get('/readyz', async (c) => {
    const services = servicesOf(c.env)
    const checks: Check[] = [
      { name: 'database', needed: true, run: () => databaseFacts(services.db) },
      {
        name: 'keys',
        needed: true,
        run: async () => {
          await services.keys.current(PLATFORM_TENANT_ID, 'content')
          return services.settings.KMS_PROVIDER
        },
      },
      { name: 'redis', needed: false, run: () => pingRedis(services) },
      { name: 'files', needed: true, run: async () => (await c.env.BUCKET.head('readyz')) && null },
    ]
    const dependencies = await Promise.all(checks.map(runCheck))
    const ready = dependencies.every((each, index) => each.ok || !checks[index]?.needed)
    return c.json({ ready, dependencies } satisfies Readiness, ready ? 200 : 503)
  })

const PATIENCE_MS = 3_000

async function runCheck({ name, run }: Check): Promise<Readiness['dependencies'][number]> {
  const startedMs = Date.now()
  const timeout = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('timeout')), PATIENCE_MS))
  try {
    const detail = await Promise.race([run(), timeout])
    return { name, ok: true, latencyMs: Date.now() - startedMs, detail }
  } catch (error) {
    const detail = error instanceof Unfit ? error.message : 'does not answer'
    return { name, ok: false, latencyMs: Date.now() - startedMs, detail }
  }
}
