import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../dev/config.ts'
import { findFreePort, requirePid, waitForExit } from '../../dev/processes.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of a stack that was started once and stopped. */
    stack: string
  }
}

/** What `npm run dev` starts, in a folder and on ports of its own. */
export interface Stack {
  appUrl: string
  graphUrl: string
  /** Of the mailbox. */
  mailUrl: string
  /** Of the identity provider. */
  ssoUrl: string
  dataDir: string
  /** All that it has printed since it started. */
  said(): string
  /** Ends it, and removes its folder if it was made for it. */
  stop(): Promise<void>
  /** Kills every process of it at once, as a power cut would. */
  kill9(): Promise<void>
  /** Starts it again in the same folder, on the same ports. */
  restart(): Promise<void>
}

export interface StackOptions {
  /** Of the app. */
  port?: number
  dataDir?: string
  /** Folder of a stack that was stopped: one like it starts in a third of the time that making the demo takes. */
  like?: string | undefined
  /** Further environment, such as variables that replace a stand-in. */
  env?: Record<string, string>
}

/**
 * Starts the whole local stack and waits for its `ready`.
 * @throws Error with everything it printed if it ends before.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? newDataDir(options.like)
  const [app, graph, stripe, kms, mail, sso] = await findFreePorts(options.port)
  const ports = {
    ...{ ADSAPP_PORT: app, GRAPH_PORT: graph, STRIPE_PORT: stripe, KMS_PORT: kms },
    ...{ MAIL_PORT: mail, SSO_PORT: sso },
  }
  const env = { ...process.env, ...ports, ADSAPP_DATA_DIR: dataDir, ...options.env } as NodeJS.ProcessEnv
  let main = await startMain(env)
  const endMain = async (signal: NodeJS.Signals) => {
    main.process.kill(signal)
    if (!(await waitForExit(requirePid(main.process), 20_000))) throw new Error('the stack does not stop')
  }
  return {
    appUrl: `http://127.0.0.1:${app}`,
    graphUrl: `http://127.0.0.1:${graph}`,
    mailUrl: `http://127.0.0.1:${mail}`,
    ssoUrl: `http://127.0.0.1:${sso}`,
    dataDir,
    said: () => main.said(),
    async stop() {
      if (main.process.exitCode === null && main.process.signalCode === null) await endMain('SIGTERM')
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
    async kill9() {
      for (const pid of readGroups(dataDir)) killGroup(pid)
      await endMain('SIGKILL')
    },
    async restart() {
      main = await startMain(env)
    },
  }
}

function newDataDir(like: string | undefined): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-stack-'))
  // With owners and modes, which Postgres looks at.
  if (like !== undefined) execFileSync('cp', ['-a', `${like}/.`, dataDir])
  return dataDir
}

/** All that was printed but wrangler's own lines, which name the URL of every request and are not there in production. */
export const workerLog = (stack: Pick<Stack, 'said'>) =>
  stack
    .said()
    .split('\n')
    .filter((line) => !line.includes('[wrangler:info]'))
    .join('\n')

async function findFreePorts(app: number | undefined): Promise<string[]> {
  const ports = new Set(app === undefined ? [] : [app])
  while (ports.size < 6) ports.add(await findFreePort())
  return [...ports].map(String)
}

interface Main {
  process: ChildProcess
  said(): string
}

function startMain(env: NodeJS.ProcessEnv): Promise<Main> {
  const main = spawn(process.execPath, [join(ROOT, 'dev/main.ts')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  return new Promise((ready, fail) => {
    const listen = (chunk: Buffer) => {
      said += chunk
      if (/^ready/m.test(said)) ready({ process: main, said: () => said })
    }
    main.stdout.on('data', listen)
    main.stderr.on('data', listen)
    main.once('error', fail)
    main.once('exit', () => fail(new Error(`the stack did not start:\n${said}`)))
  })
}

function readGroups(dataDir: string): number[] {
  const note = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { children: { pid: number }[] }
  return note.children.map((child) => child.pid)
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself, which is what was wanted.
  }
}
