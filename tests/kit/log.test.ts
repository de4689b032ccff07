import { afterEach, expect, test, vi } from 'vitest'
import { createLog, type LogFields } from '../../worker/kit/log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function capture() {
  const lines: Record<string, unknown>[] = []
  return { lines, log: createLog((_level, line) => lines.push(JSON.parse(line) as Record<string, unknown>)) }
}

test('a line has level, event and the fields given', () => {
  const { lines, log } = capture()
  log.with({ requestId: 'r1' }).warn('import.retry', { count: 3, frames: ['a b.ts:1:2'], code: undefined })
  expect(lines).toEqual([{ level: 'warn', event: 'import.retry', requestId: 'r1', count: 3, frames: ['a b.ts:1:2'] }])
})

test('a field that is not on the list is left out, and so are values that are no facts', () => {
  const { lines, log } = capture()
  const slipped = { phone: '31612345678', message: 'hello', level: 'x', event: 'y', id: { text: 'hello' }, count: 1 }
  log.info('inbox.applied', slipped as unknown as LogFields)
  expect(lines).toEqual([{ level: 'info', event: 'inbox.applied', count: 1 }])
})

test('the types refuse other fields', () => {
  const { log } = capture()
  // @ts-expect-error text is no field of a log
  log.info('inbox.applied', { text: 'hello' })
})

test('long text is cut', () => {
  const { lines, log } = capture()
  log.error('job.failed', { reason: 'x'.repeat(1_000) })
  expect(lines[0]?.reason).toHaveLength(200)
})

test('lines go to the console at their level', () => {
  const error = vi.spyOn(console, 'error').mockReturnValue()
  createLog().error('job.failed')
  expect(error).toHaveBeenCalledExactlyOnceWith('{"level":"error","event":"job.failed"}')
})
