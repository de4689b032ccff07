import { enHours } from './en-hours.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of Settings → Hours. */
export const t = { ...shared, hours: enHours }
