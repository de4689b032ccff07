import { enContacts } from './en-contacts.ts'
import { t as shared } from './index.ts'

/** The shared texts and those about customers. */
export const t = { ...shared, ...enContacts }
