// TypeScript's library does not know the third argument of a reviver yet (ES2026 “JSON.parse source text access”).
type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown
const parseWith = JSON.parse as (text: string, reviver: Reviver) => unknown

/** A value with digits enough to lose some. It may match inside a text too: the slower way is then taken for nothing. */
const MAYBE_TOO_BIG = /(?:^|[:,[])\s*-?\d{16}/

const keepBigIntegers: Reviver = (_key, value, context) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? value)
    : value

/**
 * Reads JSON; an integer beyond 2^53 (some of Meta's ids are) comes out as text with all its digits.
 *
 * @throws SyntaxError if the text is not JSON.
 */
export function parseJson(text: string): unknown {
  return MAYBE_TOO_BIG.test(text) ? parseWith(text, keepBigIntegers) : JSON.parse(text)
}
