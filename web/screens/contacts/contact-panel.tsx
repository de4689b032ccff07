import { ArrowLeft, Ban, Merge, MessageSquare, Trash2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ContactDetail } from '../../../worker/contract/contact.ts'
import { now } from '../../models/clock.ts'
import { removeContact } from '../../models/contacts.ts'
import { personOf, setBlocked } from '../../models/people.ts'
import { faceColor, initialsOf, personName } from '../../models/person.ts'
import { can } from '../../models/session.ts'
import { t } from '../../texts/contacts.ts'
import { inSentence } from '../../texts/direction.ts'
import { formatDate } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Face } from '../../ui/face.tsx'
import { later } from '../../ui/later.tsx'
import { NewConversation } from '../inbox/new-conversation.tsx'
import { PersonDetails } from './person/person-details.tsx'

const MergeDialog = later(() => import('./merge-dialog.tsx').then((module) => module.MergeDialog))

/** One person: who they are, what can be done, and everything known of them. */
export function ContactPanel({ id }: { id: string }) {
  const contact = personOf(id).detail.value.value
  const name = contact && personName(contact)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <aside class="contact-panel scroll" tabIndex={0} aria-label={name ?? t.person.label}>
      <header>
        {contact && <Face initials={initialsOf(name ?? '')} color={faceColor(contact.id)} size="xl" />}
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          {contact && (
            <p class="mute">
              {t.person.since(formatDate(contact.createdAt, now.value))}{' '}
              {contact.blocked && <span class="tag bad">{t.contacts.blocked}</span>}
            </p>
          )}
        </div>
        <a class="icon-btn" href="/contacts" aria-label={t.contacts.back} title={t.contacts.back}>
          <ArrowLeft size={17} aria-hidden="true" />
        </a>
      </header>
      {contact && <Actions contact={contact} />}
      <h3 class="sr-only">{t.person.label}</h3>
      <PersonDetails contactId={id} />
    </aside>
  )
}

function Actions({ contact }: { contact: ContactDetail }) {
  const { route } = useLocation()
  const [asking, setAsking] = useState<'block' | 'merge' | 'write' | null>(null)
  const conversations = personOf(contact.id).conversations.value.value
  const newest = conversations?.[0]
  const name = personName(contact)
  const close = () => setAsking(null)
  return (
    <div class="contact-actions">
      {newest && (
        <a id="contact-message" class="btn" href={`/c/${newest.id}`}>
          <MessageSquare size={15} aria-hidden="true" />
          {t.does.message}
        </a>
      )}
      {conversations?.length === 0 && contact.phone && can('startConversation') && (
        <Button id="contact-write" onClick={() => setAsking('write')}>
          <MessageSquare size={15} aria-hidden="true" />
          {t.does.write}
        </Button>
      )}
      {can('blockContacts') && (
        <Button
          id="contact-block"
          onClick={() => (contact.blocked ? void setBlocked(contact, false) : setAsking('block'))}
        >
          <Ban size={15} aria-hidden="true" />
          {contact.blocked ? t.does.unblock : t.does.block}
        </Button>
      )}
      {can('mergeContacts') && (
        <Button id="contact-merge" onClick={() => setAsking('merge')}>
          <Merge size={15} aria-hidden="true" />
          {t.does.merge}
        </Button>
      )}
      {can('removeContacts') && (
        <Button
          id="contact-remove"
          kind="danger"
          onClick={() => {
            route('/contacts')
            void removeContact(contact)
          }}
        >
          <Trash2 size={15} aria-hidden="true" />
          {t.does.remove}
        </Button>
      )}
      {asking === 'block' && (
        <ConfirmDialog
          title={t.does.blockTitle(inSentence(name))}
          lead={t.does.blockLead}
          confirm={t.does.block}
          onConfirm={() => void setBlocked(contact, true)}
          onClose={close}
        />
      )}
      {asking === 'write' && <NewConversation person={contact} onClose={close} />}
      {asking === 'merge' && <MergeDialog contact={contact} onClose={close} />}
    </div>
  )
}
