import { useEffect, useState } from 'preact/hooks'
import type { AttributeValue, ContactFilters, Segment } from '../../../worker/contract/contact.ts'
import { type ConsentState, consentStates } from '../../../worker/contract/contact-lists.ts'
import { contactApi } from '../../api/contacts.ts'
import { attributes, changeContactView, contactView, readSegments } from '../../models/contacts.ts'
import { countries } from '../../models/countries.ts'
import { labels } from '../../models/labels.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/contacts.ts'
import { formatDecimal, readDecimal } from '../../texts/decimal.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'
import { decimalProblem } from './person/attribute-fields.tsx'

const countWaitMs = 300
const any = () => ({ value: '', label: t.filters.noAttribute })

/** Names a choice of customers, and says how many fit while it is made. */
export function SegmentDialog({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const [name, setName] = useState(segment?.name ?? '')
  const [filters, setFilters] = useState<ContactFilters>(segment?.filters ?? contactView.peek().filters)
  const [asking, setAsking] = useState(false)
  const [isWrong, setWrong] = useState(false)
  const count = useCount(filters)
  const change = (changes: { [K in keyof ContactFilters]?: ContactFilters[K] | undefined }) =>
    setFilters((present) => {
      const given = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== undefined)
      return Object.fromEntries(given)
    })
  const form = useForm(async () => {
    const input = { name: name.trim(), filters }
    const saved = await (segment ? contactApi.changeSegment(segment.id, input) : contactApi.createSegment(input))
    await readSegments()
    changeContactView({ q: '', filters: saved.filters, segmentId: saved.id })
    onClose()
  })
  const remove = async () => {
    if (!segment) return
    try {
      await contactApi.removeSegment(segment.id)
      await readSegments()
      changeContactView({ filters: {}, segmentId: null })
      onClose()
    } catch (error) {
      tellError(t.segments.failed, error)
    }
  }
  return (
    <Dialog title={segment ? t.segments.editTitle : t.segments.addTitle} onClose={onClose}>
      <form class="dialog-body scroll" onSubmit={form.submit}>
        <p class="mute">{t.segments.lead}</p>
        <FormError error={form.error} />
        <TextField
          label={t.segments.name}
          required
          autoFocus
          autoComplete="off"
          maxLength={80}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        <div class="field-pair">
          <SelectField
            label={t.filters.label}
            value={filters.labelIds?.[0] ?? ''}
            onValue={(value) => change({ labelIds: value ? [value] : undefined })}
            options={[
              { value: '', label: t.filters.anyLabel },
              ...(labels.value.value ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <SelectField
            label={t.filters.blocked}
            value={filters.blocked === undefined ? '' : String(filters.blocked)}
            onValue={(value) => change({ blocked: value === '' ? undefined : value === 'true' })}
            options={[
              { value: '', label: t.filters.anyBlocked },
              { value: 'true', label: t.filters.blockedOnly },
              { value: 'false', label: t.filters.notBlocked },
            ]}
          />
          <SelectField
            label={t.filters.country}
            value={filters.countries?.[0] ?? ''}
            onValue={(value) => change({ countries: value ? [value] : undefined })}
            options={[
              { value: '', label: t.filters.anyCountry },
              ...countries.value.map(([value, label]) => ({ value, label })),
            ]}
          />
          <SelectField
            label={t.filters.consent}
            value={filters.consent ?? ''}
            onValue={(value) => change({ consent: (value || undefined) as ConsentState | undefined })}
            options={[
              { value: '', label: t.filters.noAttribute },
              ...consentStates.map((value) => ({ value, label: t.person.consents[value] })),
            ]}
          />
          {(['createdAfter', 'createdBefore', 'seenAfter', 'seenBefore'] as const).map((key) => (
            <TextField
              key={key}
              label={t.filters[key]}
              type="date"
              value={dayOf(filters[key])}
              min={
                key.endsWith('Before') ? dayOf(filters[key === 'seenBefore' ? 'seenAfter' : 'createdAfter']) : undefined
              }
              onValue={(day) => change({ [key]: day ? new Date(`${day}T00:00`).toISOString() : undefined })}
            />
          ))}
        </div>
        <AttributeFilter filters={filters} onChange={change} onWrong={setWrong} />
        <div class="dialog-actions">
          <span class="segment-count" aria-live="polite">
            {count === null ? t.segments.counting : count !== undefined && t.segments.fits(count)}
          </span>
          {segment && (
            <Button kind="danger" onClick={() => setAsking(true)}>
              {t.segments.remove}
            </Button>
          )}
          <Button type="submit" kind="primary" disabled={form.busy || isWrong}>
            {t.segments.save}
          </Button>
        </div>
      </form>
      {asking && segment && (
        <ConfirmDialog
          title={t.segments.removeTitle(segment.name)}
          lead={t.segments.removeLead}
          confirm={t.segments.remove}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </Dialog>
  )
}

interface AttributeFilterProps {
  filters: ContactFilters
  onChange: (changes: { attributes: ContactFilters['attributes'] | undefined }) => void
  /** Told of a value that cannot be one: without it the segment would be another. */
  onWrong: (isWrong: boolean) => void
}

/** One attribute and the value it must have. */
function AttributeFilter({ filters, onChange, onWrong }: AttributeFilterProps) {
  const known = attributes.value.value
  const [first, ...others] = filters.attributes ?? []
  const [chosen, setChosen] = useState(first?.attributeId ?? '')
  if (!known || (known.length === 0 && chosen === '')) return null
  const attribute = known.find((each) => each.id === chosen)
  const gone = chosen !== '' && !attribute ? [{ value: chosen, label: t.filters.goneAttribute }] : []
  const set = (value: AttributeValue | null) =>
    onChange({
      attributes: attribute && value !== null ? [{ attributeId: attribute.id, value }, ...others] : undefined,
    })
  const choices =
    attribute?.kind === 'checkbox'
      ? [
          { value: 'true', label: t.person.yes },
          { value: 'false', label: t.person.no },
        ]
      : attribute?.options.map((option) => ({ value: option, label: option }))
  const value = first && first.attributeId === chosen ? String(first.value) : ''
  return (
    <div class="field-pair">
      <SelectField
        label={t.filters.attribute}
        value={chosen}
        onValue={(id) => {
          setChosen(id)
          onWrong(false)
          onChange({ attributes: undefined })
        }}
        options={[any(), ...gone, ...known.map((each) => ({ value: each.id, label: each.name }))]}
      />
      {attribute &&
        (attribute.kind === 'checkbox' || attribute.kind === 'list' ? (
          <SelectField
            label={t.filters.value}
            value={value}
            onValue={(text) => set(text === '' ? null : attribute.kind === 'checkbox' ? text === 'true' : text)}
            options={[any(), ...(choices ?? [])]}
          />
        ) : attribute.kind === 'number' ? (
          <NumberFilter key={attribute.id} value={value} onValue={set} onWrong={onWrong} />
        ) : (
          <TextField
            label={t.filters.value}
            type={attribute.kind === 'date' ? 'date' : 'text'}
            value={value}
            onValue={(text) => set(text === '' ? null : text)}
          />
        ))}
    </div>
  )
}

interface NumberFilterProps {
  value: string
  onValue: (value: number | null) => void
  onWrong: AttributeFilterProps['onWrong']
}

function NumberFilter({ value, onValue, onWrong }: NumberFilterProps) {
  const [text, setText] = useState(() => (value === '' ? '' : formatDecimal(Number(value))))
  return (
    <TextField
      label={t.filters.value}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      onValue={(next) => {
        setText(next)
        onValue(readDecimal(next))
        onWrong(decimalProblem(next) !== undefined)
      }}
      problem={decimalProblem(text)}
    />
  )
}

/** How many fit; null while it is asked, undefined where it cannot be said. */
function useCount(filters: ContactFilters): number | null | undefined {
  const [count, setCount] = useState<number | null | undefined>(null)
  useEffect(() => {
    let isCurrent = true
    setCount(null)
    const timer = setTimeout(() => {
      contactApi.count(filters).then(
        (answer) => isCurrent && setCount(answer.count),
        () => isCurrent && setCount(undefined),
      )
    }, countWaitMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [filters])
  return count
}

/** The person's own calendar day, as a date field takes it. */
function dayOf(at: string | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
