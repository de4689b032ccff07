import { AppError } from '../../contract/problem.ts'

/** Where a page of traces ended: the time in microseconds, the source, and the row within it. */
export interface TraceCursor {
  us: string
  rank: number
  key: string
}

export const encodeTraceCursor = ({ us, rank, key }: TraceCursor): string =>
  Buffer.from(`${us}|${rank}|${key}`).toString('base64url')

/** @throws AppError INVALID_REQUEST for a cursor that we did not make. */
export function decodeTraceCursor(text: string | undefined): TraceCursor | null {
  if (text === undefined) return null
  const [us = '', rank = '', key = ''] = Buffer.from(text, 'base64url').toString().split('|')
  const keyForm = rank === '1' || rank === '2' ? /^\\x[0-9a-f]{64}$/ : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  if (/^-?\d{1,17}$/.test(us) && /^[0-4]$/.test(rank) && keyForm.test(key)) return { us, rank: Number(rank), key }
  throw new AppError('INVALID_REQUEST', 'The cursor is not one of ours.', {
    errors: [{ path: 'cursor', message: 'Use nextCursor of the page before, as it is.' }],
  })
}

/** Newest first; then by source and row. Negative: `a` comes first. */
export function compareTraces(a: TraceCursor, b: TraceCursor): number {
  if (a.us !== b.us) return Number(b.us) - Number(a.us)
  if (a.rank !== b.rank) return a.rank - b.rank
  return a.key < b.key ? 1 : a.key > b.key ? -1 : 0
}
