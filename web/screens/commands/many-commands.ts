import { counts } from '../../models/inbox.ts'
import { readAll } from '../../models/notifications.ts'
import { clearSelection, selection, selectionButton } from '../../models/selection.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/desk.ts'
import { t as notificationTexts } from '../../texts/notifications.ts'
import { type Command, pressing } from './command.ts'

/** What is done to the ticked conversations and has no key; the verbs with keys turn to them by themselves. */
export const selectionCommands: readonly Command[] = [
  {
    id: 'ticked-read',
    group: 'conversation',
    name: () => t.commands.onTicked(t.bulk.actions.read),
    needs: 'markRead',
    ...pressing(selectionButton('read')),
  },
  {
    id: 'ticked-clear',
    group: 'conversation',
    name: () => t.bulk.clear,
    isPossible: () => selection.peek().size > 0,
    run: clearSelection,
  },
]

export const noticeCommands: readonly Command[] = [
  {
    id: 'notifications-read',
    group: 'app',
    name: () => t.commands.pair(t.rail.notifications, notificationTexts.notifications.readAll),
    isPossible: () => (counts.peek()?.notifications ?? 0) > 0,
    run: () => void readAll().catch((reason: unknown) => tellError(notificationTexts.notifications.saveFailed, reason)),
  },
]
