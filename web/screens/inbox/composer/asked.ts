import { signal } from '@preact/signals'

/** The conversation that a template is to be chosen for, from wherever it was asked. */
export const templatesAsked = signal<string | null>(null)
