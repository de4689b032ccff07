import { describe, expect, it } from 'vitest'
import { Failure } from '../../worker/contract/message.ts'
import { findKnownCode } from '../../worker/whatsapp/failure-codes.ts'
import { type Policy, policyFor } from '../../worker/whatsapp/failures.ts'
import { outsideErrors } from './fixtures.ts'

const answer = (code: number, httpStatus = 400) => policyFor({ httpStatus, code })

describe('the policy of a code', () => {
  it.each<[string, number[], Partial<Policy>]>([
    ['backs off', [130429, 131056, 131057, 131016, 2, 4, 80007], { do: 'retry' }],
    ['does not know', [131000], { do: 'unconfirmed' }],
    ['waits a day', [131049], { do: 'fail', notBeforeSeconds: 86_400 }],
    ['gives up', [130472], { do: 'fail' }],
    ['marks the contact', [131026], { do: 'fail', markUnreachable: true }],
    ['pauses the number', [131048, 368, 131031, 131042, 131045, 131030], { do: 'pause-number' }],
    ['stops the campaign', [132001, 132007, 132015, 132016], { do: 'fail', stopCampaign: true }],
    ['reconnects', [0, 190, 10, 200, 250, 299], { do: 'reconnect' }],
    ['notes the opt-out', [131050], { do: 'fail', optedOut: true }],
  ])('%s', (_name, codes, policy) => {
    for (const code of codes) {
      for (const httpStatus of [400, 500, 503]) expect(answer(code, httpStatus), `${code}`).toMatchObject(policy)
    }
  })

  it.each<[Policy['failure']['action'], number[]]>([
    ['use-template', [131047]],
    ['fix-media', [131052, 131053]],
    ['fix-parameters', [132000, 132005, 132012, 131008, 131009, 100]],
    ['reconnect-channel', [190]],
    ['wait', [131049]],
  ])('offers the agent: %s', (action, codes) => {
    for (const code of codes) expect(answer(code).failure, `${code}`).toMatchObject({ action, code })
  })

  it('halves the rate only when the number is too fast', () => {
    expect(answer(130429).halveRate).toBe(true)
    expect(answer(131056).halveRate).toBeUndefined()
  })

  it('waits longer each time, and 4^n seconds for one customer', () => {
    const pair = answer(131056).delaySeconds
    expect([1, 2, 3, 4].map((attempt) => pair?.(attempt))).toEqual([4, 16, 64, 256])
    const rate = answer(130429).delaySeconds
    expect(rate?.(1)).toBeLessThanOrEqual(2)
    expect(rate?.(20)).toBeLessThanOrEqual(120)
  })
})

describe('a code that nobody knows', () => {
  it.each([
    [500, 'unconfirmed'],
    [502, 'unconfirmed'],
    [408, 'unconfirmed'],
    [400, 'fail'],
    [404, 'fail'],
    [401, 'reconnect'],
    [429, 'retry'],
  ])('is judged by its status: %i', (httpStatus, expected) => {
    expect(policyFor({ httpStatus, code: 987_654 }).do).toBe(expected)
  })

  it('shows no number that stands for nothing', () => {
    expect(policyFor({ httpStatus: 400, code: -1 }).failure).toMatchObject({ code: null })
    expect(policyFor({ httpStatus: 400, code: -1 }).failure.detail).not.toContain('-1')
  })
})

describe('an error out of a status', () => {
  it('is final: nothing is retried by itself or left open', () => {
    for (const code of [131000, 130429, 2, 987_654]) {
      expect(policyFor({ httpStatus: null, code }).do, `${code}`).toBe('fail')
    }
    expect(policyFor({ httpStatus: null, code: 131000 }).failure.action).toBe('retry')
    expect(policyFor({ httpStatus: null, code: 131026 }).markUnreachable).toBe(true)
  })
})

describe.runIf(outsideErrors().length > 0)('every code that is documented', () => {
  const allowed: Record<string, Policy['do'][]> = {
    backoff: ['retry', 'unconfirmed'],
    after_wait: ['retry', 'fail', 'pause-number'],
    after_fix: ['fail', 'pause-number', 'reconnect'],
    no: ['fail'],
  }
  for (const { code, retry_class, http_status, title } of outsideErrors()) {
    it(`${code} ${title}`, () => {
      for (const number of typeof code === 'number' ? [code] : code.split('-').map(Number)) {
        expect(findKnownCode(number)).not.toBeNull()
        const policy = policyFor({ httpStatus: http_status ?? 400, code: number })
        expect(allowed[retry_class]).toContain(policy.do)
        expect(policy.do === 'retry').toBe(policy.delaySeconds !== undefined)
        expect(Failure.parse(policy.failure).detail.length).toBeGreaterThan(10)
      }
    })
  }
})
