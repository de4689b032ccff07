import { runInDurableObject } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { Attempts } from '../../../durable-objects/sender-object/attempts.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { senderStub } from '../../../worker/objects.ts'
import { env } from '../object-bench.ts'

/** Runs in the storage of a sender of its own; each `Attempts` is a life of it. */
const inStorage = (run: (newLife: () => Attempts) => void) =>
  runInDurableObject(senderStub(env, { tenantId: newId(), jurisdiction: 'default' }, newId()), (_, state) =>
    run(() => new Attempts(state.storage.sql)),
  )

it('an attempt is unresolved from its start until its result is posted, in any life', () =>
  inStorage((newLife) => {
    const attempts = newLife()
    expect(attempts.unresolved()).toEqual([])
    attempts.start({ attemptId: 'a', messageId: 'm' })
    attempts.start({ attemptId: 'b', messageId: 'n' })
    expect(newLife().unresolved()).toEqual([
      { attemptId: 'a', messageId: 'm' },
      { attemptId: 'b', messageId: 'n' },
    ])
    attempts.posted('a')
    expect(newLife().unresolved()).toEqual([{ attemptId: 'b', messageId: 'n' }])
  }))

it('a posted attempt is known until Postgres knows its outcome', () =>
  inStorage((newLife) => {
    const attempts = newLife()
    for (const attemptId of ['open', 'over', 'begun']) attempts.start({ attemptId, messageId: 'm' })
    attempts.posted('open')
    attempts.posted('over')
    attempts.keepOnly(new Set(['open', 'begun', 'never begun']))
    const next = newLife()
    expect(['open', 'over', 'begun', 'never begun'].filter((id) => next.knows(id))).toEqual(['open', 'begun'])
    expect(next.unresolved().map(({ attemptId }) => attemptId)).toEqual(['begun'])
  }))

it('an attempt starts once', () =>
  inStorage((newLife) => {
    newLife().start({ attemptId: 'a', messageId: 'm' })
    expect(() => newLife().start({ attemptId: 'a', messageId: 'm' })).toThrow()
  }))
