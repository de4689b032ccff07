import { useState } from 'preact/hooks'
import type { Role } from '../../../worker/contract/roles.ts'
import type { Member } from '../../../worker/contract/team.ts'
import { now } from '../../models/clock.ts'
import { canChangeMember, changeMember, givableRoles } from '../../models/manage-team.ts'
import { faceColor, initialsOf } from '../../models/person.ts'
import { me } from '../../models/session.ts'
import { online } from '../../models/team.ts'
import { tellError } from '../../models/toasts.ts'
import { formatDate } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Face } from '../../ui/face.tsx'
import { MemberVerbs } from './member-verbs.tsx'

export function MemberTable({ members }: { members: readonly Member[] }) {
  return (
    <section class="card flush" aria-label={t.team.members}>
      <ul class="people">
        {members
          .filter(({ leftAt }) => leftAt === null)
          .map((member) => (
            <MemberRow key={member.id} member={member} />
          ))}
      </ul>
    </section>
  )
}

function MemberRow({ member }: { member: Member }) {
  const isSelf = member.id === me.value?.memberId
  const mayChange = canChangeMember(member)
  return (
    <li class={member.active ? '' : 'off'} data-of={member.name}>
      <Face
        initials={initialsOf(member.name)}
        color={faceColor(member.id)}
        size="l"
        online={online.value.has(member.id)}
      />
      <div class="person">
        <strong>
          <bdi>{member.name}</bdi> {isSelf && <span class="mute">{t.common.count(t.common.you)}</span>}
          {online.value.has(member.id) && <span class="sr-only"> {t.team.online}</span>}
        </strong>
        <span class="mute">
          {[member.email, `${t.team.joined} ${formatDate(member.joinedAt, now.value)}`].filter(Boolean).join(' · ')}
        </span>
      </div>
      {!member.active && <span class="tag">{t.team.inactive}</span>}
      {mayChange ? <RoleChoice member={member} /> : <span class="tag">{t.roles[member.role]}</span>}
      {mayChange && <AccessButton member={member} />}
      {mayChange && <MemberVerbs member={member} />}
    </li>
  )
}

async function change(member: Member, changes: { role?: Role; active?: boolean }): Promise<void> {
  try {
    await changeMember(member.id, changes)
  } catch (error) {
    tellError(member.name, error)
  }
}

function RoleChoice({ member }: { member: Member }) {
  // Drawn from the answer: a choice that was refused goes back to what is true.
  const [tries, setTries] = useState(0)
  const choose = async (role: Role) => {
    await change(member, { role })
    setTries(tries + 1)
  }
  return (
    <select
      key={String(tries)}
      class="input role"
      aria-label={t.team.roleOf(member.name)}
      value={member.role}
      title={t.roleNotes[member.role]}
      onChange={(event) => void choose(event.currentTarget.value as Role)}
    >
      {givableRoles().map((role) => (
        <option key={role} value={role}>
          {t.roles[role]}
        </option>
      ))}
    </select>
  )
}

function AccessButton({ member }: { member: Member }) {
  const [asking, setAsking] = useState(false)
  if (!member.active) {
    return (
      <Button class="small" onClick={() => void change(member, { active: true })}>
        {t.team.activate}
      </Button>
    )
  }
  return (
    <>
      <Button kind="quiet" class="small" onClick={() => setAsking(true)}>
        {t.team.deactivate}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t.team.deactivateTitle(member.name)}
          lead={t.team.deactivateLead}
          confirm={t.team.deactivate}
          onConfirm={() => void change(member, { active: false })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
