export interface Slash {
  /** What was typed behind it. */
  query: string
  /** Where it stands in the text. */
  start: number
}

/** The slash that the caret stands behind, at the beginning of a word, also with more of them in it; null if there is none. */
export function slashAt(text: string, caret: number): Slash | null {
  const found = /(?:^|\s)\/([\p{L}\p{N}_/-]{0,32})$/u.exec(text.slice(0, caret))
  const query = found?.[1]
  return query === undefined ? null : { query, start: caret - query.length - 1 }
}
