import type { Command } from './command.ts'
import { additionCommands, markCommands, scheduledCommands } from './composer-commands.ts'
import { contactCommands } from './contact-commands.ts'
import { openConversation } from './conversation-commands.ts'
import { hereCommands } from './here-commands.ts'
import { noticeCommands, selectionCommands } from './many-commands.ts'
import { messageCommands } from './message-commands.ts'
import { openingCommands } from './opening-commands.ts'
import { organizationCommands } from './organization-commands.ts'
import { fixedCommands } from './registry.ts'
import { viewCommands } from './view-commands.ts'

/** Every command there is, the nearest first: those with keys, and those that depend on what is on the screen now. */
export function allCommands(): Command[] {
  const conversation = openConversation()
  return [
    ...fixedCommands,
    ...selectionCommands,
    ...(conversation
      ? [...additionCommands, ...markCommands, ...messageCommands(conversation), ...scheduledCommands(conversation)]
      : []),
    ...contactCommands(conversation),
    ...hereCommands(),
    ...openingCommands(),
    ...viewCommands(),
    ...noticeCommands,
    ...organizationCommands(),
  ]
}
