import { t } from '../../texts/index.ts'
import type { Command } from './command.ts'

/** The keys of the text box, which does what they say itself. */
export const writingKeys = {
  send: 'Enter',
  newLine: 'Shift+Enter',
  bold: 'Mod+b',
  italic: 'Mod+i',
  leave: 'Escape',
} as const

export const writingCommands: readonly Command[] = (Object.keys(writingKeys) as (keyof typeof writingKeys)[]).map(
  (id) => ({ id: `write-${id}`, group: 'writing', name: () => t.commands[id], keys: writingKeys[id] }),
)
