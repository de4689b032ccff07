import './analytics.css'
import { ChartNoAxesColumn } from 'lucide-preact'
import { useEffect, useMemo } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { OverviewFigures } from '../../../worker/contract/analytics.ts'
import { analyticsCsvUrl } from '../../api/endpoints.ts'
import { changeOf, type PeriodDays, periodDays, type Report, readReport, report } from '../../models/analytics.ts'
import { type AnalyticsChoice, choiceOfSearch, searchOfChoice } from '../../models/analytics-address.ts'
import { now } from '../../models/clock.ts'
import { go } from '../../models/place.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/analytics.ts'
import { formatDate, formatNumber, formatPercent } from '../../texts/format.ts'
import { later } from '../../ui/later.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { AgentStepsTable } from './agent-steps-table.tsx'
import { AgentTable, inWords, NumberTable, Table, TableCard } from './figure-tables.tsx'
import { ScopeFields } from './scope-fields.tsx'

const Chart = later(() => import('./chart.tsx').then((module) => module.Chart))

export function AnalyticsScreen() {
  const { url } = useLocation()
  const choice = useMemo(() => choiceOfSearch(location.search), [url])
  const { days, scope } = choice
  // The address holds it, so that a link opens the same figures.
  const choose = (part: Partial<AnalyticsChoice>) => go(`/analytics${searchOfChoice({ ...choice, ...part })}`, true)
  const read = () => void readReport(days, scope)
  useEffect(read, [choice])
  const { state, value, error } = report.value
  const lead = value
    ? t.analytics.lead(formatDate(value.period.from, now.value), formatDate(value.period.to, now.value))
    : ''
  return (
    <Sheet
      title={t.analytics.title}
      lead={lead}
      action={<Periods days={days} onDays={(next) => choose({ days: next })} />}
    >
      <ScopeFields scope={scope} onScope={(next) => choose({ scope: next })} />
      {state === 'failed' ? (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
      ) : value ? (
        <div class="analytics" aria-busy={state === 'loading'}>
          <ReportCards report={value} />
        </div>
      ) : (
        <Bones />
      )}
    </Sheet>
  )
}

function Periods({ days, onDays }: { days: PeriodDays; onDays: (days: PeriodDays) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="choices" role="group" aria-label={t.analytics.period}>
      {periodDays.map((each) => (
        <button
          key={each}
          type="button"
          class={`chip ${each === days ? 'on' : ''}`}
          aria-pressed={each === days}
          onClick={() => onDays(each)}
        >
          {t.analytics.periods[each]}
        </button>
      ))}
    </div>
  )
}

const isEmpty = ({ inbound, outbound, opened, closed, firstReply }: OverviewFigures) =>
  inbound + outbound + opened + closed + firstReply.count === 0

function ReportCards({ report }: { report: Report }) {
  const { current, previous } = report.overview
  const { memberId, channelId, teamId } = report.period
  if (isEmpty(current) && isEmpty(previous)) {
    const { empty, emptyLead, nothing, nothingLead } = t.analytics
    const isPart = memberId !== undefined || channelId !== undefined || teamId !== undefined
    return <Empty icon={ChartNoAxesColumn} title={isPart ? nothing : empty} lead={isPart ? nothingLead : emptyLead} />
  }
  return (
    <>
      <Totals current={current} previous={previous} />
      <MessageChart report={report} />
      <TimesChart report={report} of="firstReply" />
      <TimesChart report={report} of="resolution" />
      <AgentTable report={report} />
      <AgentStepsTable key={report.period.to} report={report} />
      <NumberTable report={report} />
    </>
  )
}

