import { lazy } from 'preact-iso'

/** Seldom used: its code, and the phone tables with it, come when it is opened. */
export const NewConversation = lazy(() =>
  import('./new-conversation-dialog.tsx').then((module) => module.NewConversationDialog),
)
