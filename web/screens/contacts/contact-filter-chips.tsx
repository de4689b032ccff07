import { useEffect } from 'preact/hooks'
import { type ConsentState, consentStates } from '../../../worker/contract/contact-lists.ts'
import { changeFilters, clearContactView, contactView, isNarrowed } from '../../models/contacts.ts'
import { countries, loadCountries } from '../../models/countries.ts'
import { labels } from '../../models/labels.ts'
import { t } from '../../texts/contacts.ts'

/** What the list is narrowed down to, each a chip that opens its choices. */
export function ContactFilterChips() {
  const { filters } = contactView.value
  useEffect(() => void loadCountries(), [])
  const country = filters.countries?.[0] ?? ''
  const blocked = filters.blocked === undefined ? '' : String(filters.blocked)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend
    <div class="contact-chips" role="group" aria-label={t.filters.title}>
      <ChipSelect
        label={t.filters.label}
        value={filters.labelIds?.[0] ?? ''}
        onValue={(value) => changeFilters({ labelIds: value ? [value] : undefined })}
        options={[
          ['', t.filters.anyLabel],
          ...(labels.value.value ?? []).map(({ id, name }): [string, string] => [id, name]),
        ]}
      />
      <ChipSelect
        label={t.filters.consent}
        value={filters.consent ?? ''}
        onValue={(value) => changeFilters({ consent: (value || undefined) as ConsentState | undefined })}
        options={[
          ['', t.filters.anyConsent],
          ...consentStates.map((state): [string, string] => [state, t.person.consents[state]]),
        ]}
      />
      <ChipSelect
        label={t.filters.country}
        value={country}
        onValue={(value) => changeFilters({ countries: value ? [value] : undefined })}
        options={[['', t.filters.anyCountry], ...countries.value]}
      />
      <ChipSelect
        label={t.filters.blocked}
        value={blocked}
        onValue={(value) => changeFilters({ blocked: value === '' ? undefined : value === 'true' })}
        options={[
          ['', t.filters.anyBlocked],
          ['true', t.filters.blockedOnly],
          ['false', t.filters.notBlocked],
        ]}
      />
      {isNarrowed(contactView.value) && (
        <button type="button" class="link-btn" onClick={clearContactView}>
          {t.contacts.clear}
        </button>
      )}
    </div>
  )
}

interface ChipSelectProps {
  label: string
  value: string
  options: readonly (readonly [value: string, label: string])[]
  onValue: (value: string) => void
}

function ChipSelect({ label, value, options, onValue }: ChipSelectProps) {
  return (
    <select
      class={`chip ${value === '' ? '' : 'on'}`}
      aria-label={label}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
    >
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  )
}
