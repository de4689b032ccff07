import { X } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import type { Holiday } from '../../../../worker/contract/hours.ts'
import { formatPlainDate } from '../../../texts/format.ts'
import { t } from '../../../texts/hours.ts'
import { Button, IconButton } from '../../../ui/button.tsx'

interface HolidayProps {
  holidays: Holiday[]
  onHolidays: (holidays: Holiday[]) => void
}

const byDate = (a: Holiday, b: Holiday) => a.date.localeCompare(b.date)

export function HolidayFields({ holidays, onHolidays }: HolidayProps) {
  const [date, setDate] = useState('')
  const [name, setName] = useState('')
  const id = useId()
  const isTaken = holidays.some((holiday) => holiday.date === date)
  const isFull = date !== '' && name.trim() !== ''
  const add = () => {
    onHolidays([...holidays, { date, name: name.trim() }].sort(byDate))
    setDate('')
    setName('')
  }
  return (
    <section class="card" aria-label={t.hours.holidays.title}>
      <div>
        <h2>{t.hours.holidays.title}</h2>
        <p class="mute">{t.hours.holidays.lead}</p>
      </div>
      {holidays.length === 0 && <p class="mute">{t.hours.holidays.empty}</p>}
      <ul class="holidays">
        {holidays.map((holiday) => (
          <li key={holiday.date}>
            <strong>{holiday.name}</strong>
            <span class="mute">{formatPlainDate(holiday.date)}</span>
            <IconButton
              class="small"
              label={t.hours.holidays.remove(holiday.name)}
              onClick={() => onHolidays(holidays.filter((each) => each !== holiday))}
            >
              <X size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div class="holiday-add">
        <div class="field">
          <label for={`${id}-date`}>{t.hours.holidays.date}</label>
          <input
            id={`${id}-date`}
            type="date"
            class="input"
            value={date}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for={`${id}-name`}>{t.hours.holidays.name}</label>
          <input
            id={`${id}-name`}
            class="input"
            autoComplete="off"
            maxLength={80}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              if (isFull && !isTaken) add()
            }}
          />
        </div>
        <Button disabled={!isFull || isTaken || holidays.length >= 100} onClick={add}>
          {t.hours.holidays.add}
        </Button>
      </div>
      {isTaken && <p class="problem">{t.hours.holidays.taken}</p>}
    </section>
  )
}
