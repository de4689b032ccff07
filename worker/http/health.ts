import { Hono } from 'hono'
import { pingRedis } from '../cache/index.ts'
import type { Readiness } from '../contract/health.ts'
import { PLATFORM_TENANT_ID } from '../crypto/kms/provider.ts'
import { databaseFacts, Unfit } from '../db/facts.ts'
import { intakeTimeMs, listIntake } from '../features/webhooks/index.ts'
import { BEHIND_PREFIX } from '../objects.ts'
import { servicesOf } from '../services.ts'
import type { AppEnv } from './router.ts'

interface Check {
  name: Readiness['dependencies'][number]['name']
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
      { name: 'email', needed: false, run: async () => (services.emails.isConfigured ? null : 'off') },
      { name: 'files', needed: true, run: async () => (await c.env.BUCKET.head('readyz')) && null },
      { name: 'intake', needed: false, run: () => intakeState(c.env.BUCKET, services.now()) },
      { name: 'inboxes', needed: false, run: () => inboxesState(c.env.BUCKET) },
    ]
    const dependencies = await Promise.all(checks.map(runCheck))
    const ready = dependencies.every((each, index) => each.ok || !checks[index]?.needed)
    return c.json({ ready, dependencies } satisfies Readiness, ready ? 200 : 503)
  })

const COUNTED_MAX = 1_000
/** The sweep comes every minute: what is older was tried and stayed. */
const INTAKE_AGE_MAX_MS = 150_000

/** What came in and could not be handed to its inbox. @throws Unfit if some of it waits for long. */
async function intakeState(bucket: R2Bucket, nowMs: number): Promise<string | null> {
  const names = await listIntake({ bucket }, COUNTED_MAX)
  const [oldest] = names
  if (!oldest) return null
  const ageMs = nowMs - intakeTimeMs(oldest)
  const words = `${counted(names.length)} waiting, the oldest for ${Math.round(ageMs / 1000)} s`
  if (ageMs > INTAKE_AGE_MAX_MS) throw new Unfit(words)
  return words
}

/** Inboxes that acknowledge and cannot keep up with applying, of all tenants. @throws Unfit if there are any. */
async function inboxesState(bucket: R2Bucket): Promise<null> {
  const { objects } = await bucket.list({ prefix: BEHIND_PREFIX, limit: COUNTED_MAX })
  if (objects.length > 0) throw new Unfit(`${counted(objects.length)} behind: what came in is kept and not yet shown`)
  return null
}

const counted = (count: number) => (count < COUNTED_MAX ? String(count) : `${COUNTED_MAX} or more`)

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
