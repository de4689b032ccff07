import { Check, Users } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { NewAssignee } from '../../../worker/contract/conversation.ts'
import { faceColor, initialsOf } from '../../models/person.ts'
import { me } from '../../models/session.ts'
import { members, online, teams } from '../../models/team.ts'
import { t } from '../../texts/index.ts'
import { Face } from '../../ui/face.tsx'
import { Popover } from '../../ui/menu.tsx'

const searchFrom = 8

interface AssignMenuProps {
  anchor: HTMLElement
  /** undefined: there are several. */
  assigneeId: string | null | undefined
  teamId: string | null | undefined
  onChoose: (to: NewAssignee) => void
  onClose: () => void
}

/** Me, nobody, or a colleague who may answer; those who are online first. */
export function AssignMenu({ anchor, assigneeId, teamId, onChoose, onClose }: AssignMenuProps) {
  const [query, setQuery] = useState('')
  const person = me.value
  const others = (members.value.value ?? [])
    .filter((member) => member.active && member.role !== 'viewer' && member.id !== person?.memberId)
    .sort((a, b) => Number(online.value.has(b.id)) - Number(online.value.has(a.id)) || a.name.localeCompare(b.name))
  const matching = others.filter((member) => member.name.toLowerCase().includes(query.trim().toLowerCase()))
  const choose = (memberId: string | null) => {
    onClose()
    if (memberId !== assigneeId) onChoose({ memberId })
  }
  /** A team gets it for whoever of it is free; leaving a team changes nobody's work. */
  const give = (to: string | null) => {
    onClose()
    if (to !== teamId) onChoose({ memberId: to === null ? (assigneeId ?? null) : null, teamId: to })
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
      {(teams.value.value ?? []).length > 0 && (
        <>
          <hr />
          <div class="head">{t.thread.assignTeams}</div>
          {(teams.value.value ?? []).map((team) => (
            <TeamChoice key={team.id} name={team.name} isChosen={team.id === teamId} onChoose={() => give(team.id)} />
          ))}
          {teamId && <TeamChoice name={t.thread.noTeam} isChosen={false} onChoose={() => give(null)} />}
        </>
      )}
    </Popover>
  )
}

function TeamChoice({ name, isChosen, onChoose }: { name: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" role="menuitemradio" aria-checked={isChosen} onClick={onChoose}>
      <Users size={15} aria-hidden="true" />
      <span class="grow">{name}</span>
      {isChosen && <Check size={15} aria-hidden="true" />}
    </button>
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
