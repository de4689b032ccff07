import './contacts.css'
import { useEffect, useState } from 'preact/hooks'
import {
  attributes,
  contactList,
  followContacts,
  readAttributes,
  readContacts,
  readSegments,
} from '../../models/contacts.ts'
import { loadPhoneFormats } from '../../models/person.ts'
import { t } from '../../texts/contacts.ts'
import { later } from '../../ui/later.tsx'
import { usePageTitle } from '../page-title.ts'
import { ContactPanel } from './contact-panel.tsx'
import { ContactRows } from './contact-rows.tsx'
import { ContactsHead } from './contacts-head.tsx'

const NewContactDialog = later(() => import('./new-contact-dialog.tsx').then((module) => module.NewContactDialog))

/** The customers: a list to search and narrow down, and one of them beside it. */
export function ContactsScreen({ id }: { id?: string }) {
  const [adding, setAdding] = useState(false)
  usePageTitle(t.contacts.title)
  useEffect(() => {
    if (contactList.peek().state !== 'ready') void readContacts()
    if (attributes.peek().value === null) void readAttributes()
    void readSegments()
    void loadPhoneFormats()
    return followContacts()
  }, [])
  return (
    <main class={`contacts ${id ? 'has-contact' : ''}`}>
      <h1 class="sr-only">{t.contacts.title}</h1>
      <section class="contacts-list" aria-label={t.contacts.list}>
        <ContactsHead onAdd={() => setAdding(true)} />
        <ContactRows selected={id ?? null} onAdd={() => setAdding(true)} />
      </section>
      {id && <ContactPanel key={id} id={id} />}
      {adding && <NewContactDialog onClose={() => setAdding(false)} />}
    </main>
  )
}
