import { Plus, X } from 'lucide-preact'
import type { NewBusinessHours, OpenSpan } from '../../../../worker/contract/hours.ts'
import { clockOf, dayProblem, minutesOf, nextSpan, zonesWith } from '../../../models/hours.ts'
import { formatWeekday } from '../../../texts/format.ts'
import { t } from '../../../texts/hours.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { SelectField } from '../../../ui/field.tsx'

interface WeekProps {
  hours: NewBusinessHours
  onChange: (changes: Partial<NewBusinessHours>) => void
}

export function WeekFields({ hours: { zone, week }, onChange }: WeekProps) {
  const setDay = (day: number, spans: OpenSpan[]) =>
    onChange({ week: week.map((present, at) => (at === day ? spans : present)) })
  const [monday = []] = week
  const isAlike = week.slice(1, 5).every((spans) => JSON.stringify(spans) === JSON.stringify(monday))
  return (
    <section class="card" aria-label={t.hours.week.title}>
      <div class="card-head">
        <h2>{t.hours.week.title}</h2>
        {!isAlike && (
          <Button
            class="small"
            onClick={() => onChange({ week: week.map((spans, day) => (day < 5 ? monday : spans)) })}
          >
            {t.hours.week.copy(formatWeekday(0))}
          </Button>
        )}
      </div>
      <SelectField
        label={t.hours.week.zone}
        value={zone}
        options={zonesWith(zone).map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        onValue={(value) => onChange({ zone: value })}
      />
      <ul class="week">
        {week.map((spans, day) => (
          <DayRow key={day} name={formatWeekday(day)} spans={spans} onSpans={(changed) => setDay(day, changed)} />
        ))}
      </ul>
      {week.every((spans) => spans.length === 0) && <p class="problem">{t.hours.week.none}</p>}
    </section>
  )
}

interface DayProps {
  name: string
  spans: OpenSpan[]
  onSpans: (spans: OpenSpan[]) => void
}

function DayRow({ name, spans, onSpans }: DayProps) {
  const problem = dayProblem(spans)
  const next = nextSpan(spans)
  return (
    <li>
      <span class="day-name">{name}</span>
      <div class="spans">
        {spans.length === 0 && <span class="mute">{t.hours.week.closed}</span>}
        {spans.map((span, at) => (
          <div key={at} class="span">
            <Clock
              label={t.hours.week.from(name)}
              side="from"
              span={span}
              onSpan={(changed) => onSpans(spans.with(at, changed))}
            />
            <span class="mute">{t.hours.week.until}</span>
            <Clock
              label={t.hours.week.to(name)}
              side="to"
              span={span}
              onSpan={(changed) => onSpans(spans.with(at, changed))}
            />
            <IconButton
              class="small"
              label={t.hours.week.remove(name, clockOf(span.from))}
              onClick={() => onSpans(spans.filter((_, other) => other !== at))}
            >
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
        ))}
        {problem && (
          <span class="problem" role="alert">
            {t.hours.week[problem]}
          </span>
        )}
      </div>
      {next && (
        <IconButton label={t.hours.week.add(name)} onClick={() => onSpans([...spans, next])}>
          <Plus size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}

interface ClockProps {
  label: string
  side: keyof OpenSpan
  span: OpenSpan
  onSpan: (span: OpenSpan) => void
}

function Clock({ label, side, span, onSpan }: ClockProps) {
  return (
    <input
      type="time"
      class="input"
      aria-label={label}
      required
      value={clockOf(span[side])}
      onChange={(event) => {
        const minutes = minutesOf(event.currentTarget.value, side)
        if (minutes !== null) onSpan({ ...span, [side]: minutes })
      }}
    />
  )
}
