import type { enAnalytics } from './en-analytics.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of the analytics. */
export let t: Texts & typeof enAnalytics

loadArea<typeof enAnalytics>(
  {
    en: async () => (await import('./en-analytics.ts')).enAnalytics,
    nl: async () => (await import('./nl-analytics.ts')).nlAnalytics,
    es: async () => (await import('./es-analytics.ts')).esAnalytics,
    pt: async () => (await import('./pt-analytics.ts')).ptAnalytics,
  },
  (texts) => {
    t = texts
  },
)
