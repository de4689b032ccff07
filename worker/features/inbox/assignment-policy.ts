import type { AssignmentMode } from '../../contract/team.ts'

export interface Candidate {
  id: string
  capacity: number
  has: number
  /** When a conversation last came to them by itself, in epoch milliseconds; 0: never. */
  givenAtMs: number
  teamIds: readonly string[]
}

/**
 * Who gets the next conversation: of the team, if it has one, and with room. Round robin takes whom it is longest ago
 * for, least busy who has fewest.
 *
 * @returns null if it has to wait.
 */
export function pickAssignee<C extends Candidate>(
  mode: Exclude<AssignmentMode, 'manual'>,
  candidates: readonly C[],
  teamId: string | null,
): C | null {
  const able = candidates.filter(
    ({ has, capacity, teamIds }) => has < capacity && (!teamId || teamIds.includes(teamId)),
  )
  const byTurn = (a: C, b: C) => a.givenAtMs - b.givenAtMs || a.id.localeCompare(b.id)
  return able.sort(mode === 'least-busy' ? (a, b) => a.has - b.has || byTurn(a, b) : byTurn)[0] ?? null
}
