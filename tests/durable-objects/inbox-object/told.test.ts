import { describe, expect, it } from 'vitest'
import { Told } from '../../../durable-objects/inbox-object/told.ts'
import type { OutgoingFrame } from '../../../worker/contract/frames.ts'

const frame = (conversationId: string): OutgoingFrame => ({
  type: 'conversation.updated',
  data: { conversationId, conversation: { id: conversationId } as never },
  ids: { conversationId },
})
const bare = (conversationId: string) => ({ ...frame(conversationId), data: { conversationId } })

describe('what is told of a conversation', () => {
  it('is told whole, one thing after the other', () => {
    const told = new Told()
    for (let n = 0; n < 3; n++) expect(told.tell([frame('a')], told.now())).toEqual([frame('a')])
  })

  it('goes out by its id when somebody who began later was faster', () => {
    const told = new Told()
    const slow = told.now()
    const fast = told.now()
    expect(told.tell([frame('a')], fast)).toEqual([frame('a')])
    expect(told.tell([frame('b'), frame('a')], slow)).toEqual([frame('b'), bare('a')])
    expect(told.tell([frame('a')], told.now())).toEqual([frame('a')])
  })

  it('goes out by its id when it cannot be known any more', () => {
    const told = new Told()
    const slow = told.now()
    told.tell(
      Array.from({ length: 10_001 }, (_, n) => frame(String(n))),
      told.now(),
    )
    expect(told.tell([frame('a')], slow)).toEqual([bare('a')])
    expect(told.tell([frame('a')], told.now())).toEqual([frame('a')])
  })
})
