import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Stack, startStack } from '../support/stack.ts'

// What the runtime makes of requests that two readers could cut in two ways. Ours is the last reader: it may refuse them, or
// answer one request and close; what is hidden inside must never be answered.

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ like: inject('stack') })
}, 120_000)
afterAll(() => stack?.stop())

const HIDDEN = 'GET /api/openapi.json HTTP/1.1\r\nHost: hidden\r\n\r\n'

/** Everything that comes back for these bytes until the connection closes, or is quiet for a while. */
function send(bytes: string): Promise<string> {
  const { hostname, port } = new URL(stack.appUrl)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let said = ''
    const end = () => {
      socket.destroy()
      resolve(said)
    }
    socket.setTimeout(3_000, end)
    socket.on('data', (data) => {
      said += data.toString('latin1')
    })
    socket.on('close', end)
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? end() : reject(error)))
    socket.write(bytes, 'latin1')
  })
}

/** A request with these header lines, and a body in which another request hides. */
const request = (lines: string[], body = '') =>
  ['POST /api/labels HTTP/1.1', 'Host: 127.0.0.1', 'Content-Type: application/json', ...lines, '', body].join('\r\n')
const chunked = `0\r\n\r\n${HIDDEN}`

describe('a request that can be cut in two ways', () => {
  it('is told from two requests: those are both answered', async () => {
    const two = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n${HIDDEN}`
    const said = await send(two)
    expect(said.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(said).toContain('"openapi"')
  })

  it.each<[string, string]>([
    ['both lengths', request([`Content-Length: ${chunked.length}`, 'Transfer-Encoding: chunked'], chunked)],
    ['both lengths, the other way round', request(['Transfer-Encoding: chunked', 'Content-Length: 6'], chunked)],
    ['two lengths', request(['Content-Length: 0', `Content-Length: ${HIDDEN.length}`], HIDDEN)],
    ['two lengths in one line', request([`Content-Length: 0, ${HIDDEN.length}`], HIDDEN)],
    ['a length with a sign', request([`Content-Length: +0`], HIDDEN)],
    ['a length in hex', request([`Content-Length: 0x${HIDDEN.length.toString(16)}`], HIDDEN)],
    ['a folded line', request(['X-Folded: a', ` b`, 'Transfer-Encoding:', ' chunked'], chunked)],
    ['a space before the colon', request(['Transfer-Encoding : chunked', 'Content-Length: 0'], chunked)],
    ['an encoding that is none', request(['Transfer-Encoding: xchunked', 'Content-Length: 0'], chunked)],
    ['two encodings and a length', request(['Transfer-Encoding: chunked, identity', 'Content-Length: 0'], chunked)],
    ['a chunk of no size', request(['Transfer-Encoding: chunked'], `\r\n${chunked}`)],
    ['a chunk with a sign', request(['Transfer-Encoding: chunked'], `-1\r\n\r\n${HIDDEN}`)],
  ])('by %s hides no request', async (_, bytes) => {
    const said = await send(bytes)
    expect(said).not.toContain('"openapi"')
    expect((said.match(/HTTP\/1\.1 \d/g) ?? []).length, said).toBeLessThanOrEqual(1)
    expect(said).not.toMatch(/HTTP\/1\.1 2/)
  })
})
