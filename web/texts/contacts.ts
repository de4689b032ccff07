import type { enContacts } from './en-contacts.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those about customers. */
export let t: Texts & typeof enContacts

loadArea<typeof enContacts>(
  {
    en: async () => (await import('./en-contacts.ts')).enContacts,
    nl: async () => (await import('./nl-contacts.ts')).nlContacts,
    es: async () => (await import('./es-contacts.ts')).esContacts,
    pt: async () => (await import('./pt-contacts.ts')).ptContacts,
  },
  (texts) => {
    t = texts
  },
)
