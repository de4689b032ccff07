import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditLog } from '../../../worker/contract/audit.ts'
import type { Page } from '../../../worker/contract/common.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type Answer, call, newTenant, type Person, services } from '../../support/factories.ts'
import { newStaff, type StaffPerson } from '../../support/staff.ts'
import { fetchWorker } from '../inhabited-tenant.ts'

interface Operation {
  operationId: string
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

interface Schema {
  properties?: Record<string, { const?: string; enum?: string[] }>
  oneOf?: Schema[]
  anyOf?: Schema[]
}

let owner: Person
let other: Person
let staff: StaffPerson
let operations: { method: string; path: string; operation: Operation }[]
beforeAll(async () => {
  ;[owner, other, staff] = await Promise.all([newTenant(), newTenant(), newStaff()])
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  operations = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
})

/** Every shape a body may have: what it knows, and by which words it is told from the others. */
function kindsOf({ oneOf, anyOf, properties = {} }: Schema): { known: string[]; told: Record<string, string> }[] {
  const kinds = oneOf ?? anyOf
  if (kinds) return kinds.flatMap(kindsOf)
  const told = Object.entries(properties).flatMap(([name, schema]) => {
    const word = schema.const ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined)
    return word === undefined ? [] : [[name, word]]
  })
  return [{ known: Object.keys(properties), told: Object.fromEntries(told) }]
}

const anyId = (path: string) => `/api${path.replace(/\{\w+\}/g, () => newId())}`
const raw = (body: string, headers: Record<string, string> = {}) =>
  fetchWorker('/api/labels', {
    method: 'POST',
    body,
    headers: { cookie: owner.cookie, 'content-type': 'application/json', ...headers },
  })

describe('what a body has beside what the route takes', () => {
  it('is refused by every route, and named', async () => {
    const extra = {
      tenantId: other.me.tenant.id,
      tenant_id: other.me.tenant.id,
      role: 'owner',
      isAdmin: true,
      id: newId(),
    }
    const taking = operations.flatMap(({ operation, ...route }) => {
      const schema = operation.requestBody?.content['application/json']?.schema
      return schema ? kindsOf(schema).map((kind) => ({ ...route, ...kind, operation })) : []
    })
    expect(taking.length).toBeGreaterThan(40)
    const lenient = []
    for (const { method, path, operation, known, told } of taking) {
      const added = Object.fromEntries(Object.entries(extra).filter(([name]) => !known.includes(name)))
      const asker = path.startsWith('/admin/') ? staff : owner
      const { status, body } = await asker.call<{ errors?: { message: string }[] }>(method, anyId(path), {
        ...told,
        ...added,
      })
      const named = (body.errors ?? [])
        .map(({ message }) => message)
        .find((each) => each.startsWith('Unrecognized key'))
      const isNamed = Object.keys(added).every((name) => named?.includes(`"${name}"`))
      if (status !== 400 || !isNamed)
        lenient.push(`${operation.operationId} ${JSON.stringify(told)} ${status} ${named}`)
    }
    expect(lenient).toEqual([])
  })

  it('changes nothing of another tenant or role where fields are right', async () => {
    const sneaky = { name: 'Mine', tenantId: other.me.tenant.id }
    const answer = await owner.call<{ errors: { message: string }[] }>('POST', '/api/teams', sneaky)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0]?.message).toContain('tenantId')
  })
})

describe('a cursor', () => {
  const row = newId()
  const noon = '2026-01-01 12:00:00+00'
  it.each([
    ['of a list of another kind', `${noon}|1`],
    ['of yet another', `${noon}|${row}`],
    ['with a rank where there is none', `${noon}|${row}|3`],
    ['with a day that never is', `2026-02-31 00:00:00+00|${row}`],
    ['with words behind the day', `2026-01-01 (noon)|${row}`],
    ['with dashes for a row', `${noon}|${'-'.repeat(36)}`],
    ['with SQL for a row', `${noon}|' or true --`],
  ])('%s breaks no list', async (_, text) => {
    const cursor = Buffer.from(text).toString('base64url')
    const lists = operations.filter(
      ({ operation: { parameters = [], requestBody } }) =>
        parameters.some(({ name }) => name === 'cursor') ||
        requestBody?.content['application/json']?.schema.properties?.cursor,
    )
    expect(lists.length).toBeGreaterThan(10)
    const broken = []
    for (const { method, path, operation } of lists) {
      const asker = path.startsWith('/admin/') ? staff : owner
      const [query, body] = method === 'GET' ? [`?cursor=${cursor}`, undefined] : ['', { cursor }]
      const { status } = await asker.call(method, `${anyId(path)}${query}`, body)
      if (![200, 400, 404].includes(status)) broken.push(`${operation.operationId} ${status}`)
    }
    expect(broken).toEqual([])
  })
})

