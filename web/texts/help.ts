import type { enHelp } from './en-help.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of Help. */
export let t: Texts & typeof enHelp

loadArea<typeof enHelp>(
  {
    en: async () => (await import('./en-help.ts')).enHelp,
    nl: async () => (await import('./nl-help.ts')).nlHelp,
    es: async () => (await import('./es-help.ts')).esHelp,
    pt: async () => (await import('./pt-help.ts')).ptHelp,
  },
  (texts) => {
    t = texts
  },
)
