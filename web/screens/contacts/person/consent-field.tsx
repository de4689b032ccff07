import { useState } from 'preact/hooks'
import type { ContactDetail } from '../../../../worker/contract/contact.ts'
import {
  type ConsentSource,
  type ConsentState,
  consentSources,
  consentStates,
} from '../../../../worker/contract/contact-lists.ts'
import { now } from '../../../models/clock.ts'
import { setConsent } from '../../../models/people.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/contacts.ts'
import { formatDate, formatExact } from '../../../texts/format.ts'

/** What the person wants of marketing, how they said it and when. */
export function ConsentField({ contact: { id, consent } }: { contact: ContactDetail }) {
  // Drawn from the answer: a choice that was refused goes back to what is true.
  const [tries, setTries] = useState(0)
  const set = async (marketing: ConsentState, source: ConsentSource) => {
    await setConsent(id, { marketing, source: source === 'whatsapp' ? 'agent' : source })
    setTries(tries + 1)
  }
  const words = t.person.consents[consent.marketing]
  const when = consent.at && (
    <span class="mute" title={formatExact(consent.at)}>
      {formatDate(consent.at, now.value)}
    </span>
  )
  if (!can('editContacts')) {
    return (
      <>
        {words} {consent.source && <span class="mute">{t.person.consentBy[consent.source]}</span>} {when}
      </>
    )
  }
  return (
    <div class="consent" key={String(tries)}>
      <select
        class="input slim"
        data-state={consent.marketing}
        aria-label={t.person.consent}
        value={consent.marketing}
        onChange={(event) => void set(event.currentTarget.value as ConsentState, 'agent')}
      >
        {consentStates.map((state) => (
          <option key={state} value={state}>
            {t.person.consents[state]}
          </option>
        ))}
      </select>
      {consent.marketing !== 'unknown' && (
        <span class="consent-how">
          {consent.source === 'whatsapp' ? (
            <span class="mute">{t.person.consentBy.whatsapp}</span>
          ) : (
            <select
              class="input slim"
              aria-label={t.person.consentSource}
              value={consent.source ?? 'agent'}
              onChange={(event) => void set(consent.marketing, event.currentTarget.value as ConsentSource)}
            >
              {consentSources.map((source) => (
                <option key={source} value={source}>
                  {t.person.consentBy[source]}
                </option>
              ))}
            </select>
          )}
          {when}
        </span>
      )}
    </div>
  )
}
