export type Cell = string | number | null

/** A spreadsheet would run what begins with one of these; an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/

/** RFC 4180, with a byte order mark so that spreadsheets read UTF-8. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`
}

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
