import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, connect as tcpConnect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** True while a process with this id runs, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  const stat = readProc(pid, 'stat')
  return stat !== null && /\) Z /.test(stat)
}

/** The command line of a process, words joined by spaces; empty if it is gone or cannot be read. */
export async function readCommand(pid: number): Promise<string> {
  const cmdline = readProc(pid, 'cmdline')
  if (cmdline !== null) return cmdline.replaceAll('\0', ' ').trim()
  if (existsSync('/proc/self')) return ''
  return await new Promise((resolve) => {
    let text = ''
    const ps = spawn('ps', ['-o', 'command=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
    ps.stdout.on('data', (chunk) => {
      text += chunk
    })
    ps.on('error', () => resolve(''))
    ps.on('close', () => resolve(text.trim()))
  })
}

/** The parent of a process; null where that cannot be read. */
export function readParent(pid: number): number | null {
  const [, parent] = /\) \S (\d+) /.exec(readProc(pid, 'stat') ?? '') ?? []
  return parent === undefined ? null : Number(parent)
}

function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}

/** Waits until the process is gone; false if it still runs after `timeoutMs`. */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs
  while (isRunning(pid)) {
    if (Date.now() > deadlineMs) return false
    await wait(10)
  }
  return true
}

/**
 * Signals the process group that `pid` leads; a group that is gone is no error.
 * @param pid The leader, started with `detached: true`.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Ends a group politely, and by force after `graceMs`. */
export async function stopGroup(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  signalGroup(pid, signal)
  if (!(await waitForExit(pid, graceMs))) await waitAfterKill(pid)
  signalGroup(pid, 'SIGKILL') // Grandchildren that outlived their leader.
}

async function waitAfterKill(pid: number): Promise<void> {
  signalGroup(pid, 'SIGKILL')
  await waitForExit(pid, 5_000)
}

/**
 * Ties a process group to this process: should we die without cleaning up (kill -9), a shell that holds the other end
 * of a pipe sees it close and ends the group.
 * @returns A function that lets the group go again; call it once the group has ended.
 */
export function tieToParent(pid: number, signal: 'INT' | 'TERM'): () => void {
  const script = `read -r _; kill -${signal} -${pid} 2>/dev/null; sleep 5; kill -KILL -${pid} 2>/dev/null`
  // A session of its own: Ctrl-C in the terminal must reach us, not the shell that outlives us.
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return () => signalGroup(requirePid(shell), 'SIGKILL')
}

/** The id of a child that was started; throws the reason if it was not. */
export function requirePid(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`could not start ${child.spawnfile}`)
  return child.pid
}

/** A TCP port on 127.0.0.1 that nothing listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** True if something accepts connections on this port of 127.0.0.1. */
export async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = tcpConnect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
