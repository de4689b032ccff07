import { channelOf } from '../../models/channels.ts'
import { view } from '../../models/inbox.ts'
import { labelsOf } from '../../models/labels.ts'
import type { ListView } from '../../models/list-view.ts'
import { memberName, teamName } from '../../models/team.ts'
import { t } from '../../texts/index.ts'

/** What the list is narrowed by beside status and unread, each with the words for it. */
export function chosenFilters(): { key: keyof ListView; name: string }[] {
  const { window, priority, labelId, memberId, teamId, failed, channelId, tab } = view.value
  const chosen: [keyof ListView, string | false | undefined | null][] = [
    ['failed', failed && t.strip.failedFilter],
    ['teamId', teamId && teamName(teamId)],
    ['window', window && t.inbox.windows[window]],
    ['priority', priority && t.priority.of(t.priority.names[priority])],
    ['labelId', labelId && (labelsOf([labelId])[0]?.name ?? t.labels.any)],
    ['memberId', tab === 'all' && memberId && t.inbox.assignedTo(memberName(memberId))],
    ['channelId', channelId && (channelOf(channelId)?.name ?? t.inbox.channelLabel)],
  ]
  return chosen.flatMap(([key, name]) => (name ? [{ key, name }] : []))
}
