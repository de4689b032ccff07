import { enDesk } from './en-desk.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of what is done to conversations: labels, snoozing, priorities, selections, views. */
export const t = { ...shared, ...enDesk }
