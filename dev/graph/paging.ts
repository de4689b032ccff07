import { GraphError } from './graph-error.ts'

/** An opaque cursor for a position in a list. */
export function cursorAt(position: number): string {
  return Buffer.from(`position:${position}`).toString('base64url')
}

/** The position behind a cursor. @throws GraphError 100 for one that was never given out. */
export function positionOf(cursor: string): number {
  const match = /^position:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw new GraphError(100, undefined, { message: '(#100) Invalid cursor' })
  return Number(match[1])
}
