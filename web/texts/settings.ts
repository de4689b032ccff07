import { enSettings } from './en-settings.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of sign-in and settings. */
export const t = { ...shared, ...enSettings }
