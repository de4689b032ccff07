import type { enComposer } from './en-composer.ts'
import { withShared } from './index.ts'

/** The shared texts and those of what the composer opens. */
export const t = await withShared<typeof enComposer>({
  en: async () => (await import('./en-composer.ts')).enComposer,
  nl: async () => (await import('./nl-composer.ts')).nlComposer,
  es: async () => (await import('./es-composer.ts')).esComposer,
  pt: async () => (await import('./pt-composer.ts')).ptComposer,
})
