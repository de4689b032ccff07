import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { bounds } from '../../worker/http/middleware/bounds.ts'
import { requestId } from '../../worker/http/middleware/request-id.ts'
import { answerError } from '../../worker/http/problem.ts'
import type { AppEnv } from '../../worker/http/router.ts'
import { call, newTenant } from '../support/factories.ts'

const app = new Hono<AppEnv>()
app.onError(answerError)
app.use(requestId, bounds({ bytesMax: 1_000, patienceMs: 50 }))
app.post('/echo', async (c) => c.json(await c.req.json()))

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  app.request('/echo', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk))
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift()
      if (chunk) controller.enqueue(chunk)
      else if (chunks.at(-1) === '') return new Promise(() => undefined)
      else controller.close()
    },
  })
}

describe('a body', () => {
  it('within its bounds arrives as it was sent, in one piece or many', async () => {
    const sent = { text: 'Grüße \\" [[[[{{', list: [[1, { two: 2 }]] }
    expect(await (await post(JSON.stringify(sent))).json()).toEqual(sent)
    expect(await (await post(streamOf('{"a":', '[1,2', ']}'))).json()).toEqual({ a: [1, 2] })
  })

  it('that is too large is refused, whether it says so or not', async () => {
    const large = JSON.stringify('x'.repeat(1_000))
    expect(await codeOf(await post(large))).toBe('TOO_LARGE')
    expect(await codeOf(await post(streamOf('"', 'x'.repeat(600), 'x'.repeat(600))))).toBe('TOO_LARGE')
  })

  it('that dribbles is cut', async () => {
    const answer = await post(streamOf('{"a":', ''))
    expect(answer.status).toBe(408)
    expect(await codeOf(answer)).toBe('TOO_SLOW')
  })

  it('that is nested too deep is refused before it is parsed; brackets in texts do not count', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
    expect((await post(nested(32))).status).toBe(200)
    expect(await codeOf(await post(nested(33)))).toBe('INVALID_REQUEST')
    expect(await codeOf(await post('{"a":'.repeat(150)))).toBe('INVALID_REQUEST')
    expect((await post(JSON.stringify(nested(100)))).status).toBe(200)
  })

  it('that has endless lists or texts is refused before it is parsed', async () => {
    const wide = new Hono<AppEnv>()
    wide.onError(answerError)
    wide.use(requestId, bounds())
    wide.post('/echo', async (c) => c.json(await c.req.json()))
    const send = (value: unknown) => wide.request('/echo', { method: 'POST', body: JSON.stringify(value) })
    const list = (length: number) => Array.from({ length }, () => [1, 'x,y'])
    expect((await send(list(10_000))).status).toBe(200)
    expect(await codeOf(await send({ list: list(10_001) }))).toBe('INVALID_REQUEST')
    expect((await send({ text: `\\"${'x'.repeat(65_000)}` })).status).toBe(200)
    expect(await codeOf(await send({ text: 'x'.repeat(65_540) }))).toBe('INVALID_REQUEST')
  })

  it('of a form that dribbles is cut as well', async () => {
    const forms = new Hono<AppEnv>()
    forms.onError(answerError)
    forms.use(requestId, bounds(undefined, 50))
    forms.post('/form', async (c) => c.text(String((await c.req.formData()).get('a'))))
    const sent = (...chunks: string[]) =>
      forms.request('/form', {
        method: 'POST',
        body: streamOf(...chunks),
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      })
    const start = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n'
    expect(await (await sent(start, 'here\r\n--x--\r\n')).text()).toBe('here')
    expect(await codeOf(await sent(start, ''))).toBe('TOO_SLOW')
  })

  it('that is compressed is not taken', async () => {
    const bomb = await new Response(new Blob(['"x"']).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(415)
  })
})

describe('the rest of a request', () => {
  it('is bounded for every route of the API', async () => {
    const owner = await newTenant()
    expect((await owner.call('GET', `/api/contacts?cursor=${'x'.repeat(4_096)}`)).status).toBe(413)
    const headers = { 'x-filler': 'x'.repeat(16_384) }
    expect((await call('GET', '/api/me', undefined, { cookie: owner.cookie, headers })).status).toBe(413)
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)
    expect(await owner.call('POST', '/api/contacts', deep)).toMatchObject({ body: { code: 'INVALID_REQUEST' } })
    expect((await owner.call('POST', '/api/contacts', { name: 'x'.repeat(1024 * 1024) })).status).toBe(413)
  })
})
