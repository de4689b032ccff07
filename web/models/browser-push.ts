import { signal } from '@preact/signals'
import { api } from '../api/endpoints.ts'
import worker from '../push-worker.ts?worker&url'

/** Whether this browser is told while no window is open. */
export type PushState = 'unknown' | 'unable' | 'denied' | 'off' | 'on'
export const pushState = signal<PushState>('unknown')

/** The subscription's id at the server: it says nothing about anybody. */
const keptAs = 'adsapp.push'

export async function pushSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration(worker)
  return (await registration?.pushManager.getSubscription()) ?? null
}

export async function readPushState(pushKey: string | null): Promise<void> {
  if (pushKey === null || !('serviceWorker' in navigator) || !('PushManager' in globalThis)) {
    pushState.value = 'unable'
    return
  }
  if (Notification.permission === 'denied') {
    pushState.value = 'denied'
    return
  }
  pushState.value = (await pushSubscription()) ? 'on' : 'off'
}

/** Asks the person, then the browser. @throws ApiError, or what the browser says. */
export async function enablePush(pushKey: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') {
    pushState.value = 'denied'
    return
  }
  const registration = await navigator.serviceWorker.register(worker)
  await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: pushKey,
  })
  const { endpoint, keys } = subscription.toJSON()
  const { p256dh = '', auth = '' } = keys ?? {}
  const { id } = await api.subscribePush({ endpoint: endpoint ?? '', keys: { p256dh, auth } })
  localStorage.setItem(keptAs, id)
  pushState.value = 'on'
}

export async function disablePush(): Promise<void> {
  await (await pushSubscription())?.unsubscribe()
  const id = localStorage.getItem(keptAs)
  localStorage.removeItem(keptAs)
  pushState.value = 'off'
  // The push service says that it is gone when the next one is sent there, if this does not get through.
  if (id) await api.unsubscribePush(id).catch(() => {})
}
