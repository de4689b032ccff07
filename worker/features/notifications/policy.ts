import type { NewNotificationSettings } from '../../contract/notification.ts'
import type { SettingsRow } from './repo.ts'

/** What a member chose, or what their role usually wants: agents are not told of what nobody has. */
export function settingsOf(row: SettingsRow | undefined): NewNotificationSettings {
  const { quietFrom = null, quietTo = null } = row ?? {}
  return {
    muted: row?.muted ?? (row?.role === 'agent' ? ['unassigned'] : []),
    pushed: row?.pushed ?? ['mention', 'assigned', 'message'],
    sound: row?.sound ?? false,
    detail: row?.detail ?? 'none',
    quiet: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
    zone: row?.zone ?? 'UTC',
  }
}

/** Whether it is quiet for somebody now; quiet hours may go over midnight. */
export function isQuiet({ quiet, zone }: Pick<NewNotificationSettings, 'quiet' | 'zone'>, nowMs: number): boolean {
  if (quiet === null) return false
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const [hours = 0, minutes = 0] = clock.format(nowMs).split(':').map(Number)
  const minute = hours * 60 + minutes
  const { from, to } = quiet
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}
