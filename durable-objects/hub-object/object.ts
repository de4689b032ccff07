import { DurableObject } from 'cloudflare:workers'
import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { selectIdleAt } from '../../worker/features/identity/index.ts'
import { assert } from '../../worker/kit/assert.ts'
import { randomBytes, toHex } from '../../worker/kit/bytes.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import type { Present, Spot } from '../../worker/ports.ts'
import { servicesOf } from '../../worker/services.ts'
import { FrameLog, isTakenFrom, maySee } from './frames.ts'
import { viewersOf, type Window, type Writer, Writers } from './presence.ts'

const SOCKETS_PER_MEMBER_MAX = 20
const SOCKETS_MAX = 2_000
/** Clients send nothing but pings; a longer message, or one that is not a ping, ends the socket. */
const PING = JSON.stringify({ type: 'ping' })
const PONG = JSON.stringify({ type: 'pong' })
const POLICY_VIOLATION = 1008
const CLOSED_BY_US = 4001
/** Sessions that are idle or over are looked for this often at most, many at once. */
const LOOK_EVERY_MS = 30_000

/** When each member's last window closed: who is away, and since when. */
const LEFT = 'left:'

/**
 * The agents' sockets of one tenant. Hibernates while nothing happens. Knows no content: live frames and drafts pass
 * through, the replay log keeps ids. Who may listen was decided by the Worker from the database when the socket was opened;
 * whether they are still there is asked when their session would be idle.
 */
