import { Search, X } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { auditActions } from '../../../../worker/contract/audit-actions.ts'
import type { AuditFilter } from '../../../api/audit.ts'
import { memberFullName, members } from '../../../models/team.ts'
import { t } from '../../../texts/audit.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTimeField, SelectField } from '../../../ui/field.tsx'

interface FiltersProps {
  filter: AuditFilter
  onFilter: (filter: AuditFilter) => void
}

const utc = (local: string) => new Date(local).toISOString()

/** Narrows the log to somebody, something, or a time. */
export function AuditFilters({ filter, onFilter }: FiltersProps) {
  const [wish, setWish] = useState({ actor: '', action: '', from: '', to: '' })
  const { actor, action, from, to } = wish
  const change = (changes: Partial<typeof wish>) => setWish({ ...wish, ...changes })
  const submit = (event: Event) => {
    event.preventDefault()
    onFilter({
      ...(actor && { actor }),
      ...(action && { action }),
      ...(from && { from: utc(from) }),
      ...(to && { to: utc(to) }),
      ...(filter.subject && { subject: filter.subject }),
    })
  }
  return (
    <form class="card audit-form" onSubmit={submit}>
      <SelectField
        label={t.audit.actor}
        value={actor}
        onValue={(value) => change({ actor: value })}
        options={[
          { value: '', label: t.audit.everybody },
          ...(members.value.value ?? []).map(({ id }) => ({ value: id, label: memberFullName(id) })),
          { value: 'system', label: t.audit.system },
        ]}
      />
      <SelectField
        label={t.audit.action}
        value={action}
        onValue={(value) => change({ action: value })}
        options={[
          { value: '', label: t.audit.everything },
          ...auditActions.map((value) => ({ value, label: t.audit.actions[value] })),
        ]}
      />
      <DateTimeField label={t.audit.from} value={from} onValue={(value) => change({ from: value })} />
      <DateTimeField label={t.audit.to} value={to} onValue={(value) => change({ to: value })} />
      <div class="audit-form-end">
        {filter.subject && (
          <Button aria-label={t.audit.showAll} onClick={() => onFilter({})}>
            {t.audit.aboutOne}
            <X size={14} aria-hidden="true" />
          </Button>
        )}
        <Button kind="primary" type="submit">
          <Search size={14} aria-hidden="true" />
          {t.audit.apply}
        </Button>
      </div>
    </form>
  )
}
