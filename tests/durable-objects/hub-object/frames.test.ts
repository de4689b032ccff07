import { beforeEach, describe, expect, it } from 'vitest'
import { FrameLog, isTakenFrom, type Listener, maySee } from '../../../durable-objects/hub-object/frames.ts'
import type { OutgoingFrame } from '../../../worker/contract/frames.ts'

const everybody: Listener = { memberId: 'chief', sessionId: 's0', sees: 'all' }
const ana: Listener = { memberId: 'ana', sessionId: 's1', sees: 'own' }
const ben: Listener = { memberId: 'ben', sessionId: 's2', sees: 'own' }

/** A frame of a conversation; its text must never be in the log. */
function updated(conversationId: string, audience: Partial<OutgoingFrame> = {}): OutgoingFrame {
  const data = { conversationId, conversation: { preview: { text: 'secret words' } } }
  return { type: 'conversation.updated', data, ids: { conversationId }, ...audience } as unknown as OutgoingFrame
}

const draftUpdated = {
  ...{ type: 'draft.updated', data: { conversationId: 'c1', updatedAt: null } },
  ...{ ids: { conversationId: 'c1' }, memberId: 'ana' },
} as OutgoingFrame
const typing = { type: 'typing', data: {}, ids: { memberId: 'ana' } } as unknown as OutgoingFrame

let nowMs = 0
let log: FrameLog
beforeEach(() => {
  nowMs = 1_000_000
  log = new FrameLog('abc', () => nowMs)
})

const idsSince = (seq: string, listener = everybody) =>
  log.since(seq, listener)?.map(({ type, data }) => `${type} ${(data as { conversationId: string }).conversationId}`)

describe('an audience', () => {
  it('of agents who see only their own is what is theirs and what is nobody’s', () => {
    expect(maySee(ana, { assigneeId: 'ana' })).toBe(true)
    expect(maySee(ana, { assigneeId: 'ben' })).toBe(false)
    expect(maySee(ana, { assigneeId: null })).toBe(true)
    expect(maySee(ana, {})).toBe(true)
    expect(maySee(everybody, { assigneeId: 'ben' })).toBe(true)
  })

  it('that lost a conversation is its former assignee, or everybody if it was nobody’s', () => {
    expect(isTakenFrom(ana, { formerAssigneeId: 'ana' })).toBe(true)
    expect(isTakenFrom(ana, { formerAssigneeId: null })).toBe(true)
    expect(isTakenFrom(ana, { formerAssigneeId: 'ben' })).toBe(false)
    expect(isTakenFrom(ana, {})).toBe(false)
  })
})

describe('the log', () => {
  it('numbers frames one after another within its epoch', () => {
    expect(log.seq).toBe('abc.0')
    expect(log.add(updated('c1'))).toBe('abc.1')
    expect(log.add(updated('c2'))).toBe('abc.2')
    expect(log.seq).toBe('abc.2')
  })

  it('replays what was missed, in order, with ids and nothing else', () => {
    log.add(updated('c1'))
    log.add(updated('c2', { assigneeId: 'ana' }))
    expect(log.since('abc.0', everybody)).toEqual([
      { seq: 'abc.1', type: 'conversation.updated', replay: true, data: { conversationId: 'c1' } },
      { seq: 'abc.2', type: 'conversation.updated', replay: true, data: { conversationId: 'c2' } },
    ])
    expect(log.since('abc.1', everybody)).toHaveLength(1)
    expect(log.since('abc.2', everybody)).toEqual([])
    expect(JSON.stringify(log.since('abc.0', everybody))).not.toContain('secret')
  })

  it('replays to those who may see, and tells of what was taken away', () => {
    log.add(updated('mine', { assigneeId: 'ana' }))
    log.add(updated('passed-on', { assigneeId: 'ben', formerAssigneeId: 'ana' }))
    log.add(updated('taken', { assigneeId: 'ben', formerAssigneeId: null }))
    log.add(updated('given-up', { assigneeId: null, formerAssigneeId: 'ben' }))
    expect(idsSince('abc.0', ana)).toEqual([
      'conversation.updated mine',
      'conversation.removed passed-on',
      'conversation.removed taken',
      'conversation.updated given-up',
    ])
    expect(idsSince('abc.0', ben)).toEqual([
      'conversation.updated passed-on',
      'conversation.updated taken',
      'conversation.updated given-up',
    ])
    expect(idsSince('abc.0')).toHaveLength(4)
  })

  it('does not know another epoch, the future, or what is no seq at all', () => {
    log.add(updated('c1'))
    for (const seq of ['xyz.0', 'xyz.1', 'abc.2', 'abc.-1', 'abc', 'abc.x', 'abc.1e99', '']) {
      expect(log.since(seq, everybody), seq).toBeNull()
    }
  })

  it('leaves out what is of the moment, without taking the gap for a loss', () => {
    log.add(typing)
    log.add(updated('c1'))
    log.add(typing)
    log.add(draftUpdated)
    expect(log.seq).toBe('abc.4')
    expect(idsSince('abc.0')).toEqual(['conversation.updated c1'])
    expect(idsSince('abc.2')).toEqual([])
    expect(idsSince('abc.4')).toEqual([])
  })
})

describe('after ten minutes', () => {
  it('a frame is forgotten, and whoever missed it is told to read anew', () => {
    log.add(updated('c1'))
    nowMs += 10 * 60_000
    log.add(updated('c2'))
    expect(idsSince('abc.0')).toEqual(['conversation.updated c1', 'conversation.updated c2'])
    nowMs += 1
    expect(log.since('abc.0', everybody)).toBeNull()
    expect(idsSince('abc.1')).toEqual(['conversation.updated c2'])
  })

  it('of silence nothing is known but that nothing was missed by those who had it all', () => {
    log.add(updated('c1'))
    log.add(typing)
    nowMs += 60 * 60_000
    expect(log.since('abc.0', everybody)).toBeNull()
    expect(log.since('abc.1', everybody)).toEqual([])
    expect(log.since('abc.2', everybody)).toEqual([])
  })
})

it('5,000 frames are kept at most', () => {
  for (let n = 0; n < 5_003; n++) log.add(updated(`c${n}`))
  expect(log.since('abc.2', everybody)).toBeNull()
  expect(log.since('abc.3', everybody)).toHaveLength(5_000)
})
