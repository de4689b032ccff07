import type { ComponentChildren } from 'preact'
import type { Durations } from '../../../worker/contract/analytics.ts'
import { analyticsCsvUrl } from '../../api/endpoints.ts'
import type { Report } from '../../models/analytics.ts'
import { channelOf } from '../../models/channels.ts'
import { faceColor, initialsOf } from '../../models/person.ts'
import { memberFullName } from '../../models/team.ts'
import { t } from '../../texts/analytics.ts'
import { formatDuration, formatNumber } from '../../texts/format.ts'
import { Face } from '../../ui/face.tsx'
import { CsvLink } from '../csv-link.tsx'

/** A length of time in seconds as people say it. */
export const inWords = (seconds: number | null): string =>
  seconds === null ? t.common.none : formatDuration(seconds * 1000)

export function AgentTable({ report: { agents, period } }: { report: Report }) {
  const { agent, inbound, sent, replied, firstReply, closedCount, resolution } = t.analytics
  return (
    <TableCard name={t.analytics.agents} csv={analyticsCsvUrl('agents', period)}>
      {agents.agents.length === 0 ? (
        <p class="mute">{t.analytics.noAgents}</p>
      ) : (
        <Table name={t.analytics.agents} columns={[agent, inbound, sent, replied, firstReply, closedCount, resolution]}>
          {agents.agents.map(({ memberId, inbound: received, sent: count, ...times }) => (
            <tr key={memberId}>
              <th scope="row">
                <Face initials={initialsOf(memberFullName(memberId))} color={faceColor(memberId)} />
                {memberFullName(memberId)}
              </th>
              <Cell of={inbound}>{formatNumber(received)}</Cell>
              <Cell of={sent}>{formatNumber(count)}</Cell>
              <Times {...times} />
            </tr>
          ))}
        </Table>
      )}
    </TableCard>
  )
}

export function NumberTable({ report: { messages, conversations, period } }: { report: Report }) {
  const { number, inbound, outbound, replied, firstReply, closedCount, resolution } = t.analytics
  const ids = [...new Set([...messages.channels, ...conversations.channels].map(({ channelId }) => channelId))]
  const none: Durations = { count: 0, median: null, p90: null }
  return (
    <TableCard name={t.analytics.numbers} csv={analyticsCsvUrl('messages', period, 'channel')}>
      {ids.length === 0 ? (
        <p class="mute">{t.analytics.noNumbers}</p>
      ) : (
        <Table
          name={t.analytics.numbers}
          columns={[number, inbound, outbound, replied, firstReply, closedCount, resolution]}
        >
          {ids.map((id) => {
            const counted = messages.channels.find(({ channelId }) => channelId === id)
            const timed = conversations.channels.find(({ channelId }) => channelId === id)
            return (
              <tr key={id}>
                <th scope="row">{channelOf(id)?.name ?? t.common.none}</th>
                <Cell of={inbound}>{formatNumber(counted?.inbound ?? 0)}</Cell>
                <Cell of={outbound}>{formatNumber(counted?.outbound ?? 0)}</Cell>
                <Times firstReply={timed?.firstReply ?? none} resolution={timed?.resolution ?? none} />
              </tr>
            )
          })}
        </Table>
      )}
    </TableCard>
  )
}

export function Times({ firstReply, resolution }: { firstReply: Durations; resolution: Durations }) {
  const { replied, closedCount } = t.analytics
  return (
    <>
      <Cell of={replied}>{formatNumber(firstReply.count)}</Cell>
      <Spread of={t.analytics.firstReply} times={firstReply} />
      <Cell of={closedCount}>{formatNumber(resolution.count)}</Cell>
      <Spread of={t.analytics.resolution} times={resolution} />
    </>
  )
}

function Spread({ of, times: { median, p90 } }: { of: string; times: Durations }) {
  return (
    <Cell of={of}>
      {inWords(median)}
      {p90 !== null && <span class="mute">{t.analytics.p90(inWords(p90))}</span>}
    </Cell>
  )
}

/** A figure that carries the name of its column, for where the row stands as a list. */
export function Cell({ of, children }: { of: string; children: ComponentChildren }) {
  return (
    <td data-label={of}>
      <span>{children}</span>
    </td>
  )
}

interface CardProps {
  name: string
  csv: string
  children: ComponentChildren
}

export function TableCard({ name, csv, children }: CardProps) {
  return (
    <section class="card" aria-label={name}>
      <header class="card-head">
        <h2>{name}</h2>
        <CsvLink path={csv} words={t.analytics.csv} label={t.analytics.csvOf(name)} small />
      </header>
      {children}
    </section>
  )
}

interface TableProps {
  name: string
  columns: readonly string[]
  children: ComponentChildren
}

/** Figures in columns. Many of them stand as a list under each name where the screen is narrow; few scroll if they must. */
export function Table({ name, columns, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not scroll its content in every browser
    <div class="table-scroll" tabIndex={0} role="group" aria-label={name}>
      <table class={`figures-table ${columns.length > 3 ? 'stacks' : ''}`}>
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
    </div>
  )
}