export class HubObject extends DurableObject<Bindings> {
  readonly #log: FrameLog
  readonly #writers = new Writers(() => Date.now())

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#log = new FrameLog(toHex(randomBytes(6)), () => Date.now())
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG))
  }

  /** The upgrade of a socket; only the Worker reaches this, after it authenticated the person and checked the origin. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const listener = JSON.parse(url.searchParams.get('listener') ?? '') as Omit<Window, 'connectionId' | 'viewed'>
    this.#assertTenant(url.searchParams.get('tenant') ?? '')
    const mine = this.ctx.getWebSockets(`member:${listener.memberId}`)
    if (mine.length >= SOCKETS_PER_MEMBER_MAX) mine[0]?.close(POLICY_VIOLATION, 'Too many open windows.')
    if (this.ctx.getWebSockets().length >= SOCKETS_MAX) return new Response(null, { status: 503 })
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server, [`member:${listener.memberId}`, `session:${listener.sessionId}`])
    const window: Window = { ...listener, connectionId: toHex(randomBytes(12)), viewed: null }
    server.serializeAttachment(window)
    this.ctx.storage.kv.delete(LEFT + listener.memberId)
    this.#greet(server, window, url.searchParams.get('since'))
    this.#announcePresence()
    await this.#armFor([window])
    return new Response(null, { status: 101, webSocket: client })
  }

  /** Sends frames to everybody who may see them. @param frames JSON of OutgoingFrame[]. */
  async publish(tenantId: string, frames: string): Promise<void> {
    this.#assertTenant(tenantId)
    this.#endOver()
    const sockets = this.#open().map((socket) => ({ socket, listener: windowOf(socket) }))
    for (const frame of JSON.parse(frames) as OutgoingFrame[]) {
      if (frame.formerAssigneeId !== undefined) this.#follow(frame)
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

  /** A window shows another conversation, or none. Whether its member may see it, the Worker has asked the database. */
  async view(tenantId: string, memberId: string, connectionId: string, viewed: Spot | null): Promise<void> {
    this.#assertTenant(tenantId)
    const socket = this.ctx
      .getWebSockets(`member:${memberId}`)
      .find((each) => windowOf(each).connectionId === connectionId)
    if (socket) this.#look(socket, viewed)
  }

  /** Somebody writes, or stopped. The draft passes through to those who may see the conversation. */
  async write(tenantId: string, writer: Writer, typing: boolean, draft: string | null): Promise<void> {
    this.#assertTenant(tenantId)
    if (typing) this.#writers.note(writer)
    else this.#writers.end(writer)
    this.#announceWriter(writer, typing, draft)
  }

  /** Members who are writing a reply in a conversation now. */
  async repliers(tenantId: string, conversationId: string): Promise<string[]> {
    this.#assertTenant(tenantId)
    return this.#writers.repliers(conversationId)
  }

  /** Who is online, who looks at what, and since when (epoch milliseconds) the others are away, as far as is known. */
  async present(tenantId: string): Promise<Present> {
    this.#assertTenant(tenantId)
    const left = [...this.ctx.storage.kv.list<number>({ prefix: LEFT })]
    const viewing = this.#windows().flatMap(({ memberId, viewed }) => (viewed ? [{ memberId, ...viewed }] : []))
    return {
      online: this.#online(),
      viewing: viewing.map(({ memberId, conversationId }) => ({ memberId, conversationId })),
      leftAtMs: Object.fromEntries(left.map(([key, atMs]) => [key.slice(LEFT.length), atMs])),
    }
  }

  /** Closes the sockets of a member, a session, or everybody, at once. */
  async disconnect(tenantId: string, who: { memberId?: string; sessionId?: string }): Promise<void> {
    this.#assertTenant(tenantId)
    const tag = who.memberId ? `member:${who.memberId}` : who.sessionId ? `session:${who.sessionId}` : undefined
    for (const socket of this.ctx.getWebSockets(tag)) this.#end(socket, 'Access changed.')
  }

  /** Browsers may take seconds to say that a socket was closed: they are told to ask who they are now, and hear it. */
  #end(socket: WebSocket, reason: string): void {
    send(socket, JSON.stringify({ seq: this.#log.seq, type: 'tenant.updated', data: {} }))
    socket.close(CLOSED_BY_US, reason)
  }

  /** Nothing is told to a session that is over. */
  #endOver(): void {
    for (const socket of this.#open()) {
      if (windowOf(socket).untilMs <= Date.now()) this.#end(socket, 'The session is over.')
    }
  }

  /** Closes the windows whose sessions have become idle. Those whose people go on working never notice that it is asked. */
  override async alarm(): Promise<void> {
    this.#endOver()
    try {
      await this.#endIdle()
    } catch (error) {
      // Whether they are idle is asked again at the next look.
      servicesOf(this.env).log.warn('hub.idle_unknown', errorFacts(error))
    }
    await this.#armFor(this.#windows())
  }

  async #endIdle(): Promise<void> {
    const isDue = (socket: WebSocket) => windowOf(socket).idleAtMs <= Date.now()
    const due = this.#open().filter(isDue)
    const tenantId = this.ctx.storage.kv.get<string>('tenant')
    if (due.length === 0 || tenantId === undefined) return
    const sessionIds = [...new Set(due.map((socket) => windowOf(socket).sessionId))]
    const known = await selectIdleAt(asTenant(servicesOf(this.env).db, tenantId), sessionIds)
    for (const socket of due) {
      const window = windowOf(socket)
      socket.serializeAttachment({ ...window, idleAtMs: known.get(window.sessionId) ?? 0 })
      if (isDue(socket)) this.#end(socket, 'The session is idle.')
    }
  }

  /** Looks again soon after the first of these sessions is idle or over. */
  async #armFor(windows: readonly Window[]): Promise<void> {
    if (windows.length === 0) return
    const firstMs = Math.min(...windows.map(({ untilMs, idleAtMs }) => Math.min(untilMs, idleAtMs)))
    const atMs = (Math.floor(Math.max(firstMs, Date.now()) / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS
    const armedMs = await this.ctx.storage.getAlarm()
    if (armedMs === null || atMs < armedMs) await this.ctx.storage.setAlarm(atMs)
  }

  override async webSocketMessage(socket: WebSocket): Promise<void> {
    socket.close(POLICY_VIOLATION, 'Only pings are understood.')
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 stand for "no code" and may not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
    this.#leave(socket)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#leave(socket)
  }

  /** With the window goes what it showed and wrote. */
  #leave(socket: WebSocket): void {
    const { memberId, connectionId, viewed } = windowOf(socket)
    for (const writer of this.#writers.leave(connectionId)) this.#announceWriter(writer, false, null)
    if (viewed) this.#announceViewers(viewed, socket)
    if (!this.#online(socket).includes(memberId)) this.ctx.storage.kv.put(LEFT + memberId, Date.now())
    this.#announcePresence(socket)
  }

  #look(socket: WebSocket, viewed: Spot | null): void {
    const window = windowOf(socket)
    socket.serializeAttachment({ ...window, viewed })
    if (window.viewed && window.viewed.conversationId !== viewed?.conversationId) this.#announceViewers(window.viewed)
    if (viewed) this.#announceViewers(viewed)
  }

  /** A conversation changed hands: who looks at it without the right to does so no more. */
  #follow({ ids, assigneeId = null }: OutgoingFrame): void {
    for (const socket of this.ctx.getWebSockets()) {
      const window = windowOf(socket)
      if (window.viewed === null || window.viewed.conversationId !== ids.conversationId) continue
      this.#look(socket, maySee(window, { assigneeId }) ? { ...window.viewed, assigneeId } : null)
    }
  }

  #greet(socket: WebSocket, window: Window, since: string | null): void {
    const missed = since === null ? [] : this.#log.since(since, window)
    for (const frame of missed ?? []) send(socket, JSON.stringify(frame))
    // Also tells a new client where it stands.
    const seq = this.#log.seq
    if (missed === null) send(socket, JSON.stringify({ seq, type: 'resync', data: {} }))
    const windows = this.#windows()
    const shown = windows.flatMap(({ viewed }) => (viewed && maySee(window, viewed) ? [viewed.conversationId] : []))
    const viewing = [...new Set(shown)].map((id) => ({ conversationId: id, memberIds: viewersOf(windows, id) }))
    const data = { online: this.#online(), connectionId: window.connectionId, viewing }
    send(socket, JSON.stringify({ seq, type: 'presence', data }))
    for (const { conversationId, memberId, mode, assigneeId } of this.#writers.all()) {
      const told = { conversationId, memberId, typing: true, mode }
      if (maySee(window, { assigneeId })) send(socket, JSON.stringify({ seq, type: 'typing', data: told }))
    }
  }

  #open(without?: WebSocket): WebSocket[] {
    return this.ctx.getWebSockets().filter((each) => each !== without && each.readyState === WebSocket.OPEN)
  }

  #windows(without?: WebSocket): Window[] {
    return this.#open(without).map(windowOf)
  }

  #online(without?: WebSocket): string[] {
    return [...new Set(this.#windows(without).map(({ memberId }) => memberId))]
  }

  #announcePresence(without?: WebSocket): void {
    this.#tell('presence', { online: this.#online(without) }, {}, without)
  }

  #announceViewers({ conversationId, assigneeId }: Spot, without?: WebSocket): void {
    const memberIds = viewersOf(this.#windows(without), conversationId)
    this.#tell('presence', { viewing: [{ conversationId, memberIds }] }, { assigneeId }, without)
  }

  #announceWriter({ conversationId, memberId, mode, assigneeId }: Writer, typing: boolean, draft: string | null): void {
    const data = { conversationId, memberId, typing, mode, ...(draft === null ? {} : { draft }) }
    this.#tell('typing', data, { assigneeId })
  }

  /** Of the moment: everybody who may see it now, and nobody later. */
  #tell(
    type: 'presence' | 'typing',
    data: object,
    audience: { assigneeId?: string | null },
    without?: WebSocket,
  ): void {
    this.#endOver()
    const text = JSON.stringify({ seq: this.#log.seq, type, data })
    for (const socket of this.#open(without)) if (maySee(windowOf(socket), audience)) send(socket, text)
  }

  #assertTenant(tenantId: string): void {
    const known = this.ctx.storage.kv.get<string>('tenant')
    if (known === undefined) this.ctx.storage.kv.put('tenant', tenantId)
    assert(known === undefined || known === tenantId, 'a hub serves one tenant')
  }
}

function windowOf(socket: WebSocket): Window {
  return socket.deserializeAttachment() as Window
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text)
  } catch {
    // It closed in between; the client comes back with its last seq.
  }
}
