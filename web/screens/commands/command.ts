import type { Operation } from '../../../worker/contract/role-table.ts'
import { can } from '../../models/session.ts'
import type { Texts } from '../../texts/index.ts'

export type CommandGroup = keyof Texts['commands']['groups']

/** Something that a person can do, told once for the keyboard, the list of shortcuts and the palette. */
export interface Command {
  id: string
  group: CommandGroup
  name: () => string
  /** As `pressedKeys` says them. */
  keys?: string
  /** The keys work while one is typing, too. */
  worksWhileTyping?: true
  /** What the role must allow. */
  needs?: Operation
  /** Whether it makes sense now; left out: always. */
  isPossible?: () => boolean
  /** Left out: the place itself does it, as a text box its Enter. */
  run?: () => void
}

export const isAllowed = ({ needs }: Command): boolean => needs === undefined || can(needs)

/** A command that presses a button of the screen, so that what it opens stands beside it. */
export function pressing(elementId: string): Pick<Command, 'isPossible' | 'run'> {
  const button = () => document.querySelector<HTMLElement>(`#${elementId}:not(:disabled)`)
  return { isPossible: () => button() !== null, run: () => button()?.click() }
}

/** Whether the role may do it, it makes sense now, and it can be done from anywhere. */
export function isOffered(command: Command): command is Command & { run: () => void } {
  return command.run !== undefined && isAllowed(command) && (command.isPossible?.() ?? true)
}
