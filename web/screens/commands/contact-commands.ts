import type { ContactDetail } from '../../../worker/contract/contact.ts'
import { consentStates } from '../../../worker/contract/contact-lists.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { Operation } from '../../../worker/contract/role-table.ts'
import { personOf, setConsent } from '../../models/people.ts'
import { detailsShown } from '../../models/preferences.ts'
import { t } from '../../texts/contacts.ts'
import { t as deskTexts } from '../../texts/desk.ts'
import { type Command, pressing } from './command.ts'

/** The person who is shown: on their own screen, or beside the open conversation. */
function shownPerson(conversation: Conversation | undefined): ContactDetail | null {
  const [, id = detailsShown.peek() ? conversation?.contact.id : undefined] =
    /^\/contacts\/([^/]+)$/.exec(location.pathname) ?? []
  return id === undefined ? null : personOf(id).detail.peek().value
}

const button = (elementId: string, name: () => string, needs?: Operation): Command => ({
  id: elementId,
  group: 'contact',
  name,
  ...(needs && { needs }),
  ...pressing(elementId),
})

/** What can be done with the customer who is shown. */
export function contactCommands(conversation: Conversation | undefined): Command[] {
  const person = shownPerson(conversation)
  const change = (what: string) => t.commands.pair(t.scheduled.change, what)
  return person ? [...buttonsOf(person, change), ...consentsOf(person)] : []
}

const buttonsOf = ({ blocked }: ContactDetail, change: (what: string) => string): Command[] => [
  button('contact-message', () => t.does.message),
  button('contact-write', () => t.does.write, 'startConversation'),
  button('contact-name', () => change(t.person.name), 'editContacts'),
  button('contact-email', () => change(t.person.email), 'editContacts'),
  button('labels-of-contact', () => t.labels.add.contact, 'label'),
  button('contact-block', () => (blocked ? t.does.unblock : t.does.block), 'blockContacts'),
  button('contact-merge', () => t.does.merge, 'mergeContacts'),
  button('contact-remove', () => t.does.remove, 'removeContacts'),
]

const consentsOf = ({ id, consent }: ContactDetail): Command[] =>
  consentStates.map((marketing) => ({
    id: `consent-${marketing}`,
    group: 'contact',
    name: () => deskTexts.palette.consent(t.person.consents[marketing]),
    needs: 'editContacts',
    isPossible: () => consent.marketing !== marketing,
    run: () => void setConsent(id, { marketing, source: 'agent' }),
  }))