function Totals({ current, previous }: { current: OverviewFigures; previous: OverviewFigures }) {
  return (
    <dl class="figures totals">
      {(['inbound', 'outbound', 'opened', 'closed'] as const).map((name) => (
        <div key={name}>
          <dt>{t.analytics[name]}</dt>
          <dd>
            {formatNumber(current[name])}
            <span class="mute">
              {compared(changeOf(current[name], previous[name]), t.analytics.more, t.analytics.less) ??
                t.analytics.before(formatNumber(previous[name]))}
            </span>
          </dd>
        </div>
      ))}
      {(['firstReply', 'resolution'] as const).map((name) => (
        <div key={name}>
          <dt>{t.analytics[name]}</dt>
          <dd>
            {inWords(current[name].median)}
            {current[name].p90 !== null && <span class="mute">{t.analytics.p90(inWords(current[name].p90))}</span>}
            <span class="mute">
              {compared(changeOf(current[name].median, previous[name].median), t.analytics.longer, t.analytics.shorter)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** null where there is nothing to compare with. */
function compared(change: number | null, up: (percent: string) => string, down: (percent: string) => string) {
  if (change === null) return null
  if (Math.abs(change) < 0.005) return t.analytics.same
  return change > 0 ? up(formatPercent(change)) : down(formatPercent(-change))
}

const tickOf = (ms: number) => formatDate(new Date(ms).toISOString(), now.peek())

function MessageChart({ report: { messages, period } }: { report: Report }) {
  const { buckets } = messages
  const times = useMemo(() => buckets.map(({ at }) => Date.parse(at)), [buckets])
  const series = useMemo(
    () => [
      { name: t.analytics.in, values: buckets.map(({ inbound }) => inbound) },
      { name: t.analytics.out, values: buckets.map(({ outbound }) => outbound) },
    ],
    [buckets],
  )
  const name = t.analytics.messagesChart
  return (
    <TableCard name={name} csv={analyticsCsvUrl('messages', period)}>
      <div class="chart-room">
        <Chart
          times={times}
          series={series}
          shape="bars"
          tickOf={tickOf}
          figureOf={formatNumber}
          label={t.analytics.chartOf(name, buckets.length)}
        />
      </div>
      <AsTable name={name} columns={[t.analytics.step[period.granularity], t.analytics.in, t.analytics.out]}>
        {buckets.map(({ at, inbound, outbound }) => (
          <tr key={at}>
            <th scope="row">{formatDate(at, now.value)}</th>
            <td>{formatNumber(inbound)}</td>
            <td>{formatNumber(outbound)}</td>
          </tr>
        ))}
      </AsTable>
    </TableCard>
  )
}

function TimesChart({ report: { conversations, period }, of }: { report: Report; of: 'firstReply' | 'resolution' }) {
  const { buckets } = conversations
  const times = useMemo(() => buckets.map(({ at }) => Date.parse(at)), [buckets])
  const series = useMemo(
    () => [
      { name: t.analytics.median, values: buckets.map((bucket) => bucket[of].median) },
      { name: t.analytics.ninety, values: buckets.map((bucket) => bucket[of].p90) },
    ],
    [buckets, of],
  )
  const name = t.analytics.timesCharts[of]
  const { step, median, ninety } = t.analytics
  return (
    <TableCard name={name} csv={analyticsCsvUrl('conversations', period)}>
      <div class="chart-room">
        <Chart
          times={times}
          series={series}
          shape="line"
          tickOf={tickOf}
          figureOf={inWords}
          label={t.analytics.chartOf(name, buckets.length)}
        />
      </div>
      <AsTable name={name} columns={[step[period.granularity], median, ninety]}>
        {buckets.map(({ at, [of]: { median, p90 } }) => (
          <tr key={at}>
            <th scope="row">{formatDate(at, now.value)}</th>
            <td>{inWords(median)}</td>
            <td>{inWords(p90)}</td>
          </tr>
        ))}
      </AsTable>
    </TableCard>
  )
}

function AsTable(props: Parameters<typeof Table>[0]) {
  return (
    <details>
      <summary>{t.analytics.asTable}</summary>
      <Table {...props} />
    </details>
  )
}

function Bones() {
  return (
    <div class="analytics skeleton" aria-hidden="true">
      <div class="card card-bones">
        <Bone width="60%" height="26px" />
      </div>
      <div class="card card-bones tall">
        <Bone width="30%" height="14px" />
        <Bone width="100%" height="180px" />
      </div>
    </div>
  )
}
