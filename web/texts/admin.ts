import type { enAdmin } from './en-admin.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of the platform's staff. */
export let t: Texts & typeof enAdmin

loadArea<typeof enAdmin>(
  {
    en: async () => (await import('./en-admin.ts')).enAdmin,
    nl: async () => (await import('./nl-admin.ts')).nlAdmin,
    es: async () => (await import('./es-admin.ts')).esAdmin,
    pt: async () => (await import('./pt-admin.ts')).ptAdmin,
  },
  (texts) => {
    t = texts
  },
)
