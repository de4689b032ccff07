import type { enHours } from './en-hours.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of Settings → Hours. */
export let t: Texts & { hours: typeof enHours }

loadArea<{ hours: typeof enHours }>(
  {
    en: async () => ({ hours: (await import('./en-hours.ts')).enHours }),
    nl: async () => ({ hours: (await import('./nl-hours.ts')).nlHours }),
    es: async () => ({ hours: (await import('./es-hours.ts')).esHours }),
    pt: async () => ({ hours: (await import('./pt-hours.ts')).ptHours }),
  },
  (texts) => {
    t = texts
  },
)
