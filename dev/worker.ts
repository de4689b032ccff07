import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type DevConfig, ROOT } from './config.ts'
import { type Part, startPart } from './part.ts'
import { findFreePort } from './processes.ts'

// Quieter, and about twice as fast (measured); nothing is sent anywhere.
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  X_LOCAL_OBSERVABILITY: 'false',
  X_LOCAL_EXPLORER: 'false',
  WRANGLER_LOG: process.env.WRANGLER_LOG ?? 'error', // `log` shows the Worker's own lines too.
  CI: 'true', // No questions, no keyboard shortcuts.
}

/** Starts the Worker under `wrangler dev`. Its objects, buckets and queues lie in the data folder. */
export async function startWorker(config: DevConfig, variables: Record<string, string>): Promise<Part> {
  const envFile = join(config.dataDir, 'worker.env')
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value.replaceAll("'", '')}'\n`)
  writeFileSync(envFile, lines.join(''), { mode: 0o600 })
  const args = [
    join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
    ...['dev', '--local', '--ip', '127.0.0.1', '--port', String(config.ports.app)],
    ...['--inspector-port', String(await findFreePort()), '--persist-to', join(config.dataDir, 'worker')],
    ...['--env-file', envFile, '--show-interactive-dev-session', 'false'],
  ]
  // A registry of its own: stacks that run side by side have a Worker of the same name.
  const registry = { WRANGLER_REGISTRY_PATH: join(config.dataDir, 'worker', 'registry') }
  return startPart('worker', args, { ...process.env, ...QUIET, ...registry })
}

/** Waits until `/readyz` says that everything is there. @throws Error with its last words after a minute. */
export async function waitUntilReady(config: DevConfig, worker: Part): Promise<void> {
  const died = worker.died.then((reason) => Promise.reject(new Error(reason)))
  let last = 'no answer'
  const answers = async () => {
    for (let tries = 0; tries < 300; tries++) {
      const response = await fetch(`${config.appUrl}/readyz`).catch(() => null)
      if (response?.status === 200) return
      if (response !== null) last = `${response.status} ${await response.text()}`
      await wait(200)
    }
    throw new Error(`the app is not ready after a minute: ${last}`)
  }
  await Promise.race([answers(), died])
}

/** Fires the crons of wrangler.toml, which `wrangler dev` does not do by itself: once now, then when their time comes. */
export function startCrons(config: DevConfig): { stop(): void } {
  const list = /^crons\s*=\s*\[(.*)\]/m.exec(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8'))?.[1] ?? ''
  const crons = [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
  const fireDue = async () => {
    for (const cron of crons.filter((one) => isDue(one, new Date()))) {
      const response = await fetch(`${config.appUrl}/cdn-cgi/local/scheduled?cron=${encodeURIComponent(cron)}`).catch(
        String,
      )
      const failure = typeof response === 'string' ? response : response.ok ? null : `answered ${response.status}`
      if (failure !== null) console.error(`cron "${cron}": ${failure}`)
    }
  }
  void fireDue()
  const timer = setInterval(fireDue, 60_000)
  return { stop: () => clearInterval(timer) }
}

/** Knows `*` and plain numbers, which is all that wrangler.toml uses. Times are UTC. */
function isDue(cron: string, now: Date): boolean {
  const parts = [now.getUTCMinutes(), now.getUTCHours(), now.getUTCDate(), now.getUTCMonth() + 1, now.getUTCDay()]
  return cron.split(' ').every((field, index) => field === '*' || Number(field) === parts[index])
}
