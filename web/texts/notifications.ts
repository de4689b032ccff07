import type { enNotifications } from './en-notifications.ts'
import { loadArea, type Texts } from './index.ts'

/** The shared texts and those of notifications. */
export let t: Texts & { notifications: typeof enNotifications }

loadArea<{ notifications: typeof enNotifications }>(
  {
    en: async () => ({ notifications: (await import('./en-notifications.ts')).enNotifications }),
    nl: async () => ({ notifications: (await import('./nl-notifications.ts')).nlNotifications }),
    es: async () => ({ notifications: (await import('./es-notifications.ts')).esNotifications }),
    pt: async () => ({ notifications: (await import('./pt-notifications.ts')).ptNotifications }),
  },
  (texts) => {
    t = texts
  },
)
