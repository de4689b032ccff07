import { withoutTurns } from '../texts/direction.ts'

/** What people call themselves and their things, wherever it stands in an answer. Files and cards are parts of messages. */
const names = ['name', 'profileName', 'verifiedName', 'username', 'organization']

/** A character that could turn the direction of writing, or an escape that could be one. */
const suspect = /\\u|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/

const plain = (key: string, value: unknown) =>
  typeof value === 'string' && names.includes(key) ? withoutTurns(value).trim() : value

/**
 * What the server says. Customers choose their names at WhatsApp, and many a name is older than our rules: here they lose what
 * would turn the sentences in which the screens put them. What messages say stays as it was written.
 */
export const parseJson = (text: string): unknown => JSON.parse(text, suspect.test(text) ? plain : undefined)
