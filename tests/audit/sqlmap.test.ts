import { describe, expect, it } from 'vitest'
import { readFinding, requestText } from './sqlmap.ts'

const silent = `[09:00:01] [INFO] testing connection to the target URL
[09:00:04] [CRITICAL] all tested parameters do not appear to be injectable. Try to increase values for '--level'`
const retracted = `[09:00:02] [INFO] (custom) POST parameter 'JSON #1*' appears to be 'AND boolean-based blind' injectable
[09:00:03] [WARNING] false positive or unexploitable injection point detected
${silent}`
const found = `[09:00:02] [INFO] (custom) POST parameter 'JSON #1*' appears to be 'AND boolean-based blind' injectable
sqlmap identified the following injection point(s) with a total of 41 HTTP(s) requests:
---
Parameter: JSON #1* ((custom) POST)
    Type: boolean-based blind
---
[09:00:09] [INFO] the back-end DBMS is PostgreSQL`

describe('what sqlmap says is read as', () => {
  it.each([
    ['silent where it found nothing', silent, false, 'silent'],
    ['silent where it took back what it thought', retracted, false, 'silent'],
    ['injectable where it names the place', found, false, 'injectable'],
    ['injectable where it was ended after it had begun to think so', found.slice(0, 120), true, 'injectable'],
    ['cut off where it was ended before', silent.slice(0, 60), true, 'cut off'],
    ['failed where it says neither', '[09:00:01] [CRITICAL] unable to connect to the target URL', false, 'failed'],
    ['failed where it says nothing', '', false, 'failed'],
  ])('%s', (_, said, isLate, verdict) => {
    expect(readFinding(said, isLate).verdict).toBe(verdict)
  })

  it('the place, for the table’s reader', () => {
    expect(readFinding(found, false).said).toContain('Parameter: JSON #1*')
  })
})

it('a request is written as it goes over the wire', () => {
  const target = { name: 'make', method: 'POST', path: '/api/things', body: '{"name":"a*"}', marked: ['name'] }
  expect(requestText(target, '127.0.0.1:9')).toBe(
    'POST /api/things HTTP/1.1\r\nHost: 127.0.0.1:9\r\nContent-Type: application/json\r\n\r\n{"name":"a*"}',
  )
})
