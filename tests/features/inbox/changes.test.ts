import { describe, expect, it } from 'vitest'
import { activityOf, changeOf, type Standing, undoing } from '../../../worker/features/inbox/changes.ts'

const open: Standing = {
  ...{ status: 'open', snoozedUntil: null, assigneeId: null, teamId: null, priority: 0, unreadCount: 2 },
  ...{ waitingSince: '2026-11-25 10:00:00.123456+00', labelIds: ['a', 'b'] },
}
const closed: Standing = { ...open, status: 'closed', unreadCount: 0, waitingSince: null }
const until = '2026-11-26T08:00:00.000Z'

describe('a change', () => {
  it('has only the fields that differ, as they were and as they become', () => {
    expect(changeOf({ type: 'close' }, 'x', { ...open, unreadCount: 0 })).toEqual({
      id: 'x',
      before: { status: 'open', waitingSince: open.waitingSince },
      after: { status: 'closed', waitingSince: null },
      episode: 'close',
    })
  })

  it.each([
    [{ type: 'close' }, closed],
    [{ type: 'reopen' }, open],
    [{ type: 'read' }, closed],
    [{ type: 'assign', memberId: null }, open],
    [{ type: 'priority', priority: 'none' }, open],
    [{ type: 'label', add: ['b'], remove: ['c'] }, open],
    [
      { type: 'snooze', until },
      { ...open, status: 'snoozed', snoozedUntil: until },
    ],
  ] as const)('is none where all is so already: %o', (action, now) => {
    expect(changeOf(action as never, 'x', now)).toBe('unchanged')
  })

  it('cannot put out of sight what is closed', () => {
    expect(changeOf({ type: 'snooze', until: null }, 'x', closed)).toBe('refused')
  })

  it('of labels keeps the others', () => {
    const change = changeOf({ type: 'label', add: ['c'], remove: ['a'] }, 'x', open)
    expect(change).toMatchObject({ before: { labelIds: ['a', 'b'] }, after: { labelIds: ['b', 'c'] } })
  })

  it('is undone by its opposite, which brings the same episode back', () => {
    const change = changeOf({ type: 'close' }, 'x', open)
    expect(undoing(change as never)).toMatchObject({ after: { status: 'open', unreadCount: 2 }, episode: 'again' })
    const opened = changeOf({ type: 'reopen' }, 'x', closed)
    expect(undoing(opened as never)).toMatchObject({ after: { status: 'closed' }, episode: 'drop' })
  })

  it('has a line in the thread if people would miss it', () => {
    const lineOf = (action: object, now = open) => activityOf(changeOf(action as never, 'x', now) as never)
    expect(lineOf({ type: 'snooze', until })).toEqual({ action: 'snoozed', memberId: null, until })
    expect(lineOf({ type: 'reopen' }, { ...open, status: 'snoozed' })?.action).toBe('woken')
    expect(lineOf({ type: 'reopen' }, closed)?.action).toBe('reopened')
    expect(lineOf({ type: 'assign', memberId: 'm' })).toEqual({ action: 'assigned', memberId: 'm' })
    const toTeam = { type: 'assign', memberId: null, teamId: 't' }
    expect(lineOf(toTeam)).toEqual({ action: 'assigned', memberId: null, teamId: 't' })
    expect(lineOf({ ...toTeam, memberId: 'm' }, { ...open, assigneeId: 'm' })).toMatchObject({
      memberId: 'm',
      teamId: 't',
    })
    expect(lineOf({ type: 'assign', memberId: 'm' }, { ...open, teamId: 't' })).not.toHaveProperty('teamId')
    expect(lineOf({ ...toTeam, teamId: null }, { ...open, teamId: 't' })?.action).toBe('unassigned')
    expect(lineOf({ type: 'priority', priority: 'high' })).toBeNull()
    expect(lineOf({ type: 'read' })).toBeNull()
  })
})
