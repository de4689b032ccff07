import { signal } from '@preact/signals'
import type { ScheduledMessage } from '../../../../worker/contract/scheduled.ts'

/** The conversation that a template is to be chosen for, from wherever it was asked. */
export const templatesAsked = signal<string | null>(null)

/** What can go with a message or be one, besides words. */
export type Addition = 'file' | 'sticker' | 'question' | 'location' | 'contacts'

/** What the palette wants added to the open conversation, until the composer has opened it. */
export const additionAsked = signal<Addition | null>(null)

/** The waiting message that is to be changed, from wherever it was asked. */
export const changeAsked = signal<ScheduledMessage | null>(null)

/** What the palette wants done in the text box, until the composer has done it. */
export const writingAsked = signal<'bold' | 'italic' | 'canned' | null>(null)
