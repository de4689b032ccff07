const shownMax = 40

/** The beginning of a text, in one line. */
export function shortly(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > shownMax ? `${line.slice(0, shownMax).trimEnd()}…` : line
}
