import './hours.css'
import { useEffect, useState } from 'preact/hooks'
import type { BusinessHours, NewBusinessHours } from '../../../../worker/contract/hours.ts'
import { dayProblem, formOf, hours, readHours, saveHours } from '../../../models/hours.ts'
import { can } from '../../../models/session.ts'
import { reasonOf, requestIdOf, tell } from '../../../models/toasts.ts'
import { formatInZone } from '../../../texts/format.ts'
import { t } from '../../../texts/hours.ts'
import { Button } from '../../../ui/button.tsx'
import { Failed } from '../../../ui/states.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'
import { CardBones } from '../channels-screen.tsx'
import { Page } from '../page.tsx'
import { AutomaticFields } from './automatic-fields.tsx'
import { HolidayFields } from './holiday-fields.tsx'
import { WeekFields } from './week-fields.tsx'

/** When the team is there, and what customers are told by themselves. */
export function HoursScreen() {
  const { state, value, error } = hours.value
  useEffect(() => void readHours(), [])
  return (
    <Page title={t.hours.title} lead={t.hours.lead} action={value && <State hours={value} />}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readHours()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value && <HoursForm key={value.changedAt} hours={value} />}
    </Page>
  )
}

function State({ hours: { changedAt, isOpen, opensAt, zone } }: { hours: BusinessHours }) {
  if (changedAt === null) return null
  if (isOpen) return <span class="tag good">{t.hours.open}</span>
  return <span class="tag warn">{t.hours.closed(opensAt ? formatInZone(opensAt, zone) : '')}</span>
}

function HoursForm({ hours: present }: { hours: BusinessHours }) {
  const [draft, setDraft] = useState<NewBusinessHours>(() => formOf(present))
  const mayChange = can('manageHours')
  const change = (changes: Partial<NewBusinessHours>) => setDraft({ ...draft, ...changes })
  const form = useForm(async () => {
    await saveHours(draft)
    tell(t.hours.saved)
  })
  const isNew = present.changedAt === null
  const isChanged = isNew || JSON.stringify(draft) !== JSON.stringify(formOf(present))
  const isWhole =
    draft.week.every((spans) => dayProblem(spans) === null) && draft.week.some((spans) => spans.length > 0)
  return (
    <form class="hours" onSubmit={form.submit}>
      {!mayChange && <p class="mute">{t.hours.readOnly}</p>}
      {isNew && <p class="card-notice">{t.hours.never}</p>}
      <fieldset disabled={!mayChange}>
        <legend class="sr-only">{t.hours.title}</legend>
        <WeekFields hours={draft} onChange={change} />
        <HolidayFields holidays={draft.holidays} onHolidays={(holidays) => change({ holidays })} />
        <AutomaticFields hours={draft} onChange={change} />
      </fieldset>
      <FormError error={form.error} />
      {mayChange && (
        <div class="hours-actions">
          {isChanged && !isNew && (
            <>
              <span class="mute">{t.hours.unsaved}</span>
              <Button onClick={() => setDraft(formOf(present))}>{t.hours.discard}</Button>
            </>
          )}
          <Button type="submit" kind="primary" disabled={form.busy || !isChanged || !isWhole}>
            {t.hours.save}
          </Button>
        </div>
      )}
    </form>
  )
}
