import type { ContactDetail } from '../../../../worker/contract/contact.ts'
import { countryName } from '../../../models/country-name.ts'
import { rename, setEmail, setLabels } from '../../../models/people.ts'
import { showPhone } from '../../../models/person.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/contacts.ts'
import { inSentence } from '../../../texts/direction.ts'
import { InPlace } from '../../../ui/in-place.tsx'
import { Labels } from '../../labels/labels.tsx'
import { AttributeFields } from './attribute-fields.tsx'
import { ConsentField } from './consent-field.tsx'

/** What is known of a person, each changed where it stands. */
export function PersonFacts({ contact }: { contact: ContactDetail }) {
  const { id, name, profileName, email, phone, username, country, labelIds } = contact
  const isFixed = !can('editContacts')
  return (
    <dl class="facts wide">
      <dt>{t.person.name}</dt>
      <dd>
        <InPlace
          id="contact-name"
          label={t.person.name}
          value={name ?? ''}
          placeholder={t.person.addName}
          maxLength={120}
          disabled={isFixed}
          onSave={(value) => void rename(id, value || null)}
        />
        {profileName && profileName !== name && (
          <span class="mute line">{t.person.profileName(inSentence(profileName))}</span>
        )}
      </dd>
      <dt>{t.person.email}</dt>
      <dd>
        <InPlace
          id="contact-email"
          label={t.person.email}
          value={email ?? ''}
          placeholder={t.person.addEmail}
          type="email"
          maxLength={254}
          disabled={isFixed}
          onSave={(value) => void setEmail(id, value || null)}
        />
      </dd>
      <dt>{t.person.phone}</dt>
      <dd>{phone ? <bdi>{showPhone(phone)}</bdi> : t.person.noPhone}</dd>
      {username && (
        <>
          <dt>{t.person.username}</dt>
          <dd>@{username}</dd>
        </>
      )}
      {country && (
        <>
          <dt>{t.person.country}</dt>
          <dd>{countryName(country)}</dd>
        </>
      )}
      <dt>{t.labels.title}</dt>
      <dd>
        <Labels of="contact" ids={labelIds} onDone={(chosen) => void setLabels(id, chosen)} />
      </dd>
      <dt class="above">{t.person.consent}</dt>
      <dd class="below">
        <ConsentField contact={contact} />
      </dd>
      <AttributeFields contact={contact} />
    </dl>
  )
}
