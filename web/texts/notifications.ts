import { enNotifications } from './en-notifications.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of notifications. */
export const t = { ...shared, notifications: enNotifications }
