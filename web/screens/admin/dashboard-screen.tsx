import { adminApi } from '../../api/admin.ts'
import { t } from '../../texts/admin.ts'
import { formatCalendarDate, formatNumber } from '../../texts/format.ts'
import { Sheet } from '../settings/page.tsx'
import { Figures, Table } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

const days = 14

/** Counts over all tenants: how much there is, what waits, and each of the last days. */
export function DashboardScreen() {
  const [loaded, again] = useRead(() => adminApi.dashboard(days))
  const words = t.admin.dashboard
  return (
    <Sheet title={words.title} lead={words.lead}>
      <Answer of={loaded} onRetry={again}>
        {({ tenants, channels, waiting, users, members, days: series }) => (
          <>
            <section class="card" aria-label={words.all}>
              <h2>{words.all}</h2>
              <Figures
                of={[
                  { name: words.active, value: tenants.active },
                  { name: words.suspended, value: tenants.suspended },
                  { name: words.deleted, value: tenants.deleted },
                  { name: words.users, value: users },
                  { name: words.members, value: members },
                  { name: words.channels, value: channels.active },
                  { name: words.paused, value: channels.paused },
                  { name: words.disconnected, value: channels.disconnected },
                ]}
              />
            </section>
            <section class="card" aria-label={words.waiting}>
              <h2>{words.waiting}</h2>
              <Figures
                of={[
                  { name: words.late, value: waiting.work, isBad: waiting.work > 0 },
                  { name: words.parked, value: waiting.parked, isBad: waiting.parked > 0 },
                  { name: words.unrouted, value: waiting.unrouted },
                ]}
              />
            </section>
            <section class="card">
              <h2>{words.days}</h2>
              <Table name={words.days} columns={[words.day, words.received, words.sent, words.opened, words.joined]}>
                {series.toReversed().map((row) => (
                  <tr key={row.day}>
                    <th scope="row">{formatCalendarDate(row.day)}</th>
                    <td>{formatNumber(row.received)}</td>
                    <td>{formatNumber(row.sent)}</td>
                    <td>{formatNumber(row.conversations)}</td>
                    <td>{formatNumber(row.tenants)}</td>
                  </tr>
                ))}
              </Table>
            </section>
          </>
        )}
      </Answer>
    </Sheet>
  )
}
