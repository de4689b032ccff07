import { Search, X } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { type AuditAction, auditActions } from '../../../../worker/contract/audit-actions.ts'
import type { AuditFilter } from '../../../api/audit.ts'
import { memberFullName, members } from '../../../models/team.ts'
import { t } from '../../../texts/audit.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTimeField, SelectField } from '../../../ui/field.tsx'

interface FiltersProps {
  filter: AuditFilter
  onFilter: (filter: AuditFilter) => void
}

type Noun<A extends string> = A extends `${infer N}.${string}` ? N : never
type Group = keyof typeof t.audit.groups

/** What an action is about, noun by noun; the headings stand in this order. */
const nounsOf: Record<Group, readonly Noun<AuditAction>[]> = {
  people: ['member', 'invitation', 'team'],
  access: ['session', 'sign_in', 'password', 'factor', 'recovery_codes', 'sso', 'sso_domain', 'api_token', 'key'],
  organization: ['tenant', 'hours', 'audit', 'analytics'],
  conversations: ['conversation', 'message', 'media'],
  customers: ['contact', 'attribute', 'segment'],
  channels: ['channel', 'template', 'templates', 'prices', 'event'],
  desk: ['label', 'canned_response', 'view'],
  notifications: ['notification', 'notifications', 'push'],
  platform: ['platform'],
}
const groups = Object.keys(nounsOf) as Group[]
const isAbout = (group: Group, action: AuditAction) => nounsOf[group].some((noun) => action.startsWith(`${noun}.`))

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
          ...groups.flatMap((group) =>
            auditActions
              .filter((value) => isAbout(group, value))
              .map((value) => ({ value, label: t.audit.actions[value], group: t.audit.groups[group] })),
          ),
        ]}
      />
      <DateTimeField label={t.audit.from} value={from} onValue={(value) => change({ from: value })} />
      <DateTimeField label={t.audit.to} value={to} min={from} onValue={(value) => change({ to: value })} />
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
