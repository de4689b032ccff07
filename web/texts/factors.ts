import type { enFactors } from './en-factors.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of second factors. */
export let t: Texts & { factors: typeof enFactors }

loadArea<{ factors: typeof enFactors }>(
  {
    en: async () => ({ factors: (await import('./en-factors.ts')).enFactors }),
    nl: async () => ({ factors: (await import('./nl-factors.ts')).nlFactors }),
    es: async () => ({ factors: (await import('./es-factors.ts')).esFactors }),
    pt: async () => ({ factors: (await import('./pt-factors.ts')).ptFactors }),
  },
  (texts) => {
    t = texts
  },
)
