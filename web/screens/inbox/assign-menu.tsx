import { Check } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { faceColor, initialsOf } from '../../models/person.ts'
import { me } from '../../models/session.ts'
import { members, online } from '../../models/team.ts'
import { t } from '../../texts/index.ts'
import { Face } from '../../ui/face.tsx'
import { Popover } from '../../ui/menu.tsx'

const searchFrom = 8

interface AssignMenuProps {
  anchor: HTMLElement
  /** undefined: there are several. */
  assigneeId: string | null | undefined
  onChoose: (memberId: string | null) => void
  onClose: () => void
}

/** Me, nobody, or a colleague who may answer; those who are online first. */
export function AssignMenu({ anchor, assigneeId, onChoose, onClose }: AssignMenuProps) {
  const [query, setQuery] = useState('')
  const person = me.value
  const others = (members.value.value ?? [])
    .filter((member) => member.active && member.role !== 'viewer' && member.id !== person?.memberId)
    .sort((a, b) => Number(online.value.has(b.id)) - Number(online.value.has(a.id)) || a.name.localeCompare(b.name))
  const matching = others.filter((member) => member.name.toLowerCase().includes(query.trim().toLowerCase()))
  const choose = (memberId: string | null) => {
    onClose()
    if (memberId !== assigneeId) onChoose(memberId)
  }
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.thread.assignTitle}>
      {others.length >= searchFrom && (
        <input
          class="input"
          placeholder={t.thread.assignSearch}
          aria-label={t.thread.assignSearch}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {person && (
        <Choice
          name={`${person.name} ${t.common.count(t.common.you)}`}
          memberId={person.memberId}
          isChosen={assigneeId === person.memberId}
          onChoose={choose}
        />
      )}
      <Choice name={t.thread.assignNobody} memberId={null} isChosen={assigneeId === null} onChoose={choose} />
      {matching.length > 0 && <hr />}
      {matching.map((member) => (
        <Choice
          key={member.id}
          name={member.name}
          memberId={member.id}
          isChosen={assigneeId === member.id}
          onChoose={choose}
        />
      ))}
    </Popover>
  )
}

interface ChoiceProps {
  name: string
  memberId: string | null
  isChosen: boolean
  onChoose: (memberId: string | null) => void
}

function Choice({ name, memberId, isChosen, onChoose }: ChoiceProps) {
  return (
    <button type="button" role="menuitemradio" aria-checked={isChosen} onClick={() => onChoose(memberId)}>
      {memberId === null ? (
        <span class="face blank m" data-initials={t.common.none} aria-hidden="true" />
      ) : (
        <Face initials={initialsOf(name)} color={faceColor(memberId)} online={online.value.has(memberId)} />
      )}
      <span class="grow">{name}</span>
      {isChosen && <Check size={15} aria-hidden="true" />}
    </button>
  )
}
