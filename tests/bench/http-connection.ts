import { connect, type Socket } from 'node:net'

/** A keep-alive connection that asks one thing at a time: as little work as Node can do, so that little is taken. */
export class HttpConnection {
  readonly #socket: Socket
  readonly #host: string
  #received = ''
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#host = host
    socket.setEncoding('latin1').setNoDelay(true)
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
    socket.on('error', (error) => this.#fail(error))
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('connect', () => resolve(new HttpConnection(socket, `127.0.0.1:${port}`)))
      socket.once('error', reject)
    })
  }

  /** @throws Error if the connection breaks before the whole answer came. */
  ask({ method, path, headers, body }: Ask): Promise<Answer> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${lines.join('')}${length}\r\n`
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(head + (body ?? ''))
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received += chunk
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#received.slice(0, headEnd)
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
    const body = this.#received.slice(headEnd + 4)
    // One answer at a time: a chunked one ends where the data ends.
    const whole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length)
    if (!whole) return
    this.#received = ''
    const settle = this.#settle
    this.#settle = null
    settle?.resolve({ status: Number(head.slice(9, 12)), body })
  }

  #fail(error: Error): void {
    this.#settle?.reject(error)
    this.#settle = null
  }
}

export interface Ask {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Answer {
  status: number
  /** As latin1; of a chunked answer with the chunk sizes between. */
  body: string
}
