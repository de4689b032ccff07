import { effect } from '@preact/signals'
import type { NotificationKind } from '../../worker/contract/notification.ts'
import { isQuiet } from '../../worker/contract/quiet-hours.ts'
import { t } from '../texts/notifications.ts'
import { pushSubscription } from './browser-push.ts'
import { conversationSignal } from './conversations.ts'
import { newestNotice, readSettings, settings } from './notifications.ts'
import { personName } from './person.ts'
import { go } from './place.ts'

/** Sounds, and shows outside the window, what members are told. Returns the end of it. */
export function startAlerts(): () => void {
  void readSettings()
  let alerted: string | null = null
  return effect(() => {
    const notice = newestNotice.value
    const chosen = settings.peek().value
    if (!notice || !chosen || notice.id + notice.at === alerted) return
    alerted = notice.id + notice.at
    if (isQuiet(chosen, Date.now())) return
    if (chosen.sound) void inOneWindow(`${notice.id} ${notice.at}`, playTone)
    if (document.visibilityState === 'visible' || !chosen.pushed.includes(notice.kind)) return
    void showOutside(notice.kind, notice.conversationId, chosen.detail)
  })
}

/** By the browser, unless its push worker says it anyway. */
async function showOutside(kind: NotificationKind, id: string, detail: string): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  if (await pushSubscription()) return
  const contact = conversationSignal(id)?.peek().contact
  const body = detail === 'none' || !contact ? '' : personName(contact)
  const shown = new Notification(t.notifications.kinds[kind], { body, tag: id, icon: '/icons/icon-192.png' })
  shown.onclick = () => {
    focus()
    go(`/c/${id}`)
    shown.close()
  }
}

/** The browser's other windows hear of it within this. */
const othersHearMs = 3_000

/** Of all windows of the browser that are told the same, the first does it. */
async function inOneWindow(what: string, act: () => void): Promise<void> {
  // Where it is not secure, the browser has no locks.
  if (!navigator.locks) return act()
  await navigator.locks.request(`alert ${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    act()
    await new Promise((done) => setTimeout(done, othersHearMs))
  })
}

const toneSeconds = 0.09

/** Two short notes. A browser that nobody has touched yet stays silent. */
function playTone(): void {
  try {
    const audio = new AudioContext()
    ;[660, 880].forEach((frequency, index) => {
      const [note, volume] = [audio.createOscillator(), audio.createGain()]
      const at = audio.currentTime + index * toneSeconds
      note.frequency.value = frequency
      volume.gain.setValueAtTime(0.06, at)
      volume.gain.exponentialRampToValueAtTime(0.001, at + toneSeconds)
      note.connect(volume).connect(audio.destination)
      note.start(at)
      note.stop(at + toneSeconds)
      if (index === 1) note.onended = () => void audio.close()
    })
  } catch {
    // Without sound the list and the badge still say it.
  }
}
