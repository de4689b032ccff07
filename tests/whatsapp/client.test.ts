import { describe, expect, it, vi } from 'vitest'
import { createGraphClient } from '../../worker/whatsapp/client.ts'

const token = 'EAAG-secret-token'
const sender = { phoneNumberId: '315500000000002', accessToken: token }
const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+12025550143', wa_id: '12025550143', user_id: 'US.1' }],
  messages: [{ id: 'wamid.new', message_status: 'accepted' }],
}
const message = {
  ...sender,
  to: '12025550143',
  payload: { type: 'text', text: { body: 'Hi' } },
  attemptId: 'attempt-1',
}

type Answer = Response | Error | ((url: string, init: RequestInit) => Response | Promise<Response>)

function clientOf(...answers: Answer[]) {
  const calls: { url: string; init: RequestInit }[] = []
  const fetch = vi.fn(async (input: unknown, init: RequestInit = {}) => {
    calls.push({ url: String(input), init })
    const answer = answers[Math.min(calls.length, answers.length) - 1]
    if (answer instanceof Error) throw answer
    return typeof answer === 'function' ? answer(String(input), init) : (answer as Response).clone()
  })
  const client = createGraphClient({
    baseUrl: 'https://graph.facebook.com',
    version: 'v26.0',
    fetch: fetch as unknown as typeof globalThis.fetch,
  })
  return { client, calls, bodyOf: (n: number) => JSON.parse(String(calls[n]?.init.body)) as Record<string, unknown> }
}
const json = (value: unknown, status = 200) => Response.json(value, { status })
const refusal = (code: number, status = 400, more: object = {}) =>
  json({ error: { message: `(#${code}) No`, code, error_data: { details: 'Because' }, ...more } }, status)

describe('sending', () => {
  it('writes the number with a plus and the attempt beside it', async () => {
    const { client, calls, bodyOf } = clientOf(json(accepted))
    expect(await client.sendMessage(message)).toEqual({
      kind: 'accepted',
      wamid: 'wamid.new',
      waId: '12025550143',
      userId: 'US.1',
    })
    expect(calls[0]?.url).toBe('https://graph.facebook.com/v26.0/315500000000002/messages')
    expect(new Headers(calls[0]?.init.headers).get('authorization')).toBe(`Bearer ${token}`)
    expect(calls[0]?.init.redirect).toBe('manual')
    expect(bodyOf(0)).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+12025550143',
      type: 'text',
      text: { body: 'Hi' },
      biz_opaque_callback_data: 'attempt-1',
    })
  })

  it('needs no phone number', async () => {
    const { client, bodyOf } = clientOf(json(accepted))
    await client.sendMessage({ ...message, to: undefined, recipient: 'US.48213957710334621905' })
    expect(bodyOf(0)).toMatchObject({ recipient: 'US.48213957710334621905' })
    expect(bodyOf(0)).not.toHaveProperty('to')
  })

  it('tells what Graph refused', async () => {
    const { client } = clientOf(refusal(131047, 400, { error_subcode: 2494010 }))
    expect(await client.sendMessage(message)).toEqual({
      kind: 'refused',
      httpStatus: 400,
      error: { code: 131047, title: '(#131047) No', detail: 'Because' },
      subcode: 2494010,
    })
  })

  it('a known code decides, also in a 5xx', async () => {
    const { client } = clientOf(refusal(131016, 500))
    expect(await client.sendMessage(message)).toMatchObject({ kind: 'refused', error: { code: 131016 } })
  })

  it.each<[string, Answer, string]>([
    ['a 5xx without a known code', refusal(987_654, 500), 'server-error'],
    ['a 5xx that is no JSON', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'server-error'],
    ['a 400 that is no JSON', new Response('no', { status: 400 }), 'broken-answer'],
    ['a 200 cut short', new Response('{"messages":[{"id":"wam'), 'broken-answer'],
    ['a 200 without an id', json({ messages: [] }), 'broken-answer'],
    ['a redirect', new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }), 'redirect'],
    ['a broken connection', new TypeError('fetch failed'), 'network'],
    ['a time-out', new DOMException('The operation timed out.', 'TimeoutError'), 'timeout'],
  ])('%s leaves the outcome unknown', async (_name, given, reason) => {
    const { client } = clientOf(given)
    expect(await client.sendMessage(message)).toEqual({ kind: 'unknown', reason })
  })

  it('gives up waiting', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new DOMException('', 'TimeoutError')))
    const { client } = clientOf(async (_url, init) => {
      init.signal?.throwIfAborted()
      return json(accepted)
    })
    expect(await client.sendMessage(message)).toEqual({ kind: 'unknown', reason: 'timeout' })
    expect(AbortSignal.timeout).toHaveBeenCalledWith(20_000)
    vi.restoreAllMocks()
  })

  it('never repeats the token', async () => {
    const said = { message: `Malformed access token ${token}`, code: 190, error_data: { details: token } }
    const { client } = clientOf(json({ error: said }, 401))
    const result = await client.sendMessage(message)
    expect(result).toMatchObject({ kind: 'refused', error: { code: 190 } })
    expect(JSON.stringify(result)).not.toContain(token)
  })
})

