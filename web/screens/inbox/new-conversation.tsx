import { later } from '../../ui/later.tsx'
/** Seldom used: its code, and the phone tables with it, come when it is opened. */
export const NewConversation = later(() =>
  import('./new-conversation-dialog.tsx').then((module) => module.NewConversationDialog),
)
