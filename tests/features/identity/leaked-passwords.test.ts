import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { countIn, isLeaked } from '../../../worker/features/identity/leaked-passwords.ts'
import { createLog } from '../../../worker/kit/log.ts'

afterEach(() => vi.unstubAllGlobals())

const [A, B, C] = ['A', 'B', 'C'].map((letter) => letter.repeat(35)) as [string, string, string]

describe('a list of leaked passwords', () => {
  it.each([
    ['of CRLF lines', `${B}:1\r\n${A}:37\r\n${C}:5`, 37],
    ['of LF lines', `${B}:1\n${A}:37\n`, 37],
    ['in lower case', `${A.toLowerCase()}:37`, 37],
    ['that lacks it', `${B}:1\r\n${C}:5`, 0],
    ['that has it as padding', `${A}:0\r\n${B}:1`, 0],
    ['that has it in a longer word', `F${A}:9\r\n${B}:1`, 0],
    ['that has it without a count', `${A}\r\n${B}:1`, 0],
  ])('%s', (_, list, count) => {
    expect(countIn(list, A)).toBe(count)
  })

  it.each(['', 'Hello', '<html>', `${A}:many`])('%j is none', (list) => {
    expect(() => countIn(list, A)).toThrow(SyntaxError)
  })
})

describe('whether a password is leaked', () => {
  const PASSWORD = 'Größe and ﬁve llamas'
  const hash = createHash('sha1').update(PASSWORD.normalize('NFKC')).digest('hex').toUpperCase()
  const list = (count: number, suffix = hash.slice(5)) => new Response(`${B}:1\r\n${suffix}:${count}`)

  /** @returns the answer, what was asked, and what was logged. */
  async function ask(answer: (init: RequestInit) => Response | Promise<Response>, url: string, password = PASSWORD) {
    const asked: { url: string; init: RequestInit }[] = []
    const lines: string[] = []
    vi.stubGlobal('fetch', async (to: URL, init: RequestInit) => {
      asked.push({ url: to.href, init })
      return answer(init)
    })
    const log = createLog((_, line) => lines.push(line))
    const leaked = await isLeaked({ settings: { BREACHED_PASSWORDS_URL: url }, log }, password)
    return { leaked, asked, lines: lines.map((line) => JSON.parse(line)) }
  }
  const URL_OF = 'https://leaked.example.test'

  it('is asked by five digits of its hash, padded, by name, and nothing else leaves', async () => {
    const { leaked, asked, lines } = await ask(() => list(1), URL_OF)
    expect({ leaked, lines }).toEqual({ leaked: true, lines: [] })
    expect(asked).toHaveLength(1)
    const [{ url, init } = { url: '', init: {} }] = asked
    expect(url).toBe(`${URL_OF}/range/${hash.slice(0, 5)}`)
    expect(init).toEqual({
      headers: { 'add-padding': 'true', 'user-agent': 'ADSapp' },
      redirect: 'manual',
      signal: expect.any(AbortSignal),
    })
  })

  it.each(['/mirror', '/mirror/'])('is asked below the path of a mirror: %s', async (path) => {
    const { asked } = await ask(() => list(1), URL_OF + path)
    expect(asked).toMatchObject([{ url: `${URL_OF}/mirror/range/${hash.slice(0, 5)}` }])
  })

  it('is the same for other spellings of its letters', async () => {
    expect((await ask(() => list(1), URL_OF, PASSWORD.normalize('NFD'))).leaked).toBe(true)
  })

  it.each([
    ['padding', () => list(0)],
    ['other passwords', () => list(1, C)],
  ])('%s is none', async (_, answer) => {
    expect(await ask(answer, URL_OF)).toMatchObject({ leaked: false, lines: [] })
  })

  it('is asked of nobody where it is switched off', async () => {
    expect(await ask(() => list(1), 'off')).toEqual({ leaked: false, asked: [], lines: [] })
  })

  it.each<[string, (init: RequestInit) => Response | Promise<Response>]>([
    ['refuses the connection', () => Promise.reject(new TypeError(`no ${hash}`))],
    ['is busy', () => new Response(`${hash.slice(5)}:1`, { status: 429 })],
    ['is broken', () => new Response(null, { status: 503 })],
    ['leads elsewhere', () => Response.redirect('https://elsewhere.example.test/', 302)],
    ['answers with a page', () => new Response('<html>Sign in to this network</html>')],
    ['answers with bytes that are no text', () => new Response(new Uint8Array([0xff, 0xfe]))],
    ['answers without end', () => new Response(`${hash.slice(5)}:1\r\n${`${B}:1\r\n`.repeat(20_000)}`)],
    [
      'does not answer',
      ({ signal }) => new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason))),
    ],
  ])('is taken for none, and said in a line without the hash, where the service %s', async (_, answer) => {
    const { leaked, lines } = await ask(answer, URL_OF)
    expect(leaked).toBe(false)
    expect(lines).toMatchObject([{ level: 'warn', event: 'password.not_compared' }])
    expect(JSON.stringify(lines)).not.toContain(hash.slice(0, 5))
  })
})
