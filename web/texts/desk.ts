import type { enDesk } from './en-desk.ts'
import { loadArea, type Texts } from './index.ts'

/**
 * The shared texts and those of what is done to conversations: labels, snoozing, priorities, selections, views;
 * and of what happened to a message.
 */
export let t: Texts & typeof enDesk

loadArea<typeof enDesk>(
  {
    en: async () => (await import('./en-desk.ts')).enDesk,
    nl: async () => (await import('./nl-desk.ts')).nlDesk,
    es: async () => (await import('./es-desk.ts')).esDesk,
    pt: async () => (await import('./pt-desk.ts')).ptDesk,
  },
  (texts) => {
    t = texts
  },
)
