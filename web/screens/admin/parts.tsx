import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { StaffTenantRow } from '../../../worker/contract/admin.ts'
import { now } from '../../models/clock.ts'
import { t } from '../../texts/admin.ts'
import { formatDate, formatExact, formatNumber, formatTime } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { AreaField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'

const reasonMax = 300

interface ReasonFormProps {
  lead: string
  confirm: string
  isDanger?: boolean
  run: (reason: string) => Promise<void>
  onCancel?: () => void
}

/** Asks why: what is written stands in the audit log. */
export function ReasonForm({ lead, confirm, isDanger = false, run, onCancel }: ReasonFormProps) {
  const [reason, setReason] = useState('')
  const form = useForm(() => run(reason.trim()))
  return (
    <form class="dialog-body" onSubmit={form.submit}>
      <p class="mute">{lead}</p>
      <FormError error={form.error} />
      <AreaField label={t.admin.reason} rows={2} maxLength={reasonMax} value={reason} onValue={setReason} />
      <div class="dialog-actions">
        {onCancel && <Button onClick={onCancel}>{t.common.cancel}</Button>}
        <Button
          type="submit"
          kind={isDanger ? 'danger' : 'primary'}
          class="primary"
          disabled={form.busy || reason.trim().length < 3}
        >
          {confirm}
        </Button>
      </div>
    </form>
  )
}

export function ReasonDialog({ title, onClose, ...form }: ReasonFormProps & { title: string; onClose: () => void }) {
  const run = async (reason: string) => {
    await form.run(reason)
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <ReasonForm {...form} run={run} onCancel={onClose} />
    </Dialog>
  )
}

/** Counts with their names. Red: one that should be none. */
export function Figures({ of }: { of: readonly { name: string; value: number | string; isBad?: boolean }[] }) {
  return (
    <dl class="figures">
      {of.map(({ name, value, isBad = false }) => (
        <div key={name} class={isBad ? 'bad' : ''}>
          <dt>{name}</dt>
          <dd>{typeof value === 'number' ? formatNumber(value) : value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface TableProps {
  name: string
  columns: readonly string[]
  children: ComponentChildren
}

/** A table that scrolls by itself where it does not fit. */
export function Table({ name, columns, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="admin-table" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

/** A time as far as a row has room, with the exact one on hover; a dash for none. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <span class="mute">{t.common.none}</span>
  return (
    <time dateTime={at} title={formatExact(at)}>
      {t.admin.dayAndTime(formatDate(at, now.value), formatTime(at))}
    </time>
  )
}

export function StateBadge({ state }: { state: StaffTenantRow['state'] }) {
  return <span class={`admin-state ${state}`}>{t.admin.states[state]}</span>
}
