import { expect, it } from 'vitest'
import { isQuiet } from '../../../worker/contract/quiet-hours.ts'
import { settingsOf } from '../../../worker/features/notifications/policy.ts'

const at = (time: string) => Date.parse(`2026-07-01T${time}:00Z`)

it('quiet hours are in the member’s own zone, and go over midnight', () => {
  const night = { quiet: { from: 22 * 60, to: 7 * 60 }, zone: 'Europe/Amsterdam' }
  expect(isQuiet(night, at('19:59'))).toBe(false)
  expect(isQuiet(night, at('20:00'))).toBe(true)
  expect(isQuiet(night, at('04:59'))).toBe(true)
  expect(isQuiet(night, at('05:00'))).toBe(false)
  const lunch = { quiet: { from: 12 * 60, to: 13 * 60 }, zone: 'UTC' }
  expect([at('11:59'), at('12:30'), at('13:00')].map((ms) => isQuiet(lunch, ms))).toEqual([false, true, false])
  expect(isQuiet({ quiet: null, zone: 'UTC' }, at('12:30'))).toBe(false)
})

it('who chose nothing hears what their role wants', () => {
  expect(settingsOf(undefined).muted).toEqual([])
  expect(settingsOf(undefined).detail).toBe('none')
})
