import type { enAudit } from './en-audit.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of the audit log. */
export let t: Texts & typeof enAudit

loadArea<typeof enAudit>(
  {
    en: async () => (await import('./en-audit.ts')).enAudit,
    nl: async () => (await import('./nl-audit.ts')).nlAudit,
    es: async () => (await import('./es-audit.ts')).esAudit,
    pt: async () => (await import('./pt-audit.ts')).ptAudit,
  },
  (texts) => {
    t = texts
  },
)
