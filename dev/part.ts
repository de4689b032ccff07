import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from './config.ts'
import { isListening, requirePid, stopGroup, tieToParent } from './processes.ts'

/** A part of the stack that runs as a process group of its own. */
export interface Part {
  pid: number
  /** Resolves with a sentence once the part has ended without being asked to. */
  died: Promise<string>
  stop(): Promise<void>
}

/** Starts `node <args>`; what it prints is passed on with the part's name in front. */
export function startPart(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Part {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const pid = requirePid(child)
  const letGo = tieToParent(pid, 'TERM')
  passOn(name, child.stdout, process.stdout)
  passOn(name, child.stderr, process.stderr)
  let asked = false
  const died = new Promise<string>((done) => {
    child.once('exit', (code, signal) => {
      if (!asked) done(`${name} ended unexpectedly (${signal ?? `code ${code}`})`)
    })
  })
  const stop = async () => {
    asked = true
    await stopGroup(pid, 'SIGTERM', 5_000) // Also where the leader has ended: its children may not have.
    letGo()
  }
  return { pid, died, stop }
}

/** Runs `node <args>` to its end. @throws Error with what it printed if it fails. */
export async function runToEnd(name: string, args: readonly string[], env = process.env): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) throw new Error(`${name} failed:\n${text}`)
}

/** Waits until a part takes connections. @throws Error if it ends first or takes longer than 20 seconds. */
export async function waitForPort(name: string, part: Part, port: number): Promise<void> {
  const died = part.died.then((reason) => Promise.reject(new Error(reason)))
  const answers = async () => {
    for (let tries = 0; tries < 400; tries++) {
      if (await isListening(port)) return
      await wait(50)
    }
    throw new Error(`${name} does not answer on port ${port}`)
  }
  await Promise.race([answers(), died])
}

function passOn(name: string, from: Readable, to: NodeJS.WriteStream): void {
  createInterface({ input: from }).on('line', (line) => {
    if (line.trim() !== '') to.write(`[${name}] ${line}\n`)
  })
}
