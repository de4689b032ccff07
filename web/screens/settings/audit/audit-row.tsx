import type { AuditLog } from '../../../../worker/contract/audit.ts'
import { now } from '../../../models/clock.ts'
import { nameOf } from '../../../models/named.ts'
import { memberFullName } from '../../../models/team.ts'
import { t } from '../../../texts/audit.ts'
import { formatList, formatMoment } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { TraceTime } from '../trace-time.tsx'

interface RowProps {
  row: AuditLog
  onSubject: (subjectId: string) => void
}

/** What one did: when, what, what a setting was before and after, and from where. */
export function AuditRow({ row, onSubject }: RowProps) {
  const { at, action, subjectId, network, requestId, tokenId } = row
  const words = (t.audit.actions as Record<string, string>)[action]
  // Who joined or left is said already.
  const subject = subjectId === null || subjectId === row.memberId ? null : nameOf(subjectId)
  const facts = [
    network !== null && t.audit.network(network),
    tokenId !== null && t.audit.token,
    requestId !== null && t.audit.request(requestId),
  ].filter(Boolean)
  return (
    <li class="trace">
      <TraceTime at={at} />
      <div class="trace-text">
        <span class="trace-head">
          <strong>{actorName(row)}</strong>
          {words ?? <code>{action}</code>}
          {subject !== null && (
            <strong>
              <bdi>{subject}</bdi>
            </strong>
          )}
        </span>
        <Details details={row.details} />
        {facts.length > 0 && <span class="mute">{facts.join(' · ')}</span>}
      </div>
      {subjectId !== null && (
        <div class="trace-actions">
          <Button class="small" onClick={() => onSubject(subjectId)}>
            {t.audit.sameSubject}
          </Button>
        </div>
      )}
    </li>
  )
}

function actorName({ memberId, staffId }: AuditLog): string {
  if (staffId !== null) return t.audit.staff
  return memberId === null ? t.audit.system : memberFullName(memberId)
}

/** Settings by their own names, as the API has them, with what they were and are; the rest as it stands. */
export function Details({ details: { changes = {}, ...rest } }: { details: AuditLog['details'] }) {
  const fields = [
    ...Object.entries(changes as Record<string, [unknown, unknown]>).map(
      ([name, [before, after]]) => [name, `${shownValue(name, before)} → ${shownValue(name, after)}`] as const,
    ),
    ...Object.entries(rest).map(([name, value]) => [name, shownValue(name, value)] as const),
  ]
  if (fields.length === 0) return null
  return (
    <dl class="audit-details">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** A value in words: yes and no, roles and members by their names, times by the reader's clock. */
function shownValue(field: string, value: unknown): string {
  if (Array.isArray(value) && value.length > 0) return formatList(value.map((each) => shownValue(field, each)))
  if (value === null || value === '' || Array.isArray(value)) return t.audit.none
  if (typeof value === 'boolean') return value ? t.audit.yes : t.audit.no
  if (typeof value !== 'string') return JSON.stringify(value)
  if (isTime.test(value)) return formatMoment(value, now.value)
  const role = /roles?$/i.test(field) ? (t.roles as Record<string, string>)[value] : undefined
  return role ?? nameOf(value) ?? value
}
