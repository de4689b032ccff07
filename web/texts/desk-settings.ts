import type { enDesk } from './en-desk-settings.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of Settings → Desk. */
export let t: Texts & { desk: typeof enDesk }

loadArea<{ desk: typeof enDesk }>(
  {
    en: async () => ({ desk: (await import('./en-desk-settings.ts')).enDesk }),
    nl: async () => ({ desk: (await import('./nl-desk-settings.ts')).nlDesk }),
    es: async () => ({ desk: (await import('./es-desk-settings.ts')).esDesk }),
    pt: async () => ({ desk: (await import('./pt-desk-settings.ts')).ptDesk }),
  },
  (texts) => {
    t = texts
  },
)
