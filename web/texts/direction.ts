/** Marks, embeddings, overrides and isolates: they turn the direction of what is written after them, too. */
const turns = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** Letters of the scripts that are written from the right. */
const fromTheRight = /[\u0590-\u08FF\uFB1D-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** Without the characters that would turn the words around it. */
export const withoutTurns = (text: string): string => text.replace(turns, '')

/**
 * A name in the middle of a sentence that is seen. One that is written from the right stands in an isolate, else its ends and the
 * numbers beside it would change places. Labels for those who listen take the name itself, and elements of its own are `<bdi>`.
 */
export const inSentence = (name: string): string => (fromTheRight.test(name) ? `\u2068${name}\u2069` : name)
