import { DurableObject } from 'cloudflare:workers'
import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import type { Bindings } from '../../worker/env.ts'
import { assert } from '../../worker/kit/assert.ts'
import { randomBytes, toHex } from '../../worker/kit/bytes.ts'
import { FrameLog, isTakenFrom, type Listener, maySee } from './frames.ts'

const SOCKETS_PER_MEMBER_MAX = 20
const SOCKETS_MAX = 2_000
/** Clients send nothing but pings; a longer message, or one that is not a ping, ends the socket. */
const PING = JSON.stringify({ type: 'ping' })
const PONG = JSON.stringify({ type: 'pong' })
const POLICY_VIOLATION = 1008
const CLOSED_BY_US = 4001

/**
 * The agents' sockets of one tenant. Hibernates while nothing happens. Knows no content: live frames pass through, the
 * replay log keeps ids. Who may listen was decided by the Worker from the database when the socket was opened.
 */
export class HubObject extends DurableObject<Bindings> {
  readonly #log: FrameLog

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#log = new FrameLog(toHex(randomBytes(6)), () => Date.now())
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG))
  }

  /** The upgrade of a socket; only the Worker reaches this, after it authenticated the person and checked the origin. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const listener = JSON.parse(url.searchParams.get('listener') ?? '') as Listener
    this.#assertTenant(url.searchParams.get('tenant') ?? '')
    const mine = this.ctx.getWebSockets(`member:${listener.memberId}`)
    if (mine.length >= SOCKETS_PER_MEMBER_MAX) mine[0]?.close(POLICY_VIOLATION, 'Too many open windows.')
    if (this.ctx.getWebSockets().length >= SOCKETS_MAX) return new Response(null, { status: 503 })
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server, [`member:${listener.memberId}`, `session:${listener.sessionId}`])
    server.serializeAttachment(listener)
    this.#greet(server, listener, url.searchParams.get('since'))
    this.#announcePresence()
    return new Response(null, { status: 101, webSocket: client })
  }

  /** Sends frames to everybody who may see them. @param frames JSON of OutgoingFrame[]. */
  async publish(tenantId: string, frames: string): Promise<void> {
    this.#assertTenant(tenantId)
    const sockets = this.ctx.getWebSockets().map((socket) => ({ socket, listener: listenerOf(socket) }))
    for (const frame of JSON.parse(frames) as OutgoingFrame[]) {
      const seq = this.#log.add(frame)
      if (sockets.length === 0) continue
      const text = JSON.stringify({ seq, type: frame.type, data: frame.data })
      const removed =
        frame.formerAssigneeId === undefined
          ? ''
          : JSON.stringify({ seq, type: 'conversation.removed', data: frame.ids })
      for (const { socket, listener } of sockets) {
        if (maySee(listener, frame)) send(socket, text)
        else if (removed && isTakenFrom(listener, frame)) send(socket, removed)
      }
    }
  }

  /** Closes the sockets of a member, a session, or everybody, at once. */
  async disconnect(tenantId: string, who: { memberId?: string; sessionId?: string }): Promise<void> {
    this.#assertTenant(tenantId)
    const tag = who.memberId ? `member:${who.memberId}` : who.sessionId ? `session:${who.sessionId}` : undefined
    for (const socket of this.ctx.getWebSockets(tag)) socket.close(CLOSED_BY_US, 'Access changed.')
  }

  override async webSocketMessage(socket: WebSocket): Promise<void> {
    socket.close(POLICY_VIOLATION, 'Only pings are understood.')
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 stand for "no code" and may not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
    this.#announcePresence(socket)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#announcePresence(socket)
  }

  #greet(socket: WebSocket, listener: Listener, since: string | null): void {
    const missed = since === null ? [] : this.#log.since(since, listener)
    for (const frame of missed ?? []) send(socket, JSON.stringify(frame))
    // Also tells a new client where it stands.
    const seq = this.#log.seq
    if (missed === null) send(socket, JSON.stringify({ seq, type: 'resync', data: {} }))
    const online = this.#online()
    send(socket, JSON.stringify({ seq, type: 'presence', data: { online } }))
  }

  #online(without?: WebSocket): string[] {
    const open = this.ctx.getWebSockets().filter((socket) => socket !== without && socket.readyState === WebSocket.OPEN)
    return [...new Set(open.map((socket) => listenerOf(socket).memberId))]
  }

  #announcePresence(without?: WebSocket): void {
    const text = JSON.stringify({ seq: this.#log.seq, type: 'presence', data: { online: this.#online(without) } })
    for (const socket of this.ctx.getWebSockets()) if (socket !== without) send(socket, text)
  }

  #assertTenant(tenantId: string): void {
    const known = this.ctx.storage.kv.get<string>('tenant')
    if (known === undefined) this.ctx.storage.kv.put('tenant', tenantId)
    assert(known === undefined || known === tenantId, 'a hub serves one tenant')
  }
}

function listenerOf(socket: WebSocket): Listener {
  return socket.deserializeAttachment() as Listener
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text)
  } catch {
    // It closed in between; the client comes back with its last seq.
  }
}
