import { Coins } from 'lucide-preact'
import { adminApi } from '../../api/admin.ts'
import { t } from '../../texts/admin.ts'
import { formatNumber } from '../../texts/format.ts'
import { Empty } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { Table } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

/** Which plans there are and who has them; of payments there is nothing yet. */
export function BillingScreen() {
  const [loaded, again] = useRead(adminApi.billing)
  const words = t.admin.billing
  return (
    <Sheet title={words.title} lead={words.lead}>
      <Answer of={loaded} onRetry={again}>
        {({ plans }) => (
          <>
            <section class="card">
              <h2>{words.plans}</h2>
              <Table name={words.plans} columns={[words.plan, words.tenants, words.active]}>
                {plans.map(({ code, name, tenants, active }) => (
                  <tr key={code}>
                    <th scope="row">{name}</th>
                    <td>{formatNumber(tenants)}</td>
                    <td>{formatNumber(active)}</td>
                  </tr>
                ))}
              </Table>
            </section>
            <section class="card" aria-label={words.payments}>
              <h2>{words.payments}</h2>
              <Empty icon={Coins} title={words.empty} lead={words.emptyLead} />
            </section>
          </>
        )}
      </Answer>
    </Sheet>
  )
}
