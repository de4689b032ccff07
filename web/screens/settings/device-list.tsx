import { useEffect, useState } from 'preact/hooks'
import type { DeviceSession } from '../../../worker/contract/team.ts'
import { now } from '../../models/clock.ts'
import {
  devices,
  endAllDevices,
  endDevice,
  endOtherDevices,
  failures,
  readDevices,
  readFailures,
} from '../../models/devices.ts'
import { me } from '../../models/session.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { formatMoment } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    tellError(t.security.endFailed, error)
  }
}

/** The browsers that one is signed in with; each can be signed out from here. */
export function DeviceList() {
  const [asking, setAsking] = useState(false)
  const { state, value, error } = devices.value
  useEffect(() => {
    void readDevices()
    // Of the whole account: closed to a session that one organization's provider began.
    if (!me.peek()?.bySso) void readFailures()
  }, [])
  if (state === 'failed' && !value) {
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readDevices()} />
  }
  if (!value) return <CardBones />
  return (
    <section class="card flush" aria-label={t.security.sessions}>
      <h2 class="card-title">{t.security.sessions}</h2>
      <ul class="people">
        {value.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      <FailureLine />
      <div class="card-foot">
        {value.length > 1 && <Button onClick={() => void attempt(endOtherDevices)}>{t.security.endOthers}</Button>}
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t.security.endAll}
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={t.security.endAllTitle}
          lead={t.security.endAllLead}
          confirm={t.security.endAll}
          onConfirm={() => void attempt(endAllDevices)}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}

/** Says only something where somebody gave a wrong password or code; one's own mistakes count too. */
function FailureLine() {
  const { value } = failures.value
  if (!value?.lastHour) return null
  return <p class="card-note mute">{t.security.failures(value.count, formatMoment(value.lastHour, now.value))}</p>
}

function DeviceRow({ device }: { device: DeviceSession }) {
  const { id, organization, browser, system, createdAt, lastSeenAt, current } = device
  const known = browser ?? t.security.unknownBrowser
  const name = system ? t.security.onSystem(known, system) : known
  const [first, last] = [formatMoment(createdAt, now.value), formatMoment(lastSeenAt, now.value)]
  return (
    <li>
      <div class="person">
        <strong>{name}</strong>
        <span class="mute">{t.security.seen(organization, first, last)}</span>
      </div>
      {current ? (
        <span class="tag">{t.security.thisOne}</span>
      ) : (
        <Button class="small" aria-label={t.security.endOf(name)} onClick={() => void attempt(() => endDevice(id))}>
          {t.security.end}
        </Button>
      )}
    </li>
  )
}
