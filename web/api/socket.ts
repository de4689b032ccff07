import type { Frame } from '../../worker/contract/frames.ts'
import { parseJson } from './parse.ts'

export type SocketState = 'connecting' | 'open' | 'waiting'

export interface SocketDeps {
  /** Opens a WebSocket on a path of our own origin. */
  open(path: string): WebSocket
  /** 0 to 1. */
  random(): number
  onFrame(frame: Frame): void
  onState(state: SocketState): void
  /** Connected without a place to resume from: everything must be read anew. */
  onFresh(): void
}

const reconnectMaxMs = 5_000
const pingEveryMs = 25_000
const pongWithinMs = 10_000

/**
 * The live connection. It remembers the last `seq` it saw and resumes from there; a lost connection comes back after
 * a random wait of up to 5 s, so that a restart of the server does not bring every screen back in the same instant.
 */
export class Realtime {
  #deps: SocketDeps
  #socket: WebSocket | null = null
  #lastSeq: string | null = null
  #stopped = true
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined
  #pingTimer: ReturnType<typeof setInterval> | undefined
  #pongTimer: ReturnType<typeof setTimeout> | undefined
  #answersPings = false

  constructor(deps: SocketDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#stopped = false
    this.#connect()
  }

  /** Closes for good and forgets the place, as after a sign-out. */
  stop(): void {
    this.#stopped = true
    this.#lastSeq = null
    this.#drop()
  }

  /** Connects at once if it is not connected, as when the network came back. */
  nudge(): void {
    if (!this.#stopped && this.#socket === null) this.#connect()
  }

  #connect(): void {
    clearTimeout(this.#reconnectTimer)
    this.#deps.onState('connecting')
    const since = this.#lastSeq === null ? '' : `?since=${encodeURIComponent(this.#lastSeq)}`
    const socket = this.#deps.open(`/api/realtime${since}`)
    this.#socket = socket
    socket.onopen = () => {
      this.#deps.onState('open')
      if (this.#lastSeq === null) this.#deps.onFresh()
      this.#pingTimer = setInterval(() => this.#ping(), pingEveryMs)
    }
    socket.onmessage = (event) => this.#receive(String(event.data))
    socket.onclose = () => this.#socket === socket && this.#lost()
  }

  #receive(text: string): void {
    clearTimeout(this.#pongTimer)
    const frame = parseJson(text) as { type: string; seq?: unknown }
    if (frame.type === 'pong') this.#answersPings = true
    if (typeof frame.seq !== 'string') return
    this.#lastSeq = frame.seq
    this.#deps.onFrame(frame as Frame)
  }

  #ping(): void {
    this.#socket?.send('{"type":"ping"}')
    // Only a server that answers pings can be called dead for not answering one.
    if (this.#answersPings) this.#pongTimer = setTimeout(() => this.#lost(), pongWithinMs)
  }

  #lost(): void {
    this.#drop()
    if (this.#stopped) return
    this.#deps.onState('waiting')
    this.#reconnectTimer = setTimeout(() => this.#connect(), this.#deps.random() * reconnectMaxMs)
  }

  #drop(): void {
    clearTimeout(this.#reconnectTimer)
    clearInterval(this.#pingTimer)
    clearTimeout(this.#pongTimer)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }
}
