import { AppError } from '../contract/problem.ts'

/** Where a page ended: the sort's time as Postgres wrote it (microseconds count), and the row. */
export interface Cursor {
  at: string
  id: string
  /** What the sort puts before the time. */
  rank?: number | undefined
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from([cursor.at, cursor.id, cursor.rank ?? []].flat().join('|')).toString('base64url')
}

/** What a row is told by: its id, or its number within its tenant. */
const ROWS = { id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, seq: /^\d{1,16}$/ }
/** As Postgres and JavaScript write times. What else `Date.parse` reads, Postgres may not. */
const TIME = /^([1-9]\d{3})-(\d\d)-(\d\d)[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4])(:[0-5]\d)?)$/

/** @throws AppError INVALID_REQUEST for a cursor that we did not make, or made for rows of the other kind. */
export function decodeCursor(text: string | undefined, row: keyof typeof ROWS = 'id'): Cursor | null {
  if (text === undefined) return null
  const [at = '', id = '', rank] = Buffer.from(text, 'base64url').toString().split('|')
  const isRank = rank === undefined || /^\d$/.test(rank)
  if (isRank && isTime(at) && ROWS[row].test(id)) {
    return rank === undefined ? { at, id } : { at, id, rank: Number(rank) }
  }
  throw new AppError('INVALID_REQUEST', 'The cursor is not one of ours.', {
    errors: [{ path: 'cursor', message: 'Use nextCursor of the page before, as it is.' }],
  })
}

/** JavaScript takes the 31st of February for the 3rd of March; Postgres does not. */
function isTime(text: string): boolean {
  const [, year, month, day] = TIME.exec(text) ?? []
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return !Number.isNaN(Date.parse(text)) && Number(day) <= lastDay
}
