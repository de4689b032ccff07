import { enEvents } from './en-events.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of the screens that look back. */
export const t = { ...shared, ...enEvents }
