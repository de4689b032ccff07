import { faceColor, initialsOf } from '../../models/person.ts'
import { colleaguesAt } from '../../models/presence.ts'
import { memberFullName } from '../../models/team.ts'
import { typing } from '../../models/typing.ts'
import { formatList } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Face } from '../../ui/face.tsx'

const shownMax = 3

/** The faces of colleagues who look at a conversation now; a ring round those who write. */
export function Viewers({ id, size }: { id: string; size: 's' | 'm' }) {
  const writers = typing.value.get(id)
  const members = [...new Set([...colleaguesAt(id), ...(writers?.keys() ?? [])])]
  if (members.length === 0) return null
  const names = t.thread.viewing(formatList(members.map(memberFullName)))
  return (
    <span class={`viewers ${size}`} title={names}>
      {members.slice(0, shownMax).map((memberId) => (
        <span key={memberId} class={writers?.has(memberId) ? 'writes' : ''}>
          <Face initials={initialsOf(memberFullName(memberId))} color={faceColor(memberId)} size={size} />
        </span>
      ))}
      {members.length > shownMax && <span class="count">{t.common.plus(members.length - shownMax)}</span>}
      <span class="sr-only">{names}</span>
    </span>
  )
}
