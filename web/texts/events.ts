import type { enEvents } from './en-events.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of the screens that look back. */
export let t: Texts & typeof enEvents

loadArea<typeof enEvents>(
  {
    en: async () => (await import('./en-events.ts')).enEvents,
    nl: async () => (await import('./nl-events.ts')).nlEvents,
    es: async () => (await import('./es-events.ts')).esEvents,
    pt: async () => (await import('./pt-events.ts')).ptEvents,
  },
  (texts) => {
    t = texts
  },
)
