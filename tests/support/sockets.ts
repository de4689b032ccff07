import { exports } from 'cloudflare:workers'
import { type Person, services } from './factories.ts'

/** A window of somebody: what it was told, and whether it was closed. */
export async function openWindow({ cookie }: Person) {
  const worker = (exports as unknown as { default: { fetch(url: string, init: RequestInit): Promise<Response> } })
    .default
  const { APP_URL } = services.settings
  const response = await worker.fetch(`${APP_URL}/api/realtime`, {
    headers: { origin: APP_URL, cookie, upgrade: 'websocket' },
  })
  const socket = response.webSocket
  if (!socket) throw new Error(`the socket was answered with ${response.status}`)
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  const said: string[] = []
  socket.addEventListener('message', ({ data }) => void said.push(String(data)))
  socket.accept()
  return { closed, said, close: () => socket.close() }
}