describe('reading and typing', () => {
  it('marks as read, with or without typing', async () => {
    const { client, bodyOf } = clientOf(json({ success: true }))
    expect(await client.markRead({ ...sender, wamid: 'wamid.x' })).toEqual({ kind: 'ok', value: true })
    expect(bodyOf(0)).toEqual({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.x' })
    await client.typing({ ...sender, wamid: 'wamid.x' })
    expect(bodyOf(1)).toMatchObject({ message_id: 'wamid.x', typing_indicator: { type: 'text' } })
  })
})

describe('files', () => {
  it('go up as a multipart stream', async () => {
    const bytes = new Uint8Array(100_000).fill(7)
    let form = new FormData()
    const { client } = clientOf(async (url, init) => {
      form = await new Request(url, { ...init, signal: null }).formData()
      return json({ id: '900100' })
    })
    const content = new Blob([bytes]).stream()
    const file = { content, bytes: bytes.length, mimeType: 'application/pdf', filename: 'in"voice\r\n.pdf' }
    expect(await client.uploadMedia({ ...sender, file })).toEqual({ kind: 'ok', value: { id: '900100' } })
    expect([form.get('messaging_product'), form.get('type')]).toEqual(['whatsapp', 'application/pdf'])
    const received = form.get('file') as File
    expect([received.name, received.type, received.size]).toEqual(['in"voice .pdf', 'application/pdf', 100_000])
    expect(new Uint8Array(await received.arrayBuffer())).toEqual(bytes)
  })

  it('a broken source breaks the upload, and nothing else', async () => {
    const { client } = clientOf(async (url, init) => {
      await new Request(url, { ...init, signal: null }).arrayBuffer()
      return json({ id: 'never' })
    })
    const content = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('gone')) })
    const file = { content, bytes: 10, mimeType: 'text/plain', filename: 'a.txt' }
    expect(await client.uploadMedia({ ...sender, file })).toEqual({ kind: 'unknown', reason: 'network' })
  })

  it('are looked up by id', async () => {
    const info = {
      url: 'https://lookaside.fbsbx.com/x',
      mime_type: 'image/jpeg',
      sha256: 'ab',
      file_size: '1024',
      id: '5',
    }
    const { client, calls } = clientOf(json(info))
    const media = await client.getMedia({ id: '5', accessToken: token, phoneNumberId: '3155' })
    expect(calls[0]?.url).toBe('https://graph.facebook.com/v26.0/5?phone_number_id=3155')
    expect(media).toEqual({
      kind: 'ok',
      value: { id: '5', url: 'https://lookaside.fbsbx.com/x', mimeType: 'image/jpeg', sha256: 'ab', bytes: 1024 },
    })
  })

  it('an id cannot leave its place in the path', async () => {
    const { client, calls } = clientOf(json({ success: true }))
    await client.deleteMedia({ id: '../me?x=1', accessToken: token })
    expect(calls[0]).toMatchObject({
      url: 'https://graph.facebook.com/v26.0/..%2Fme%3Fx%3D1',
      init: { method: 'DELETE' },
    })
  })

  it('come down with our token from Meta', async () => {
    const { client, calls } = clientOf(
      new Response('bytes', { headers: { 'content-type': 'image/jpeg', 'content-length': '5' } }),
    )
    const url = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=5'
    const result = await client.downloadMedia({ url, accessToken: token })
    expect(result).toMatchObject({ kind: 'ok', bytes: 5, mimeType: 'image/jpeg' })
    expect(result.kind === 'ok' && (await new Response(result.body).text())).toBe('bytes')
    expect(calls[0]?.init.redirect).toBe('manual')
  })

  it.each([
    'https://evil.example/x',
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com.evil.example/x',
    'https://evilfbcdn.net/x',
    'https://user@scontent.fbcdn.net/x',
    'https://scontent.fbcdn.net:8443/x',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'nonsense',
  ])('never from %s', async (url) => {
    const { client, calls } = clientOf(new Response('bytes'))
    expect(await client.downloadMedia({ url, accessToken: token })).toEqual({ kind: 'forbidden-url' })
    expect(calls).toHaveLength(0)
  })

  it('from a stand-in only when it is the one configured', async () => {
    const fetch = vi.fn(async () => new Response('bytes')) as unknown as typeof globalThis.fetch
    const client = createGraphClient({ baseUrl: 'http://127.0.0.1:8790', version: 'v26.0', fetch })
    const download = (url: string) => client.downloadMedia({ url, accessToken: token })
    expect(await download('http://127.0.0.1:8790/media/1')).toMatchObject({ kind: 'ok' })
    expect(await download('http://127.0.0.1:8791/media/1')).toEqual({ kind: 'forbidden-url' })
  })

  it.each([
    [404, { kind: 'refused', httpStatus: 404 }],
    [302, { kind: 'unknown', reason: 'redirect' }],
    [503, { kind: 'unknown', reason: 'server-error' }],
  ])('a download may end with %i', async (status, expected) => {
    const { client } = clientOf(new Response(null, { status }))
    const url = 'https://lookaside.fbsbx.com/x'
    expect(await client.downloadMedia({ url, accessToken: token })).toMatchObject(expected)
  })
})

