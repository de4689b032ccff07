import { changeConversations, undoChanges } from './change-conversations.ts'
import type { CommandCtx } from './command-ctx.ts'
import {
  addContactNote,
  createContact,
  editContact,
  removeContactNote,
  setBlocked,
  setConsent,
} from './contact-commands.ts'
import {
  assignConversation,
  closeConversation,
  markRead,
  reopenConversation,
  retryMessage,
  setPriority,
  snoozeConversation,
} from './conversation-commands.ts'
import { setContactLabels, setConversationLabels } from './label-commands.ts'
import { mergeContacts, unmergeContacts } from './merge-commands.ts'
import { removeContact, restoreContact } from './remove-contact.ts'
import { cancelScheduled, changeScheduled, scheduleMessage, sendScheduledNow } from './scheduled.ts'
import { sendMessage } from './send-message.ts'
import { startConversation } from './start-conversation.ts'

/** What agents can do to conversations and to the people in them; each runs inside the tenant's inbox object. */
const commands = {
  sendMessage,
  startConversation,
  assignConversation,
  closeConversation,
  reopenConversation,
  markRead,
  retryMessage,
  createContact,
  editContact,
  setConsent,
  setBlocked,
  addContactNote,
  removeContactNote,
  mergeContacts,
  unmergeContacts,
  removeContact,
  restoreContact,
  setConversationLabels,
  setContactLabels,
  scheduleMessage,
  changeScheduled,
  cancelScheduled,
  sendScheduledNow,
  snoozeConversation,
  setPriority,
  changeConversations,
  undoChanges,
}

type Commands = typeof commands
export type CommandName = keyof Commands
export interface CommandOf<N extends CommandName> {
  input: Parameters<Commands[N]>[1]
  output: Awaited<ReturnType<Commands[N]>>
}

/** Runs a command; throws AppError for what the caller should know. */
export function runCommand<N extends CommandName>(
  ctx: CommandCtx,
  name: N,
  input: CommandOf<N>['input'],
): Promise<CommandOf<N>['output']> {
  const command = commands[name] as (ctx: CommandCtx, input: CommandOf<N>['input']) => Promise<CommandOf<N>['output']>
  return command(ctx, input)
}
