import { CircleCheck, RotateCw } from 'lucide-preact'
import type { StaffWork } from '../../../worker/contract/admin.ts'
import { adminApi } from '../../api/admin.ts'
import { now } from '../../models/clock.ts'
import { tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { formatDuration, formatNumber } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { StateBadge, Table } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

const kindName = (kind: string): string => (t.admin.jobs.kinds as Record<string, string>)[kind] ?? kind
const ageOf = (at: string | null): string => (at === null ? t.common.none : formatDuration(now.value - Date.parse(at)))

/** The work list: what is due, what is late, and another try. */
export function JobsScreen() {
  const [loaded, again] = useRead(adminApi.work)
  const words = t.admin.jobs
  const retry = async (kind: string, tenantId?: string) => {
    try {
      const { rows } = await adminApi.retryWork({ kind, ...(tenantId && { tenantId }) })
      tell(words.retried(rows))
      await again()
    } catch (error) {
      tellError(kindName(kind), error)
    }
  }
  return (
    <Sheet title={words.title} lead={words.lead}>
      <Answer of={loaded} onRetry={again}>
        {(work) => (
          <>
            <Kinds work={work} onRetry={retry} />
            <Late work={work} onRetry={retry} />
          </>
        )}
      </Answer>
    </Sheet>
  )
}

interface WorkProps {
  work: StaffWork
  onRetry: (kind: string, tenantId?: string) => Promise<void>
}

function Kinds({ work: { kinds }, onRetry }: WorkProps) {
  const words = t.admin.jobs
  if (kinds.length === 0) {
    return (
      <section class="card" aria-label={words.byKind}>
        <Empty icon={CircleCheck} title={words.empty} lead={words.emptyLead} />
      </section>
    )
  }
  const columns = [words.kind, words.due, words.leased, words.late, words.later, words.oldest, words.again]
  return (
    <section class="card">
      <h2>{words.byKind}</h2>
      <Table name={words.byKind} columns={columns}>
        {kinds.map(({ kind, due, leased, late, later, oldestDueAt }) => (
          <tr key={kind}>
            <th scope="row">{kindName(kind)}</th>
            <td>{formatNumber(due)}</td>
            <td>{formatNumber(leased)}</td>
            <td class={late > 0 ? 'bad' : ''}>{formatNumber(late)}</td>
            <td>{formatNumber(later)}</td>
            <td>{ageOf(oldestDueAt)}</td>
            <td>
              <RetryButton label={words.retryOf(kindName(kind))} disabled={due === 0} run={() => onRetry(kind)} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Late({ work: { late }, onRetry }: WorkProps) {
  const words = t.admin.jobs
  if (late.length === 0) return null
  return (
    <section class="card">
      <h2>{words.lateTitle}</h2>
      <Table name={words.lateTitle} columns={[words.organization, words.kind, words.rows, words.oldest, words.again]}>
        {late.map(({ tenantId, organization, state, kind, rows, oldestDueAt }) => (
          <tr key={`${tenantId} ${kind}`}>
            <th scope="row">
              <a href={`/admin/tenants/${tenantId}`}>{organization}</a>{' '}
              {state !== 'active' && <StateBadge state={state} />}
            </th>
            <td>{kindName(kind)}</td>
            <td>{formatNumber(rows)}</td>
            <td>{ageOf(oldestDueAt)}</td>
            <td>
              <RetryButton
                label={words.retryOf(`${kindName(kind)}, ${organization}`)}
                run={() => onRetry(kind, tenantId)}
              />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function RetryButton({
  label,
  disabled = false,
  run,
}: {
  label: string
  disabled?: boolean
  run: () => Promise<void>
}) {
  return (
    <Button class="small" aria-label={label} disabled={disabled} onClick={() => void run()}>
      <RotateCw size={13} aria-hidden="true" />
      {t.admin.jobs.retry}
    </Button>
  )
}
