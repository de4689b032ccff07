import { enDesk } from './en-desk-settings.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of Settings → Desk. */
export const t = { ...shared, desk: enDesk }
