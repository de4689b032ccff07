import { enDesk } from './en-desk.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of Settings → Desk. */
export const t = { ...shared, desk: enDesk }
