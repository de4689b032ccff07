import { describe, expect, it } from 'vitest'
import { readReport } from './packages.ts'
import { faultOf, type Outcome, tableOf } from './report.ts'

const outcome = (over: Partial<Outcome> = {}, name = 'search'): Outcome => ({
  target: { name, method: 'POST', path: '/api/search', body: '{}', marked: ['q'] },
  first: { status: 200, text: '' },
  counts: new Map([
    [400, 40],
    [200, 2],
  ]),
  finding: { verdict: 'silent', said: '' },
  ...over,
})
const counts = (status: number) => new Map([[status, 1]])

describe('a route', () => {
  it('is good where sqlmap is silent and the route was really asked', () => {
    expect(faultOf(outcome())).toBeNull()
    expect(faultOf(outcome({ first: { status: 404, text: '' } }))).toBeNull()
  })

  it.each([
    ['an injection was found', outcome({ finding: { verdict: 'injectable', said: 'q' } }), 'INJECTABLE'],
    ['there was no time', outcome({ finding: { verdict: 'cut off', said: '' } }), 'cut off'],
    ['sqlmap could not', outcome({ finding: { verdict: 'failed', said: '' } }), 'failed'],
    ['it refused the request as such', outcome({ first: { status: 400, text: '' } }), 'answered 400 as such'],
    ['nobody was signed in', outcome({ first: { status: 401, text: '' } }), 'answered 401 as such'],
    ['something broke it', outcome({ counts: counts(500) }), 'broke'],
    ['a limit was in the way', outcome({ counts: counts(429) }), 'limited'],
  ])('is not where %s', (_, given, fault) => {
    expect(faultOf(given)).toBe(fault)
  })

  it('that wants a secret of its caller may refuse', () => {
    expect(faultOf(outcome({ first: { status: 401, text: '' } }, 'changePassword'))).toBeNull()
  })
})

it('the table has a line for each, with what was answered', () => {
  const lines = tableOf(
    [outcome(), outcome({ finding: { verdict: 'injectable', said: '' } }, 'canary')],
    ({ name }) => name === 'canary',
  ).split('\n')
  expect(lines[1]).toMatch(/^search +q +200 +42 +2 × 200, 40 × 400 +silent$/)
  expect(lines[2]).toMatch(/^canary .* injectable$/)
})

describe('the packages', () => {
  const report = (vulnerabilities: Record<string, number>) => JSON.stringify({ metadata: { vulnerabilities } })
  it.each([
    ['nothing is known of', report({ info: 0, low: 0, high: 0, total: 0 }), 'fine', 'no known'],
    ['have small faults', report({ low: 2, high: 0, total: 2 }), 'fine', '2 low'],
    ['have grave ones', report({ low: 2, critical: 1, total: 3 }), 'vulnerable', '2 low, 1 critical'],
    ['are not known, where the registry refuses', '{"message":"405 Method Not Allowed"}', 'unknown', '405'],
    ['are not known, where npm says nothing', '', 'unknown', 'no report'],
  ])('%s', (_, stdout, state, text) => {
    expect(readReport(stdout)).toMatchObject({ state, text: expect.stringContaining(text) })
  })
})
