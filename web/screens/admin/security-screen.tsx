import { ShieldCheck } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { StaffSecurity } from '../../../worker/contract/admin.ts'
import { refusalKinds } from '../../../worker/contract/refusals.ts'
import { adminApi } from '../../api/admin.ts'
import { t } from '../../texts/admin.ts'
import { formatCalendarDate, formatNumber } from '../../texts/format.ts'
import { SelectField } from '../../ui/field.tsx'
import { Empty } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { Figures, Table } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

const periods = ['7', '14', '30', '90'] as const

/** What was refused, by day and kind: counts, nobody's name. */
export function SecurityScreen() {
  const [days, setDays] = useState<(typeof periods)[number]>('14')
  const [loaded, again] = useRead(() => adminApi.security(Number(days)), days)
  const words = t.admin.security
  return (
    <Sheet title={words.title} lead={words.lead}>
      <div class="card admin-form">
        <SelectField
          label={words.period}
          value={days}
          onValue={setDays}
          options={periods.map((value) => ({ value, label: words.days(Number(value)) }))}
        />
      </div>
      <Answer of={loaded} onRetry={again}>
        {(security) => (
          <>
            <Totals security={security} />
            <ByDay security={security} />
          </>
        )}
      </Answer>
    </Sheet>
  )
}

const countOf = (figures: StaffSecurity['figures']) => figures.reduce((sum, { count }) => sum + count, 0)

function Totals({ security }: { security: StaffSecurity }) {
  const { figures, users, usersWithFactor, tenantsWantingFactor, staffSessions } = security
  const words = t.admin.security
  return (
    <section class="card" aria-label={words.totals}>
      <h2>{words.totals}</h2>
      <Figures
        of={refusalKinds.map((kind) => {
          const value = countOf(figures.filter((each) => each.kind === kind))
          return { name: words.kinds[kind], value, isBad: kind === 'isolation' && value > 0 }
        })}
      />
      <h2>{words.people}</h2>
      <Figures
        of={[
          { name: words.withFactor, value: words.of(usersWithFactor, users) },
          { name: words.wanting, value: tenantsWantingFactor },
          { name: words.staffSessions, value: staffSessions },
        ]}
      />
    </section>
  )
}

function ByDay({ security: { figures } }: { security: StaffSecurity }) {
  const words = t.admin.security
  const days = [...new Set(figures.map(({ day }) => day))].toReversed()
  const kinds = refusalKinds.filter((kind) => figures.some((each) => each.kind === kind))
  if (days.length === 0) {
    return (
      <section class="card" aria-label={words.byDay}>
        <Empty icon={ShieldCheck} title={words.empty} lead={words.emptyLead} />
      </section>
    )
  }
  return (
    <section class="card">
      <h2>{words.byDay}</h2>
      <Table name={words.byDay} columns={[words.day, ...kinds.map((kind) => words.kinds[kind])]}>
        {days.map((day) => (
          <tr key={day}>
            <th scope="row">{formatCalendarDate(day)}</th>
            {kinds.map((kind) => (
              <td key={kind}>
                {formatNumber(countOf(figures.filter((each) => each.day === day && each.kind === kind)))}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  )
}
