import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../worker/features/analytics/csv.ts'
import { toCsv } from '../../../worker/kit/csv.ts'

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    [-2, '-2'],
    [null, ''],
  ])('writes %o as %o', (cell, text) => {
    expect(toCsv([[cell]])).toBe(`\uFEFF${text}\r\n`)
  })

  it('has a column for each figure, and whole seconds with their unit', () => {
    const rows = [
      { at: 'x', sent: 1, firstReply: { count: 1, median: 83.4166, p90: 0 } },
      { at: 'y', sent: 0, firstReply: { count: 0, median: null, p90: null } },
    ]
    expect(tableOf(rows)).toEqual([
      ['at', 'sent', 'firstReply.count', 'firstReply.medianSeconds', 'firstReply.p90Seconds'],
      ['x', 1, 1, 83, 0],
      ['y', 0, 0, null, null],
    ])
  })
})
