import { Hono } from 'hono'
import { pingRedis } from '../cache/index.ts'
import type { DependencyState, Readiness } from '../contract/health.ts'
import { PLATFORM_TENANT_ID } from '../crypto/kms/provider.ts'
import { databaseFacts, UnfitRole } from '../db/facts.ts'
import { intakeTimeMs, listIntake } from '../features/webhooks/index.ts'
import { BEHIND_PREFIX } from '../objects.ts'
import { servicesOf } from '../services.ts'
import type { AppEnv } from './router.ts'

type State = Pick<DependencyState, 'code' | 'detail'> & Partial<DependencyState>

interface Check {
  name: DependencyState['name']
  /** The main job cannot be done without it. */
  needed: boolean
  /** @returns what there is to say, or null. Whoever does not answer throws. */
  run(): Promise<State | null>
}

/** Not set up: nothing is asked of it. */
const off: State = { code: 'off', detail: 'not configured' }

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
          return { code: 'provider', detail: services.settings.KMS_PROVIDER }
        },
      },
      { name: 'redis', needed: false, run: () => redisState(services) },
      { name: 'email', needed: false, run: async () => (services.emails.isConfigured ? null : off) },
      { name: 'files', needed: true, run: () => c.env.BUCKET.head('readyz').then(() => null) },
      { name: 'intake', needed: false, run: () => intakeState(c.env.BUCKET, services.now()) },
      { name: 'inboxes', needed: false, run: () => inboxesState(c.env.BUCKET) },
    ]
    const dependencies = await Promise.all(checks.map(runCheck))
    const ready = dependencies.every((each, index) => each.ok || !checks[index]?.needed)
    return c.json({ ready, dependencies } satisfies Readiness, ready ? 200 : 503)
  })

/** Without Redis nothing stops: attempts are counted by objects, what only spares the database is not. */
async function redisState(services: Parameters<typeof pingRedis>[0]): Promise<State | null> {
  const counted = 'attempts are counted in objects; the limits of the API, searches and exports are open'
  try {
    return (await pingRedis(services)) ? null : { ...off, detail: `${off.detail}: ${counted}` }
  } catch {
    return { code: 'silent', ok: false, detail: `does not answer: ${counted}` }
  }
}

const COUNTED_MAX = 1_000
/** The sweep comes every minute: what is older was tried and stayed. */
const INTAKE_AGE_MAX_MS = 150_000

/** What came in and could not be handed to its inbox; not well if some of it waits for long. */
async function intakeState(bucket: R2Bucket, nowMs: number): Promise<State | null> {
  const names = await listIntake({ bucket }, COUNTED_MAX)
  const [oldest] = names
  if (!oldest) return null
  const count = names.length
  const ageMs = Math.max(0, nowMs - intakeTimeMs(oldest))
  const detail = `${counted(count)} waiting, the oldest for ${Math.round(ageMs / 1000)} s`
  return { code: 'waiting', ok: ageMs <= INTAKE_AGE_MAX_MS, count, ageMs, detail }
}

/** Inboxes that acknowledge and cannot keep up with applying, of all tenants. */
async function inboxesState(bucket: R2Bucket): Promise<State | null> {
  const { objects } = await bucket.list({ prefix: BEHIND_PREFIX, limit: COUNTED_MAX })
  const count = objects.length
  if (count === 0) return null
  return {
    code: 'behind',
    ok: false,
    count,
    detail: `${counted(count)} behind: what came in is kept and not yet shown`,
  }
}

const counted = (count: number) => (count < COUNTED_MAX ? String(count) : `${COUNTED_MAX} or more`)

const PATIENCE_MS = 3_000

async function runCheck({ name, run }: Check): Promise<DependencyState> {
  const startedMs = Date.now()
  const timeout = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('timeout')), PATIENCE_MS))
  const state = await Promise.race([run(), timeout]).catch(stateOfError)
  const told = { code: null, count: null, ageMs: null, detail: null, ok: true, ...state }
  return { name, latencyMs: Date.now() - startedMs, ...told }
}

const stateOfError = (error: unknown): State =>
  error instanceof UnfitRole
    ? { code: 'role', ok: false, detail: error.message }
    : { code: 'silent', ok: false, detail: 'does not answer' }
