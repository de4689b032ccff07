import type { enDialog } from './en-dialog.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of a dialog. */
export let t: Texts & typeof enDialog

loadArea<typeof enDialog>(
  {
    en: async () => (await import('./en-dialog.ts')).enDialog,
    nl: async () => (await import('./nl-dialog.ts')).nlDialog,
    es: async () => (await import('./es-dialog.ts')).esDialog,
    pt: async () => (await import('./pt-dialog.ts')).ptDialog,
  },
  (texts) => {
    t = texts
  },
)
