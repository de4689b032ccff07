const idPattern = /^[0-9a-f-]{36}$/

/** Reads one of these words out of an address; what else stands there is nothing. */
export function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T | undefined {
  return (text) => allowed.find((one) => one === text)
}

/** Reads an id out of an address. */
export function anId(text: string): string | undefined {
  return idPattern.test(text) ? text : undefined
}
