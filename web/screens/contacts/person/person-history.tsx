import type { ContactDetail } from '../../../../worker/contract/contact.ts'
import { now } from '../../../models/clock.ts'
import { unmerge } from '../../../models/people.ts'
import { personName, showPhone } from '../../../models/person.ts'
import { can } from '../../../models/session.ts'
import { memberName } from '../../../models/team.ts'
import { t } from '../../../texts/contacts.ts'
import { formatDate, formatExact } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'

/** Which numbers, ids and usernames the person had, and who was merged into them. */
export function PersonHistory({ contact: { id, identities, merged } }: { contact: ContactDetail }) {
  return (
    <>
      <section>
        <h4>{t.customer.identities}</h4>
        <ul class="lines">
          {identities.map(({ kind, value, current, seenAt, note }) => (
            <li key={`${kind} ${value} ${seenAt}`} title={formatExact(seenAt)}>
              <span class={current ? '' : 'old'}>
                {t.customer.identityKinds[kind]}{' '}
                <bdi>{kind === 'phone' ? showPhone(value) : kind === 'username' ? `@${value}` : value}</bdi>
              </span>
              <span class="mute">
                {[
                  current ? t.customer.current : t.customer.until(formatDate(seenAt, now.value)),
                  note && t.customer.identityNotes[note],
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {merged.length > 0 && (
        <section>
          <h4>{t.person.merged}</h4>
          <ul class="merged">
            {merged.map((person) => (
              <li key={person.id} data-of={personName(person)}>
                <span class="grow">
                  <bdi>{personName(person)}</bdi>
                  <span class="mute line" title={formatExact(person.mergedAt)}>
                    {t.person.mergedOn(formatDate(person.mergedAt, now.value), memberName(person.memberId))}
                  </span>
                </span>
                {can('mergeContacts') && (
                  <Button class="small" onClick={() => void unmerge(id, person)}>
                    {t.person.unmerge}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
