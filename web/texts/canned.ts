import type { enCanned } from './en-canned.ts'
import type { enComposer } from './en-composer.ts'
import { loadArea, type Texts } from './index.ts'

type Own = typeof enComposer & typeof enCanned

/** The composer's texts and those of the screen of canned replies. */
export let t: Texts & Own

loadArea<Own>(
  {
    en: async () => ({
      ...(await import('./en-composer.ts')).enComposer,
      ...(await import('./en-canned.ts')).enCanned,
    }),
    nl: async () => ({
      ...(await import('./nl-composer.ts')).nlComposer,
      ...(await import('./nl-canned.ts')).nlCanned,
    }),
    es: async () => ({
      ...(await import('./es-composer.ts')).esComposer,
      ...(await import('./es-canned.ts')).esCanned,
    }),
    pt: async () => ({
      ...(await import('./pt-composer.ts')).ptComposer,
      ...(await import('./pt-canned.ts')).ptCanned,
    }),
  },
  (texts) => {
    t = texts
  },
)
