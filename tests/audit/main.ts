import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEV_SECRETS } from '../../dev/config.ts'
import { startUpstash } from '../../dev/upstash.ts'
import { startStack } from '../support/stack.ts'
import { canaries } from './canaries.ts'
import { type Door, openDoor } from './door.ts'
import { checkPackages } from './packages.ts'
import { demoOwner, demoStaff } from './people.ts'
import { faultOf, type Outcome, tableOf } from './report.ts'
import { isInstalled, runSqlmap } from './sqlmap.ts'
import { MARK, type Paths, type Target, targetsOf } from './targets.ts'
import { listThings } from './things.ts'

/**
 * `npm run audit [-- operation …]`: tries SQL injections from outside, with sqlmap, at every route of the OpenAPI document of a
 * running stack, and at canaries that are vulnerable. Fails unless it finds all of these and none of those.
 * AUDIT_ROUTE_SECONDS (600): after so long a route is left, which fails.
 */
const ROUTE_MS = Number(process.env.AUDIT_ROUTE_SECONDS ?? 600) * 1_000

if (!isInstalled()) {
  console.error('sqlmap is not installed: apt-get install sqlmap, brew install sqlmap, or pipx install sqlmap')
  process.exit(1)
}
const packages = checkPackages()
console.log(`packages: ${packages.text}`)

const folder = mkdtempSync(join(tmpdir(), 'adsapp-audit-'))
// Forgets before each request, so that no limit stands between an injection and what it might reach.
const redis = await startUpstash({ token: DEV_SECRETS.UPSTASH_REDIS_REST_TOKEN })
const stack = await startStack({ env: { UPSTASH_REDIS_REST_URL: redis.url, API_REQUESTS_PER_MINUTE: '10000000' } })
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void leave().then(() => process.exit(1)))
try {
  const databaseUrl = /^DATABASE_URL='(.*)'$/m.exec(readFileSync(join(stack.dataDir, 'worker.env'), 'utf8'))?.[1] ?? ''
  const door = await openDoor({
    ...{ appUrl: stack.appUrl, databaseUrl, owner: demoOwner(stack), staff: demoStaff(stack) },
    forget: () => redis.clear(),
  })
  try {
    await audit(door)
  } finally {
    await door.close()
  }
} finally {
  await leave()
}

async function leave(): Promise<void> {
  await stack.stop()
  await redis.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function audit(door: Door): Promise<void> {
  const { paths } = (await (await fetch(`${door.url}/api/openapi.json`)).json()) as { paths: Paths }
  const names = process.argv.slice(2)
  const routes = targetsOf(paths, await listThings(door.url)).filter(
    ({ name }) => names.length === 0 || names.includes(name),
  )
  const outcomes: Outcome[] = []
  for (const target of [...canaries, ...routes]) {
    const startMs = Date.now()
    await assertSignedIn(door)
    const first = await askOnce(target, door)
    const finding = await runSqlmap(target, door.url, folder, ROUTE_MS)
    outcomes.push({ target, first, finding, counts: door.takeCounts() })
    console.error(`${target.name}: ${finding.verdict}, ${((Date.now() - startMs) / 1_000).toFixed(0)} s`)
  }
  tell(outcomes)
}

/** What a route before has ended would let all others look silent. */
async function assertSignedIn(door: Door): Promise<void> {
  for (const path of ['/api/me', '/api/admin/dashboard']) {
    const { status } = await fetch(door.url + path)
    if (status !== 200) throw new Error(`${path} was answered ${status}: the run is not signed in any more`)
  }
}

/** How the request is answered without anything to try in it. */
async function askOnce({ method, path, body }: Target, door: Door): Promise<Outcome['first']> {
  const plain = (text: string) => text.replaceAll(MARK, '')
  const answer = await fetch(door.url + plain(path), { method, ...(body === null ? {} : { body: plain(body) }) })
  const text = await answer.text()
  door.takeCounts()
  return { status: answer.status, text }
}

function tell(outcomes: Outcome[]): void {
  const isCanary = (target: Target) => canaries.includes(target)
  const missed = outcomes.filter(({ target, finding }) => isCanary(target) && finding.verdict !== 'injectable')
  const faults = outcomes.filter((outcome) => !isCanary(outcome.target) && faultOf(outcome) !== null)
  console.log(`\n${tableOf(outcomes, isCanary)}\n`)
  for (const { target, finding, first } of faults) console.log(`── ${target.name}\n${finding.said || first.text}\n`)
  const tried = outcomes.length - canaries.length
  console.log(`packages: ${packages.text}`)
  console.log(`canaries found: ${canaries.length - missed.length} of ${canaries.length}`)
  console.log(
    `routes: ${tried} tried, ${faults.length} not good${faults.map(({ target }) => ` ${target.name}`).join(',')}`,
  )
  if (missed.length > 0) console.log('A canary was not found: what the run says of the routes means nothing.')
  const isGood = missed.length === 0 && faults.length === 0 && tried > 0 && packages.state !== 'vulnerable'
  process.exitCode = isGood ? 0 : 1
}
