import type { enSettings } from './en-settings.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of sign-in and settings. */
export let t: Texts & typeof enSettings

loadArea<typeof enSettings>(
  {
    en: async () => (await import('./en-settings.ts')).enSettings,
    nl: async () => (await import('./nl-settings.ts')).nlSettings,
    es: async () => (await import('./es-settings.ts')).esSettings,
    pt: async () => (await import('./pt-settings.ts')).ptSettings,
  },
  (texts) => {
    t = texts
  },
)
