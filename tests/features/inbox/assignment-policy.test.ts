import { describe, expect, it } from 'vitest'
import { type Candidate, pickAssignee } from '../../../worker/features/inbox/assignment-policy.ts'

const candidate = (id: string, changes: Partial<Candidate> = {}): Candidate => ({
  ...{ id, capacity: 2, has: 0, givenAtMs: 0, teamIds: [] },
  ...changes,
})
const pick = (mode: 'round-robin' | 'least-busy', team: string | null, ...candidates: Candidate[]) =>
  pickAssignee(mode, candidates, team)?.id ?? null

describe('who gets the next conversation', () => {
  it('is whose turn it is, or who has fewest', () => {
    const [busy, idle] = [candidate('a', { has: 1, givenAtMs: 1 }), candidate('b', { has: 0, givenAtMs: 2 })]
    expect(pick('round-robin', null, idle, busy)).toBe('a')
    expect(pick('least-busy', null, busy, idle)).toBe('b')
    expect(pick('least-busy', null, candidate('d', { givenAtMs: 5 }), candidate('c', { givenAtMs: 4 }))).toBe('c')
  })

  it('has room, and is of the team', () => {
    expect(pick('round-robin', null, candidate('a', { has: 2 }))).toBeNull()
    expect(pick('round-robin', null, candidate('a', { capacity: 0 }))).toBeNull()
    expect(pick('round-robin', 't', candidate('a'), candidate('b', { teamIds: ['t'] }))).toBe('b')
    expect(pick('round-robin', null)).toBeNull()
  })
})
