import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, readCommand, stopGroup } from './processes.ts'

/** A process, by its id and by the command line it had when it was noted: ids are given out again. */
interface Noted {
  pid: number
  command: string
}

interface Record {
  main: Noted
  children: Noted[]
}

/** The note of which processes belong to a data folder, so that the next start finds what a crash left behind. */
export interface RunningNote {
  add(pid: number): Promise<void>
  clear(): void
}

const noteOf = (dataDir: string) => join(dataDir, 'running.json')

/** The id of the `npm run dev` that has this data folder, or null. */
export async function findRunning(dataDir: string): Promise<number | null> {
  const record = readNote(dataDir)
  return record !== null && (await isStillThere(record.main)) ? record.main.pid : null
}

/**
 * Takes the data folder for this process, and ends what an earlier one that was killed left running.
 * @throws Error if another one has it.
 */
export async function takeDataDir(dataDir: string): Promise<RunningNote> {
  const other = await findRunning(dataDir)
  if (other !== null) throw new Error(`already running on ${dataDir} (process ${other})`)
  for (const child of readNote(dataDir)?.children ?? []) {
    if (await isStillThere(child)) await stopGroup(child.pid, 'SIGTERM', 5_000)
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const record: Record = { main: await note(process.pid), children: [] }
  const write = () => writeFileSync(noteOf(dataDir), JSON.stringify(record, null, 2))
  write()
  return {
    async add(pid) {
      record.children.push(await note(pid))
      write()
    },
    clear: () => rmSync(noteOf(dataDir), { force: true }),
  }
}

function readNote(dataDir: string): Record | null {
  if (!existsSync(noteOf(dataDir))) return null
  try {
    return JSON.parse(readFileSync(noteOf(dataDir), 'utf8')) as Record
  } catch {
    return null // Cut short by a crash while it was written: nothing had been started by then.
  }
}

async function note(pid: number): Promise<Noted> {
  return { pid, command: await readCommand(pid) }
}

async function isStillThere({ pid, command }: Noted): Promise<boolean> {
  return isRunning(pid) && (await readCommand(pid)) === command
}
