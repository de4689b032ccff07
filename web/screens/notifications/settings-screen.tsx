import './notifications.css'
import { useEffect } from 'preact/hooks'
import type {
  NewNotificationSettings,
  NotificationKind,
  NotificationSettings,
} from '../../../worker/contract/notification.ts'
import { disablePush, enablePush, pushState, readPushState } from '../../models/browser-push.ts'
import { changeSettings, readSettings, settings } from '../../models/notifications.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/notifications.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { Failed } from '../../ui/states.tsx'
import { CardBones } from '../settings/channels-screen.tsx'
import { Page } from '../settings/page.tsx'

const kinds: NotificationKind[] = ['mention', 'assigned', 'message', 'unassigned', 'window', 'failed']

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    tellError(t.notifications.saveFailed, error)
  }
}
const change = (changes: Partial<NewNotificationSettings>) => void attempt(() => changeSettings(changes))

/** How one wants to be told. */
export function NotificationsScreen() {
  const { state, value, error } = settings.value
  useEffect(() => void readSettings(), [])
  return (
    <Page title={t.notifications.title} lead={t.notifications.lead}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readSettings()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value && <KindTable chosen={value} />}
      {value && <Manner chosen={value} />}
    </Page>
  )
}

function KindTable({ chosen }: { chosen: NotificationSettings }) {
  const { muted, pushed } = chosen
  const set = (list: readonly NotificationKind[], kind: NotificationKind, isIn: boolean) =>
    isIn ? [...list, kind] : list.filter((other) => other !== kind)
  return (
    <section class="card" aria-label={t.notifications.columns.kind}>
      <table class="notice-kinds">
        <thead>
          <tr>
            <th scope="col">{t.notifications.columns.kind}</th>
            <th scope="col">{t.notifications.columns.list}</th>
            <th scope="col">{t.notifications.columns.push}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => {
            const words = t.notifications.kinds[kind]
            const isOn = !muted.includes(kind)
            return (
              <tr key={kind}>
                <th scope="row">{words}</th>
                <td>
                  <input
                    type="checkbox"
                    aria-label={t.notifications.listOf(words)}
                    checked={isOn}
                    onChange={() => change({ muted: set(muted, kind, isOn) })}
                  />
                </td>
                <td>
                  <input
                    type="checkbox"
                    aria-label={t.notifications.pushOf(words)}
                    checked={isOn && pushed.includes(kind)}
                    disabled={!isOn}
                    onChange={() => change({ pushed: set(pushed, kind, !pushed.includes(kind)) })}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
const usualQuiet = { from: 20 * 60, to: 8 * 60 }

function Manner({ chosen }: { chosen: NotificationSettings }) {
  const { sound, detail, quiet, pushKey } = chosen
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <section class="card manner" aria-label={t.notifications.title}>
      <PushChoice pushKey={pushKey} />
      <SelectField
        label={t.notifications.detail}
        hint={t.notifications.detailHint}
        value={detail}
        options={(['none', 'name', 'text'] as const).map((value) => ({ value, label: t.notifications.details[value] }))}
        onValue={(value) => change({ detail: value })}
      />
      <CheckField
        label={t.notifications.sound}
        hint={t.notifications.soundHint}
        checked={sound}
        onChecked={(isOn) => change({ sound: isOn })}
      />
      <CheckField
        label={t.notifications.quiet}
        hint={t.notifications.quietHint(quiet ? chosen.zone : zone)}
        checked={quiet !== null}
        onChecked={(isOn) => change({ quiet: isOn ? usualQuiet : null, zone })}
      />
      {quiet && (
        <div class="quiet-hours">
          {(['from', 'to'] as const).map((end) => (
            <label key={end}>
              {t.notifications[end]}
              <input
                class="input"
                type="time"
                value={clockOf(quiet[end])}
                onChange={(event) =>
                  event.currentTarget.value &&
                  change({ quiet: { ...quiet, [end]: minuteOf(event.currentTarget.value) }, zone })
                }
              />
            </label>
          ))}
        </div>
      )}
    </section>
  )
}

function PushChoice({ pushKey }: { pushKey: string | null }) {
  useEffect(() => void readPushState(pushKey), [pushKey])
  const state = pushState.value
  const words = {
    unknown: '',
    unable: t.notifications.pushUnable,
    denied: t.notifications.pushDenied,
    off: t.notifications.pushOff,
    on: t.notifications.pushOn,
  }
  return (
    <div class="push-choice">
      <div>
        <strong>{t.notifications.push}</strong>
        <p class="mute">{words[state]}</p>
      </div>
      {state === 'off' && pushKey && (
        <Button onClick={() => void attempt(() => enablePush(pushKey))}>{t.notifications.pushEnable}</Button>
      )}
      {state === 'on' && <Button onClick={() => void attempt(disablePush)}>{t.notifications.pushDisable}</Button>}
    </div>
  )
}
