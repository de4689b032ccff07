import { signal } from '@preact/signals'

/** The person that the last event was about, for what shows people while it is there. */
export const contactNews = signal<{ contactId: string; isRemoved: boolean } | null>(null)
