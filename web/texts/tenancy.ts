import type { enTenancy } from './en-tenancy.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of organizations: going to another, leaving, removing, onboarding, API tokens. */
export let t: Texts & typeof enTenancy

loadArea<typeof enTenancy>(
  {
    en: async () => (await import('./en-tenancy.ts')).enTenancy,
    nl: async () => (await import('./nl-tenancy.ts')).nlTenancy,
    es: async () => (await import('./es-tenancy.ts')).esTenancy,
    pt: async () => (await import('./pt-tenancy.ts')).ptTenancy,
  },
  (texts) => {
    t = texts
  },
)
