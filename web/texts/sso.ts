import type { enSso } from './en-sso.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of single sign-on. */
export let t: Texts & { sso: typeof enSso }

loadArea<{ sso: typeof enSso }>(
  {
    en: async () => ({ sso: (await import('./en-sso.ts')).enSso }),
    nl: async () => ({ sso: (await import('./nl-sso.ts')).nlSso }),
    es: async () => ({ sso: (await import('./es-sso.ts')).esSso }),
    pt: async () => ({ sso: (await import('./pt-sso.ts')).ptSso }),
  },
  (texts) => {
    t = texts
  },
)
