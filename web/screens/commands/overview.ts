import { signal } from '@preact/signals'

/** Which list of the commands is open over the screen. */
export const shownOverview = signal<'palette' | 'shortcuts' | null>(null)
