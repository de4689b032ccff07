import type { enSettings } from './en-settings.ts'
import { withShared } from './index.ts'

/** The shared texts and those of sign-in and settings. */
export const t = await withShared<typeof enSettings>({
  en: async () => (await import('./en-settings.ts')).enSettings,
  nl: async () => (await import('./nl-settings.ts')).nlSettings,
  es: async () => (await import('./es-settings.ts')).esSettings,
  pt: async () => (await import('./pt-settings.ts')).ptSettings,
})
