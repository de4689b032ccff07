import type { enComposer } from './en-composer.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of what the composer opens, and of new conversations. */
export let t: Texts & typeof enComposer

loadArea<typeof enComposer>(
  {
    en: async () => (await import('./en-composer.ts')).enComposer,
    nl: async () => (await import('./nl-composer.ts')).nlComposer,
    es: async () => (await import('./es-composer.ts')).esComposer,
    pt: async () => (await import('./pt-composer.ts')).ptComposer,
  },
  (texts) => {
    t = texts
  },
)
