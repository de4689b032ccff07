import type { AnalyticsScope } from '../../api/endpoints.ts'
import { channels } from '../../models/channels.ts'
import { members, teams } from '../../models/team.ts'
import { t } from '../../texts/analytics.ts'
import { SelectField } from '../../ui/field.tsx'

interface ScopeFieldsProps {
  scope: AnalyticsScope
  onScope: (scope: AnalyticsScope) => void
}

/** What the whole screen is about: one agent, number or team, or all. Where there are no teams nothing is asked. */
export function ScopeFields({ scope, onScope }: ScopeFieldsProps) {
  const { agent, allAgents, number, allNumbers, team, allTeams } = t.analytics
  const field = (
    name: keyof AnalyticsScope,
    label: string,
    all: string,
    rows: readonly { id: string; name: string }[],
  ) => (
    <SelectField
      label={label}
      value={scope[name] ?? ''}
      onValue={(id) => {
        const { [name]: _, ...rest } = scope
        onScope(id === '' ? rest : { ...rest, [name]: id })
      }}
      options={[{ value: '', label: all }, ...rows.map((row) => ({ value: row.id, label: row.name }))]}
    />
  )
  const groups = teams.value.value ?? []
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="scope-fields" role="group" aria-label={t.analytics.scope}>
      {field('memberId', agent, allAgents, members.value.value ?? [])}
      {field('channelId', number, allNumbers, channels.value.value ?? [])}
      {groups.length > 0 && field('teamId', team, allTeams, groups)}
      {scope.memberId !== undefined && <p class="mute">{t.analytics.scopeNote}</p>}
    </div>
  )
}
