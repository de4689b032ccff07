import { appCommands, screenCommands } from './app-commands.ts'
import { type Command, isAllowed } from './command.ts'
import { conversationCommands } from './conversation-commands.ts'
import { listCommands } from './list-commands.ts'
import { writingCommands } from './writing-commands.ts'

/** Every command that does not depend on what the tenant has. Keys are found here only. */
export const fixedCommands: readonly Command[] = [
  ...conversationCommands,
  ...listCommands,
  ...writingCommands,
  ...screenCommands,
  ...appCommands,
]

/** Everything with a key that the person's role allows, whether or not it makes sense now. */
export const keyedCommands = (): Command[] => fixedCommands.filter((command) => command.keys && isAllowed(command))
