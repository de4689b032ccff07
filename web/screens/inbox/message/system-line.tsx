import { isOwn } from '../../../models/actions.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { systemWords } from '../../../models/system-words.ts'
import { memberName, teamName } from '../../../models/team.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatExact, formatSnooze, formatTime } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'

/** A line about the conversation itself: assigned, closed, number changed. */
export function SystemLine({ message }: { message: ShownMessage }) {
  return (
    <p class="system-line">
      {lineText(message)}
      <time dateTime={message.occurredAt} title={formatExact(message.occurredAt)}>
        {formatTime(message.occurredAt)}
      </time>
    </p>
  )
}

function lineText(message: ShownMessage): string {
  const { activity, system, author } = message
  if (!activity) return systemWords(system?.body ?? '') || t.message.systemTypes[system?.type ?? ''] || t.message.system
  const who = author.memberId === null ? null : nameOf(author.memberId)
  const lines = t.thread.activity
  switch (activity.action) {
    case 'assigned':
      if (activity.teamId) return lines.teamed(who ?? t.thread.bySystem, givenTo(activity.teamId, activity.memberId))
      if (who === null) return lines.assignedTo(nameOf(activity.memberId))
      return activity.memberId === author.memberId
        ? lines.assignedSelf(who)
        : lines.assigned(who, isOwn(activity.memberId) ? lines.toYou : nameOf(activity.memberId))
    case 'unassigned':
      return who === null ? lines.unassignedBare : lines.unassigned(who)
    case 'closed':
      if (activity.afterDays !== undefined) return lines.closedQuiet(activity.afterDays)
      return who === null ? lines.closedBare : lines.closed(who)
    case 'snoozed': {
      const by = who ?? t.thread.bySystem
      return activity.until ? lines.snoozed(by, formatSnooze(activity.until)) : lines.snoozedOpen(by)
    }
    case 'woken':
      return who === null ? lines.wokenBare : lines.woken(who)
    case 'reopened':
      return who === null ? lines.reopenedBare : lines.reopened(who)
  }
}

const nameOf = (memberId: string | null): string => inSentence(memberName(memberId))

function givenTo(teamId: string, memberId: string | null): string {
  const team = inSentence(teamName(teamId))
  return memberId === null ? team : t.thread.activity.within(team, nameOf(memberId))
}
