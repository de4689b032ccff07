import type { enDesk } from './en-desk.ts'
import { plural } from './plural.ts'

const onConversations = (count: number) => plural(count, { one: 'gesprek', other: 'gesprekken' })
const onContacts = (count: number) => plural(count, { one: 'contact', other: 'contacten' })

export const nlDesk: typeof enDesk = {
  labelPicker: {
    search: 'Zoek of maak een label',
    suggested: 'Voorgesteld',
    because: { customer: 'bij deze klant', recent: 'onlangs door jou gebruikt' },
    all: 'Alle labels',
    create: (name: string) => `Maak het label ‘${name}’`,
    empty: 'Nog geen labels. Typ een naam om het eerste te maken.',
    nothing: 'Geen label met die naam',
    createFailed: 'Het label is niet gemaakt',
  },
  labelSettings: {
    title: 'Labels',
    lead: 'Sorteer gesprekken en klanten op onderwerp. Iedereen in het team gebruikt dezelfde labels.',
    add: 'Nieuw label',
    empty: 'Nog geen labels',
    emptyLead:
      'Een label als ‘Bezorging’ of ‘VIP’ staat op gesprekken en klanten, en de lijst kan erop worden gefilterd.',
    name: 'Naam',
    color: 'Kleur',
    colors: {
      grey: 'Grijs',
      red: 'Rood',
      orange: 'Oranje',
      amber: 'Amber',
      green: 'Groen',
      teal: 'Blauwgroen',
      blue: 'Blauw',
      violet: 'Violet',
      pink: 'Roze',
    },
    addTitle: 'Nieuw label',
    editTitle: (name: string) => `${name} wijzigen`,
    edit: (name: string) => `${name} wijzigen`,
    create: 'Label maken',
    remove: 'Verwijderen',
    removeOf: (name: string) => `${name} verwijderen`,
    removeTitle: (name: string) => `Het label ${name} verwijderen?`,
    removeLead: (conversations: number, contacts: number) =>
      `Het verdwijnt van ${onConversations(conversations)} en ${onContacts(contacts)}. Dat is niet terug te draaien.`,
    removeFailed: (name: string) => `${name} is niet verwijderd`,
    readOnly: 'Teamleiders en beheerders wijzigen en verwijderen labels.',
  },
}
