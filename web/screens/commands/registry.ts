import { appCommands, screenCommands } from './app-commands.ts'
import { type Command, isAllowed } from './command.ts'
import { conversationCommands } from './conversation-commands.ts'
import { listCommands, viewCommands } from './list-commands.ts'
import { writingCommands } from './writing-commands.ts'

/** Every command that does not depend on what the tenant has. Keys are found here only. */
const fixedCommands: readonly Command[] = [
  ...conversationCommands,
  ...listCommands,
  ...writingCommands,
  ...screenCommands,
  ...appCommands,
]

/** Every command there is, the nearest first. */
export const allCommands = (): Command[] => [...fixedCommands, ...viewCommands()]

/** Everything with a key that the person's role allows, whether or not it makes sense now. */
export const keyedCommands = (): Command[] => fixedCommands.filter((command) => command.keys && isAllowed(command))
