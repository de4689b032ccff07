import type { Member } from '../../../../worker/contract/team.ts'
import { changeMember } from '../../../models/manage-team.ts'
import { members } from '../../../models/team.ts'
import { tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/desk-settings.ts'

const numbers = [0, 1, 2, 3, 5, 10, 15, 20, 30, 50, 100]

/** How many conversations each member gets by themselves, where it is not as usual. */
export function CapacityList() {
  const people = (members.value.value ?? []).filter((member) => member.active && member.role !== 'viewer')
  return (
    <div class="field">
      <span class="field-label">{t.desk.assignment.members}</span>
      <ul class="capacities">
        {people.map((member) => (
          <li key={member.id}>
            <span>
              <bdi>{member.name}</bdi> <span class="mute">{t.roles[member.role]}</span>
            </span>
            <CapacityChoice member={member} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function CapacityChoice({ member }: { member: Member }) {
  const { capacity } = member
  const choices = [...new Set([...numbers, ...(capacity === null ? [] : [capacity])])].sort((a, b) => a - b)
  const choose = async (value: string) => {
    try {
      await changeMember(member.id, { capacity: value === '' ? null : Number(value) })
    } catch (error) {
      tellError(member.name, error)
    }
  }
  return (
    <select
      class="input"
      aria-label={t.desk.assignment.memberCapacity(member.name)}
      value={capacity === null ? '' : String(capacity)}
      onChange={(event) => void choose(event.currentTarget.value)}
    >
      <option value="">{member.role === 'agent' ? t.desk.assignment.usual : t.desk.assignment.none}</option>
      {choices.map((number) => (
        <option key={number} value={String(number)}>
          {number === 0 ? t.desk.assignment.none : number}
        </option>
      ))}
    </select>
  )
}
