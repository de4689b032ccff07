import { effect, type Signal } from '@preact/signals'
import type { AttributeValue, ContactDetail, NewConsent } from '../../worker/contract/contact.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { contactApi } from '../api/contacts.ts'
import { api } from '../api/endpoints.ts'
import { t } from '../texts/contacts.ts'
import { inSentence } from '../texts/direction.ts'
import { contactNews } from './contact-news.ts'
import { keepRead } from './conversations.ts'
import { type Loaded, loadInto, loading } from './load.ts'
import { personName } from './person.ts'
import { tell, tellError } from './toasts.ts'

/** Everything known of a person, and their conversations. */
export interface KnownPerson {
  detail: Signal<Loaded<ContactDetail>>
  conversations: Signal<Loaded<Conversation[]>>
}

const known = new Map<string, KnownPerson>()
/** What else wants to know that a person is different now, such as the list. */
const watchers = new Set<(contact: ContactDetail) => void>()
export const onPersonChanged = (watcher: (contact: ContactDetail) => void): void => void watchers.add(watcher)

/** The person of an id; read the first time somebody asks. */
export function personOf(id: string): KnownPerson {
  const present = known.get(id)
  if (present) return present
  const person = { detail: loading<ContactDetail>(), conversations: loading<Conversation[]>() }
  known.set(id, person)
  void readPerson(id)
  return person
}

export async function readPerson(id: string): Promise<void> {
  const person = known.get(id)
  if (!person) return
  await Promise.all([
    loadInto(person.detail, () => contactApi.get(id)),
    loadInto(person.conversations, async () => (await keepRead(() => contactApi.listConversations(id))).data),
  ])
}

effect(() => {
  const news = contactNews.value
  if (!news || !known.has(news.contactId)) return
  if (news.isRemoved) known.delete(news.contactId)
  else void readPerson(news.contactId)
})

/** Keeps what the server says of a person. */
export function putPerson(contact: ContactDetail): void {
  const person = known.get(contact.id)
  if (person) person.detail.value = { state: 'ready', value: contact, error: null }
  for (const watcher of watchers) watcher(contact)
}

/** Shows a change at once, and takes it back with the reason if the server refuses. */
async function change(
  id: string,
  changes: (before: ContactDetail) => Partial<ContactDetail>,
  run: () => Promise<ContactDetail>,
  failed: string,
): Promise<boolean> {
  const before = known.get(id)?.detail.peek().value
  if (before) putPerson({ ...before, ...changes(before) })
  try {
    putPerson(await run())
    return true
  } catch (error) {
    if (before) putPerson(before)
    tellError(failed, error)
    return false
  }
}

export function rename(id: string, name: string | null): Promise<boolean> {
  const shown = (before: ContactDetail) => ({ name: name ?? before.profileName })
  return change(id, shown, () => contactApi.edit(id, { name }), t.person.failed(t.person.name))
}

export function setEmail(id: string, email: string | null): Promise<boolean> {
  return change(
    id,
    () => ({ email }),
    () => contactApi.edit(id, { email }),
    t.person.failed(t.person.email),
  )
}

export function setAttribute(id: string, attributeId: string, value: AttributeValue | null, label: string) {
  const shown = ({ attributes }: ContactDetail) => {
    const others = attributes.filter((each) => each.attributeId !== attributeId)
    return { attributes: value === null ? others : [...others, { attributeId, value }] }
  }
  const run = () => contactApi.edit(id, { attributes: [{ attributeId, value }] })
  return change(id, shown, run, t.person.failed(label))
}

export function setConsent(id: string, consent: NewConsent): Promise<boolean> {
  const { marketing, source } = consent
  const shown = () => ({ consent: { marketing, source, at: new Date().toISOString() } })
  return change(id, shown, () => contactApi.setConsent(id, consent), t.person.failed(t.person.consent))
}

export function setLabels(id: string, labelIds: string[]): Promise<boolean> {
  const run = async () => {
    await api.setContactLabels(id, labelIds)
    return contactApi.get(id)
  }
  return change(id, () => ({ labelIds }), run, t.actions.labelsFailed)
}

export function addNote(id: string, text: string): Promise<boolean> {
  return change(
    id,
    () => ({}),
    () => contactApi.addNote(id, text),
    t.person.failed(t.person.noteLabel),
  )
}

export function removeNote(id: string, noteId: string): Promise<boolean> {
  const shown = ({ notes }: ContactDetail) => ({ notes: notes.filter((note) => note.id !== noteId) })
  return change(id, shown, () => contactApi.removeNote(id, noteId), t.person.failed(t.person.removeNote))
}

/** Blocks, or lets in again, and says what WhatsApp did not take. */
export async function setBlocked(contact: ContactDetail, blocked: boolean): Promise<void> {
  const { id } = contact
  await change(
    id,
    () => ({ blocked }),
    async () => {
      const { channels } = await (blocked ? contactApi.block(id) : contactApi.unblock(id))
      const refused = channels.find((each) => !each.done)
      const name = inSentence(personName(contact))
      tell(
        blocked ? t.does.blocked(name) : t.does.unblocked(name),
        null,
        blocked && refused?.reason ? t.does.onlyHere(refused.reason) : '',
      )
      return contactApi.get(id)
    },
    t.does.blockFailed,
  )
}

export async function unmerge(id: string, merged: ContactDetail['merged'][number]): Promise<void> {
  const shown = (before: ContactDetail) => ({ merged: before.merged.filter((each) => each.id !== merged.id) })
  const done = await change(id, shown, () => contactApi.unmerge(id, merged.id), t.does.unmergeFailed)
  if (done) tell(t.person.unmerged(inSentence(personName(merged))))
}
