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