describe('a body that two parsers could read in two ways', () => {
  it.each([
    ['a key twice', '{"name":"One","name":"Two","color":"teal"}', 201],
    ['a prototype', '{"name":"Proto","color":"teal","__proto__":{"role":"owner"}}', 400],
    ['a constructor', '{"name":"Cons","color":"teal","constructor":{"prototype":{"role":"owner"}}}', 400],
    ['a comment', '{"name":"x"/**/,"color":"teal"}', 400],
    ['a trailing comma', '{"name":"x","color":"teal",}', 400],
    ['single quotes', "{'name':'x'}", 400],
    ['two documents', '{"name":"x","color":"teal"}{"name":"y"}', 400],
    ['a list', '[{"name":"x","color":"teal"}]', 400],
    ['a word', '"name"', 400],
    ['nothing', '', 400],
    ['a number for a text', '{"name":1e400,"color":"teal"}', 400],
    ['an operator for a text', '{"name":{"$ne":null},"color":"teal"}', 400],
    ['a list for a text', '{"name":["x"],"color":"teal"}', 400],
    ['bytes that are no text', '{"name":"\uFFFF","color":"teal"', 400],
  ])('with %s is taken once, or refused', async (_, body, status) => {
    const answer = await raw(body)
    expect(answer.status).toBe(status)
    expect(({} as { role?: string }).role).toBeUndefined()
    if (status === 201) expect(((await answer.json()) as { name: string }).name).toBe('Two')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'text/html', 'application/json-seq'])(
    'as %s is not read',
    async (type) => {
      expect([400, 415]).toContain((await raw('{"name":"x","color":"teal"}', { 'content-type': type })).status)
    },
  )
})

describe('numbers', () => {
  it.each(['0', '-1', '101', '1e9', '99999999999999999999', 'NaN', 'Infinity', '1.5', '', "1' or '1'='1"])(
    'of a page: %s is refused',
    async (limit) => {
      const answer = await owner.call('GET', `/api/contacts?limit=${encodeURIComponent(limit)}`)
      expect(answer, limit).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    },
  )

  it.each(["'", 'bm90IGEgY3Vyc29y', '../..', '{"at":1}', '%00'])('cursor %s is refused', async (cursor) => {
    const { status } = await owner.call('GET', `/api/contacts?cursor=${encodeURIComponent(cursor)}`)
    expect(status).toBe(400)
  })
})