describe('accounts', () => {
  it('a number, an account with its owner, a token, its apps', async () => {
    const { client, calls } = clientOf(
      json({ id: '3155', display_phone_number: '+31 97 010200300', throughput: { level: 'STANDARD' }, extra: 1 }),
      json({ id: 4155, owner_business_info: { id: '77', name: 'Bloom & Branch' } }),
      json({ data: { is_valid: true, scopes: ['whatsapp_business_messaging'], expires_at: 0 } }),
      json({ data: [{ whatsapp_business_api_data: { id: '9', name: 'App' } }] }),
      json({ success: true }),
    )
    const account = { wabaId: '4155', accessToken: token }
    expect(await client.getPhoneNumber(sender)).toMatchObject({ value: { throughput: { level: 'STANDARD' } } })
    expect(await client.getAccount(account)).toMatchObject({ value: { id: '4155', owner_business_info: { id: '77' } } })
    expect(await client.debugToken({ inputToken: 'x', accessToken: token })).toMatchObject({
      value: { is_valid: true, granular_scopes: [] },
    })
    expect(await client.subscribedApps(account)).toMatchObject({ value: [{ whatsapp_business_api_data: { id: '9' } }] })
    expect(await client.subscribeApp(account)).toEqual({ kind: 'ok', value: true })
    expect(new URL(calls[0]?.url ?? '').searchParams.get('fields')).toContain('quality_rating')
    expect(calls[4]?.init.method).toBe('POST')
  })

  it('templates come in pages, by cursor and never by URL', async () => {
    const template = { id: 1, name: 'a', language: 'en', status: 'APPROVED', category: 'UTILITY' }
    const paging = { cursors: { before: 'b', after: 'next-cursor' }, next: 'https://evil.example' }
    const { client, calls } = clientOf(
      json({ data: [template], paging }),
      json({ data: [template], paging: { cursors: { after: 'z' } } }),
    )
    const first = await client.listTemplates({ wabaId: '4155', accessToken: token })
    expect(first).toMatchObject({ value: { templates: [{ id: '1', components: [] }], after: 'next-cursor' } })
    const second = await client.listTemplates({ wabaId: '4155', accessToken: token, after: 'next-cursor' })
    expect(second).toMatchObject({ value: { after: null } })
    expect(new URL(calls[1]?.url ?? '').searchParams.get('after')).toBe('next-cursor')
  })

  it('an answer of another shape is no answer', async () => {
    const { client } = clientOf(json({ data: 'nonsense' }))
    expect(await client.listTemplates({ wabaId: '4155', accessToken: token })).toEqual({
      kind: 'unknown',
      reason: 'broken-answer',
    })
  })
})
