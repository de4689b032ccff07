import { useState } from 'preact/hooks'
import { analyticsCsvUrl } from '../../api/endpoints.ts'
import type { Report } from '../../models/analytics.ts'
import { now } from '../../models/clock.ts'
import { memberFullName } from '../../models/team.ts'
import { t } from '../../texts/analytics.ts'
import { formatDate, formatNumber } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Cell, Table, TableCard, Times } from './figure-tables.tsx'

/** As many lines as are read at a glance; the rest comes on demand, and stands in the CSV. */
const LINES = 30

/** What each agent did on each day or in each week, newest first. */
export function AgentStepsTable({ report: { agentSteps, period } }: { report: Report }) {
  const [shown, setShown] = useState(LINES)
  const { step, agent, inbound, sent, replied, firstReply, closedCount, resolution } = t.analytics
  const name = t.analytics.agentSteps[period.granularity]
  const { steps } = agentSteps
  return (
    <TableCard name={name} csv={analyticsCsvUrl('agent-steps', period)}>
      {steps.length === 0 ? (
        <p class="mute">{t.analytics.noAgents}</p>
      ) : (
        <Table
          name={name}
          columns={[step[period.granularity], agent, inbound, sent, replied, firstReply, closedCount, resolution]}
        >
          {steps.slice(0, shown).map(({ at, memberId, inbound: received, sent: count, ...times }) => (
            <tr key={`${at} ${memberId}`}>
              <th scope="row">{formatDate(at, now.value)}</th>
              <td class="who">{memberFullName(memberId)}</td>
              <Cell of={inbound}>{formatNumber(received)}</Cell>
              <Cell of={sent}>{formatNumber(count)}</Cell>
              <Times {...times} />
            </tr>
          ))}
        </Table>
      )}
      {steps.length > shown && (
        <Button class="more" onClick={() => setShown(shown + 10 * LINES)}>
          {t.analytics.moreLines(steps.length - shown)}
        </Button>
      )}
    </TableCard>
  )
}
