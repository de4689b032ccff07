import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '../../dev/config.ts'
import { runToEnd } from '../../dev/part.ts'
import { isListening, requirePid, tieToParent, waitForExit } from '../../dev/processes.ts'

/** A `workerd serve` of ours. */
export interface Workerd {
  port: number
  /** Resident memory in bytes, and the most it ever was. */
  memory(): { nowBytes: number; peakBytes: number }
  /** What the Worker logged so far. */
  log(): string
  kill9(): Promise<void>
  /** After {@link kill9}: the same objects, the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface Service {
  /** The folder that wrangler built into. */
  built: string
  /** Durable Objects with SQLite: binding → class. */
  objects: Record<string, string>
  variables: Record<string, string>
  /** With the bindings of a bucket, queues and assets, all answered by outside-worker.ts. */
  outside: { bucket: string; queues: string[]; assets: string; port: number } | null
  /** The web app and the Worker behind one port, by front-worker.ts. */
  front: { files: string; appUrl: string; port: number } | null
}

/** Bundles a Worker as a deployment does. @param config Path of its wrangler.toml within the checkout. */
export async function buildWorker(config: string, into: string): Promise<string> {
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', into, '--config', join(ROOT, config)]
  await runToEnd(`the build of ${config}`, args)
  return into
}

/** Starts a built Worker on the runtime itself, its objects on disk under `folder`. */
export async function serve(folder: string, port: number, service: Service): Promise<Workerd> {
  mkdirSync(join(folder, 'objects'), { recursive: true })
  const configFile = join(folder, 'config.capnp')
  writeFileSync(configFile, configOf(folder, port, service), { mode: 0o600 })
  const logFile = join(folder, 'log')
  let child: ChildProcess
  let letGo: () => void
  const start = async () => {
    const log = openSync(logFile, 'a')
    const inspector = process.env.BENCH_INSPECTOR ? [`--inspector-addr=127.0.0.1:${process.env.BENCH_INSPECTOR}`] : []
    const args = ['serve', '--experimental', '--import-path=/', ...(service.outside ? inspector : []), configFile]
    const workerd = join(ROOT, 'node_modules/workerd/bin/workerd')
    child = spawn(workerd, args, { detached: true, stdio: ['ignore', log, log] })
    letGo = tieToParent(requirePid(child), 'TERM')
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`workerd ended:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`)
      await wait(20)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    process.kill(-requirePid(child), signal)
    if (!(await waitForExit(requirePid(child), 10_000))) throw new Error('workerd does not end')
    letGo()
  }
  await start()
  return {
    port,
    memory: () => memoryOf(requirePid(child)),
    log: () => readFileSync(logFile, 'utf8'),
    kill9: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
  }
}

function memoryOf(pid: number): { nowBytes: number; peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
  return { nowBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') }
}

function configOf(folder: string, port: number, { built, objects, variables, outside, front }: Service): string {
  const bindings = [
    ...Object.entries(objects).map(([name, type]) => `(name = ${q(name)}, durableObjectNamespace = ${q(type)})`),
    ...Object.entries(variables).map(([name, value]) => `(name = ${q(name)}, text = ${q(value)})`),
    ...(outside ? [`(name = ${q(outside.bucket)}, r2Bucket = "outside")`] : []),
    ...(outside?.queues ?? []).map((name) => `(name = ${q(name)}, queue = "outside")`),
    ...(outside ? [`(name = ${q(outside.assets)}, service = "outside")`] : []),
  ]
  const outsideService = outside && ['(name = "outside", worker = .outside)']
  const outsideSocket = outside && [
    `(name = "outside", address = "127.0.0.1:${outside.port}", http = (), service = "outside")`,
  ]
  const frontServices = front && [
    '(name = "front", worker = .front)',
    `(name = "files", disk = (path = ${q(front.files)}))`,
  ]
  const frontSocket = front && [`(name = "front", address = "127.0.0.1:${front.port}", http = (), service = "front")`]
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["private"])),
    (name = "disk", disk = (path = ${q(join(folder, 'objects'))}, writable = true)),
    ${[...(outsideService ?? []), ...(frontServices ?? [])].join(',\n    ')}
  ],
  sockets = [
    (name = "main", address = "127.0.0.1:${port}", http = (), service = "main"),
    ${[...(outsideSocket ?? []), ...(frontSocket ?? [])].join(',\n    ')}
  ]
);
const main :Workerd.Worker = ${workerOf(modulesOf(built), Object.values(objects), bindings, ['nodejs_compat'])};
${outside ? outsideOf(folder) : ''}
${front ? frontOf(folder, front) : ''}`
}

function frontOf(folder: string, { files, appUrl }: { files: string; appUrl: string }): string {
  const bindings = [
    '(name = "APP", service = "main")',
    '(name = "FILES", service = "files")',
    `(name = "APP_URL", text = ${q(appUrl)})`,
    `(name = "HEADERS", text = ${q(readFileSync(join(files, '_headers'), 'utf8'))})`,
  ]
  return `const front :Workerd.Worker = ${workerOf([moduleOf('front-worker.ts', folder)], [], bindings, [])};`
}

/** A Worker of ours in one file, for the runtime. */
function moduleOf(source: string, folder: string): string {
  const file = join(folder, source.replace('.ts', '.js'))
  writeFileSync(file, stripTypeScriptTypes(readFileSync(join(ROOT, 'tests/bench', source), 'utf8')))
  return file
}

function outsideOf(folder: string): string {
  const file = moduleOf('outside-worker.ts', folder)
  const bindings = ['(name = "OUTSIDE", durableObjectNamespace = "Outside")', '(name = "APP", service = "main")']
  const flags = ['service_binding_extra_handlers']
  return `const outside :Workerd.Worker = ${workerOf([file], ['Outside'], bindings, flags)};`
}

function workerOf(files: string[], objects: string[], bindings: string[], flags: string[]): string {
  const modules = files.map((file) => `(name = ${q(basename(file))}, esModule = embed ${q(file)})`)
  const namespaces = objects.map(
    (name) => `(className = ${q(name)}, uniqueKey = ${q(`bench-${name}`)}, enableSql = true)`,
  )
  return `(
  modules = [${modules.join(', ')}],
  compatibilityDate = ${q(compatibilityDate())},
  compatibilityFlags = [${flags.map(q).join(', ')}],
  bindings = [
    ${bindings.join(',\n    ')}
  ],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "disk")
)`
}

/** The entry comes first. */
function modulesOf(built: string): string[] {
  const names = readdirSync(built).filter((name) => name.endsWith('.js'))
  return names.map((name) => join(built, name))
}

function compatibilityDate(): string {
  const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')
  return /^compatibility_date = "(.+)"/m.exec(toml)?.[1] ?? ''
}

const q = (text: string) => JSON.stringify(text)