describe('an id in a path', () => {
  it.each([
    "1' or '1'='1",
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '00000000-0000-0000-0000-00000000000g',
    '{{7*7}}',
    '*',
    '-1',
    'null',
    `${'a'.repeat(2_000)}`,
  ])('%s is nobody’s', async (id) => {
    for (const path of ['conversations', 'contacts', 'channels', 'media']) {
      const { status, text } = await owner.call('GET', `/api/${path}/${encodeURIComponent(id)}`)
      expect([400, 404], `${path} ${status}`).toContain(status)
      expect(text).not.toMatch(/select|syntax|postgres|at \w+ \(/i)
    }
  })
})

describe('a request that our pages did not send', () => {
  const write = (origin: string | null, headers: Record<string, string> = {}): Promise<Answer<unknown>> =>
    call('POST', '/api/labels', { name: `L ${newId()}`, color: 'teal' }, { cookie: owner.cookie, origin, headers })

  it.each([
    ['no origin', null],
    ['an origin of null', 'null'],
    ['another site', 'https://evil.example'],
    ['a name that ends alike', 'http://127.0.0.1.evil.example:8787'],
    ['another port', 'http://127.0.0.1:1'],
    ['another scheme', 'https://127.0.0.1:8787'],
    ['a path behind it', 'http://127.0.0.1:8787/'],
    ['two of them', 'http://127.0.0.1:8787, https://evil.example'],
    ['other letters', 'HTTP://127.0.0.1:8787'],
  ])('with %s changes nothing', async (_, origin) => {
    expect(await write(origin)).toMatchObject({ status: 403, body: { code: 'WRONG_ORIGIN' } })
  })

  it('opens no socket', async () => {
    for (const origin of [null, 'https://evil.example']) {
      const options = { cookie: owner.cookie, origin, headers: { upgrade: 'websocket' } }
      expect((await call('GET', '/api/realtime', undefined, options)).status).toBe(403)
    }
  })

  it('is not let in by a method in a header or in the address', async () => {
    for (const headers of [{ 'x-http-method-override': 'DELETE' }, { 'x-method-override': 'PATCH' }]) {
      const options = { cookie: owner.cookie, headers: headers as unknown as Record<string, string>, origin: null }
      expect((await call('GET', '/api/tenant?_method=DELETE', undefined, options)).body).toMatchObject({
        id: owner.me.tenant.id,
      })
    }
  })

  it('is answered without a word to other sites: no CORS', async () => {
    const options = { cookie: owner.cookie, origin: 'https://evil.example' }
    const { headers } = await call('GET', '/api/me', undefined, options)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const preflight = await fetchWorker('/api/labels', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    expect(preflight.status).toBeGreaterThanOrEqual(400)
  })
})

describe('cookies', () => {
  const me = (cookie: string) => call<{ memberId?: string }>('GET', '/api/me', undefined, { cookie })

  it('tossed beside ours sign nobody in as somebody else', async () => {
    const mine = owner.cookie
    const theirs = other.cookie
    // The first one counts, as browsers send the most specific first; nothing of both is mixed.
    expect((await me(`${mine}; ${theirs}`)).body.memberId).toBe(owner.me.memberId)
    expect((await me(`${mine}x`)).status).toBe(401)
    expect((await me(mine.toUpperCase())).status).toBe(401)
    expect((await me(`x=1; ${mine}; y="${theirs}"`)).body.memberId).toBe(owner.me.memberId)
  })

  it.each([
    'adsapp=',
    'adsapp=%00',
    `adsapp=${'a'.repeat(5_000)}`,
    'adsapp={"$gt":""}',
    "adsapp=' or 1=1--",
    'adsapp-pass=x.y.z',
  ])('%s signs nobody in', async (cookie) => {
    expect((await me(cookie)).status).toBe(401)
  })
})

describe('what a proxy would say of a request', () => {
  const forged = (address: string) => ({
    ...{ 'x-forwarded-for': address, 'x-real-ip': address, 'true-client-ip': address, 'x-client-ip': address },
    ...{ forwarded: `for=${address}`, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    ...{ 'x-user-id': owner.me.userId, 'x-tenant-id': other.me.tenant.id, 'x-forwarded-user': owner.me.email },
  })
  const network = `2001:db8:${Math.floor(Math.random() * 9000 + 1000)}:1`
  const told = { 'cf-connecting-ip': `${network}::1` }
  const options = (address: string) => ({ cookie: owner.cookie, headers: { ...forged(address), ...told } })

  it('signs nobody in, nor into another tenant', async () => {
    expect((await call('GET', '/api/me', undefined, { headers: forged('127.0.0.1') })).status).toBe(401)
    const { body } = await call<{ tenant: { id: string } }>('GET', '/api/me', undefined, options('127.0.0.1'))
    expect(body.tenant.id).toBe(owner.me.tenant.id)
  })

  it('is no network: the one that Cloudflare names is counted, and written down', async () => {
    const statuses = []
    for (let i = 0; i < 21; i++) {
      const wish = { token: 'x'.repeat(43) }
      const asked = { headers: { ...forged(`198.51.100.${i}`), ...told } }
      statuses.push((await call('POST', '/api/auth/invitations/preview', wish, asked)).status)
    }
    expect(statuses).toEqual([...Array(20).fill(404), 429])
    await call('POST', '/api/teams', { name: `T ${newId()}` }, options('198.51.100.7'))
    const log = await owner.call<Page<AuditLog>>('GET', '/api/audit-logs?action=team.created&limit=1')
    expect(log.body.data[0]?.network).toBe(`${network.split(':').slice(0, 3).join(':')}::/48`)
  })

  it('opens no door of the staff, and shuts none', async () => {
    const asked = (headers: Record<string, string>) =>
      call('GET', '/api/admin/session', undefined, { cookie: staff.cookie, headers })
    expect((await asked({ ...forged('127.0.0.1'), ...told })).body).toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' })
    expect((await asked(forged('203.0.113.9'))).status).toBe(200)
  })
})

describe('a parameter that comes twice, or from another place than its own', () => {
  const label = (name: string) => ({ name, color: 'teal' })

  it.each([
    ['contacts', 'limit=1&limit=2'],
    ['conversations', 'status=open&status=closed'],
    ['audit-logs', 'limit=100&limit=1'],
    ['messages', `ids=${newId()}&ids=${newId()}`],
  ])('twice, of %s, is refused: %s', async (path, query) => {
    const [once] = query.split('&')
    expect((await owner.call('GET', `/api/${path}?${once}`)).status, once).toBe(200)
    expect(await owner.call('GET', `/api/${path}?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST' },
    })
  })

  it('of a body is read from the body alone', async () => {
    const [said, asked] = [`L ${newId()}`, `L ${newId()}`]
    const answer = await owner.call<{ name: string }>('POST', `/api/labels?name=${asked}&color=rose`, label(said))
    expect(answer).toMatchObject({ status: 201, body: label(said) })
    const missing = await owner.call('POST', `/api/labels?name=${encodeURIComponent(asked)}`, { color: 'teal' })
    expect(missing).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
  })

  it('of a path is read from the path alone', async () => {
    const made = async () => (await owner.call<{ id: string }>('POST', '/api/labels', label(`L ${newId()}`))).body.id
    const [mine, beside] = [await made(), await made()]
    const named = { name: `L ${newId()}` }
    const answer = await owner.call('PATCH', `/api/labels/${mine}?labelId=${beside}&id=${beside}`, named)
    expect(answer).toMatchObject({ status: 200, body: { id: mine, ...named } })
  })

  it('of a query is read from no header and no cookie', async () => {
    const options = { cookie: `${owner.cookie}; limit=nonsense`, headers: { limit: 'nonsense', cursor: 'nonsense' } }
    expect((await call('GET', '/api/contacts', undefined, options)).status).toBe(200)
  })
})

describe('addresses that people give', () => {
  const keys = { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) }

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://localhost:8787/api/me',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://0.0.0.0/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://10.0.0.1/',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evil.example/fcm.googleapis.com',
    'https://user@fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'http://fcm.googleapis.com/x',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'data:text/plain,x',
  ])('a push service at %s is none', async (endpoint) => {
    const answer = await owner.call('POST', '/api/push-subscriptions', { endpoint, keys })
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
  })

  const PRIVATE = [
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:8787/api/me',
    'http://[::1]/',
    'http://10.0.0.1/x',
  ]
  const image = (link: string) => ({ type: 'image', image: { link } })
  const inTemplate = (parameter: object) => ({
    type: 'template',
    template: {
      name: 'with_picture',
      language: { code: 'en' },
      components: [{ type: 'header', parameters: [parameter] }],
    },
  })
  const card = (more: object) => ({
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, ...more }],
  })
  /** Wherever Graph itself takes an address, ours does not: files go by their id. */
  const places: [string, (url: string) => [string, string, object]][] = [
    ...(['image', 'video', 'audio', 'document', 'sticker'] as const).map((type): (typeof places)[number] => [
      `the link of a message’s ${type}`,
      (link) => ['POST', `/api/conversations/${newId()}/messages`, message({ type, [type]: { link } })],
    ]),
    [
      'the link in a template’s header',
      (link) => ['POST', `/api/conversations/${newId()}/messages`, message(inTemplate(image(link)))],
    ],
    [
      'the link in a question’s header',
      (link) => [
        'POST',
        `/api/conversations/${newId()}/messages`,
        message({
          type: 'interactive',
          interactive: {
            ...{ type: 'button', header: image(link), body: { text: 'Which?' } },
            action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'This' } }] },
          },
        }),
      ],
    ],
    [
      'the address on a contact’s card',
      (url) => ['POST', `/api/conversations/${newId()}/messages`, message(card({ urls: [{ url, type: 'WORK' }] }))],
    ],
    ['a contact’s picture', (avatarUrl) => ['POST', '/api/contacts', { phone: '+31612345678', avatarUrl }]],
    ['a contact’s picture, later', (avatar) => ['PATCH', `/api/contacts/${newId()}`, { avatar }]],
    ['one’s own picture', (avatarUrl) => ['PATCH', `/api/team/members/${owner.me.memberId}`, { avatarUrl }]],
    ['a number’s webhook', (webhookUrl) => ['PATCH', `/api/channels/${newId()}`, { name: 'x', webhookUrl }]],
  ]
  const message = (more: object) => ({ clientMessageId: newId(), ...more })

  it.each(places)('are not taken as %s, so none of ours is fetched', async (_, ask) => {
    for (const url of PRIVATE) {
      const answer = await owner.call<{ code: string }>(...ask(url))
      expect(answer, url).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    }
  })

  it('lead nowhere: no route answers with a redirect', async () => {
    const wishes = ['next', 'redirect', 'url', 'return', 'continue']
      .map((name) => `${name}=https://evil.example`)
      .join('&')
    for (const { method, path } of operations.filter((each) => each.method === 'GET')) {
      const { status, headers } = await other.call(method, `${anyId(path)}?${wishes}`)
      expect([301, 302, 303, 307, 308]).not.toContain(status)
      expect(headers.get('location')).toBeNull()
    }
  })
})

describe('every answer', () => {
  it('forbids what no answer needs', async () => {
    for (const path of ['/api/me', '/api/nothing', '/healthz', '/webhooks/nothing']) {
      const { headers } = await call('GET', path)
      expect(headers.get('content-security-policy'), path).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/)
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull()
    }
  })

  it('tells nothing of how it is made when it is an error', async () => {
    const answers = await Promise.all([
      raw('{'),
      raw('{"name":1}'),
      fetchWorker('/api/contacts/x', { headers: { cookie: owner.cookie } }),
      fetchWorker(`/api/${'x/'.repeat(50)}`, {}),
    ])
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(await answer.text()).not.toMatch(/\bat \w|\.ts:|zod|hono|drizzle|postgres|node_modules|stack/i)
    }
    expect(services.settings.ENVIRONMENT).toBe('development') // Where it would tell the most.
  })
})

it('TRACE is answered like an address that is not there, also to members, and echoes nothing', async () => {
  for (const path of ['/api/labels', '/api/me', '/healthz', '/webhooks/whatsapp', '/nowhere']) {
    const headers = { cookie: owner.cookie, 'x-planted': 'planted' }
    const response = await fetchWorker(path, { method: 'TRACE', headers })
    expect(response.status, path).toBe(404)
    const answer = [await response.text(), ...[...response.headers].flat()].join(' ')
    expect(answer, path).not.toContain('planted')
    expect(answer, path).not.toContain(owner.cookie)
  }
})

it('text says in which letters it is written; JSON has one way only', async () => {
  const typeOf = async (path: string) => (await call('GET', path)).headers.get('content-type')
  expect((await typeOf('/api/docs'))?.toLowerCase()).toBe('text/html; charset=utf-8')
  expect(await typeOf('/api/openapi.json')).toBe('application/json')
  expect(await typeOf('/api/nowhere')).toBe('application/problem+json')
  const { META_VERIFY_TOKEN: token } = services.settings
  const challenge = await typeOf(`/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`)
  expect(challenge?.toLowerCase()).toMatch(/^text\/plain; ?charset=utf-8$/)
})
