import { Plus } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Team } from '../../../../worker/contract/team.ts'
import { can } from '../../../models/session.ts'
import { memberFullName, readTeams, teams } from '../../../models/team.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/desk-settings.ts'
import { formatList } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { Failed } from '../../../ui/states.tsx'
import { CardBones } from '../channels-screen.tsx'
import { TeamDialog } from './team-dialog.tsx'

/** Who can be given conversations together. */
export function TeamList() {
  const [editing, setEditing] = useState<Team | 'new' | null>(null)
  const { state, value, error } = teams.value
  const mayChange = can('manageTeams')
  useEffect(() => void readTeams(), [])
  return (
    <section class="card" aria-label={t.desk.teams.title}>
      <div class="card-head desk-head">
        <div>
          <h2>{t.desk.teams.title}</h2>
          <p class="mute">{t.desk.teams.lead}</p>
        </div>
        {mayChange && (
          <Button id="new-team" onClick={() => setEditing('new')}>
            <Plus size={15} aria-hidden="true" />
            {t.desk.teams.add}
          </Button>
        )}
      </div>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readTeams()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value?.length === 0 && <p class="mute">{t.desk.teams.empty}</p>}
      <ul class="capacities">
        {value?.map((team) => (
          <li key={team.id}>
            <span>
              <strong>
                <bdi>{team.name}</bdi>
              </strong>{' '}
              <span class="mute">
                {team.memberIds.length > 0 && team.memberIds.length <= 4
                  ? formatList(team.memberIds.map(memberFullName))
                  : t.desk.teams.count(team.memberIds.length)}
              </span>
            </span>
            {mayChange && (
              <Button class="small" aria-label={t.desk.teams.edit(team.name)} onClick={() => setEditing(team)}>
                {t.desk.teams.change}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {editing && <TeamDialog team={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  )
}
