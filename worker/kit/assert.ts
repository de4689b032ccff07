/** One of our own mistakes: a state that the code around it rules out. Answered as 500, never shown. */
export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** @throws AssertionError with `message`, which must hold no customer data. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** The end of an exhaustive switch: does not compile while a case is missing. */
export function assertNever(_value: never): never {
  throw new AssertionError('a case that the types rule out')
}
