import { faceColor, initialsOf, showPhone } from '../../../models/person.ts'
import { withoutTurns } from '../../../texts/direction.ts'
import { t } from '../../../texts/index.ts'
import { Face } from '../../../ui/face.tsx'
import { type Loose, listAt, partAt, textAt } from './loose.ts'

export function ContactCards({ contacts }: { contacts: readonly Loose[] }) {
  return (
    <div class="cards">
      {contacts.map((contact, index) => (
        <ContactCard key={String(index)} contact={contact} />
      ))}
    </div>
  )
}

function ContactCard({ contact }: { contact: Loose }) {
  const name = withoutTurns(textAt(partAt(contact, 'name'), 'formatted_name') ?? '') || t.message.contact.unnamed
  const phones = listAt(contact, 'phones').map((phone) => textAt(phone, 'phone') ?? textAt(phone, 'wa_id'))
  const emails = listAt(contact, 'emails').map((email) => textAt(email, 'email'))
  const organization = textAt(partAt(contact, 'org'), 'company')
  const lines = [...phones.map((phone) => phone && showPhone(phone)), ...emails].filter((line) => line !== null)
  return (
    <div class="contact-card">
      <Face initials={initialsOf(name)} color={faceColor(name)} size="l" />
      <div class="card-text">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {organization && <span>{organization}</span>}
        {[...new Set(lines)].map((line) => (
          <bdi key={line} class="mute">
            {line}
          </bdi>
        ))}
      </div>
    </div>
  )
}
