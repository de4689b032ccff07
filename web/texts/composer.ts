import { enComposer } from './en-composer.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of what the composer opens. */
export const t = { ...shared, ...enComposer }
