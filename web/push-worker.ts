/// <reference lib="webworker" />
import type { PushPayload } from '../worker/contract/notification.ts'
import { inSentence, withoutTurns } from './texts/direction.ts'
import { enPushKinds } from './texts/push.ts'

// Shows what is pushed while no window is open, and opens the conversation. It keeps and caches nothing.
declare const self: ServiceWorkerGlobalScope

self.addEventListener('push', (event) => {
  if (!event.data) return
  const { kind, conversationId, name = '', text = '' } = event.data.json() as PushPayload
  const body = [inSentence(withoutTurns(name)), text].filter(Boolean).join(': ')
  const title = enPushKinds[kind] ?? 'ADSapp'
  const options = { body, tag: conversationId, icon: '/icons/icon-192.png', data: `/c/${conversationId}` }
  event.waitUntil(self.registration.showNotification(title, options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(String(event.notification.data)))
})

async function open(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const [window] = windows
  if (!window) return void (await self.clients.openWindow(path))
  await window.focus()
  window.postMessage({ open: path })
}
