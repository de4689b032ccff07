import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { rangeOf } from './leaked-passwords.ts'
import { type Account, type Client, createProvider } from './provider.ts'

export interface SsoOptions extends Client {
  port: number
  dataDir: string
}

/**
 * What people sign in by, beside us: an organization's identity provider (`oidc-provider`, a certified implementation), the DNS
 * that its domains stand in, and Pwned Passwords (`/range/<five hex digits>`).
 * `POST /__records {name, value}` writes a TXT record, `DELETE /__records?name=` removes those of a name; `/dns-query`
 * answers as DNS over HTTPS does in JSON. At the provider's page anybody signs in, under the address that they type.
 */
export async function startSso({
  port,
  dataDir,
  ...client
}: SsoOptions): Promise<{ url: string; close(): Promise<void> }> {
  const url = `http://127.0.0.1:${port}`
  const accounts = new Map<string, Account>()
  const provider = createProvider(url, client, accounts)
  const callback = provider.callback()
  const records = openRecords(dataDir)

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response)
    if (request.method !== 'POST') return send(response, 200, 'text/html', signInPage(params.login_hint ?? ''))
    const form = new URLSearchParams(await text(request))
    const email = form.get('email')?.trim() ?? ''
    // The subject does not show the address, and is the same after a restart.
    const accountId = createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 20)
    const verified = form.get('verified') !== null
    accounts.set(accountId, { email, name: form.get('name')?.trim() || 'Sonia Single', verified })
    const ts = Math.floor(Date.now() / 1_000) - 60 * Number(form.get('minutes') ?? 0)
    await provider.interactionFinished(request, response, { login: { accountId, remember: false, ts } })
  }

  async function keepRecord(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (request.method === 'DELETE') records.remove(query.get('name') ?? '')
    else records.add(JSON.parse(await text(request)) as TxtRecord)
    response.writeHead(204).end()
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    try {
      if (pathname.startsWith('/interaction/')) await interact(request, response)
      else if (pathname === '/__records') await keepRecord(request, response, searchParams)
      else if (pathname === '/dns-query') {
        const Answer = records.of(searchParams.get('name') ?? '').map(answerOf)
        send(response, 200, 'application/dns-json', JSON.stringify({ Status: Answer.length > 0 ? 0 : 3, Answer }))
      } else if (pathname.startsWith('/range/')) send(response, ...rangeOf(request, pathname.slice('/range/'.length)))
      else if (pathname === '/') send(response, 200, 'text/plain', `Issuer ${url}, client ${client.clientId}\n`)
      else callback(request, response)
    } catch {
      send(response, 400, 'text/plain', 'This sign-in is over. Begin again in the app.\n')
    }
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

interface TxtRecord {
  name: string
  value: string
}

/** The zone, in a file: it is there after a restart. */
function openRecords(dataDir: string) {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'records.json')
  let records: TxtRecord[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  const keep = (next: TxtRecord[]) => {
    records = next
    writeFileSync(file, JSON.stringify(records))
  }
  return {
    of: (name: string) => records.filter((record) => record.name === name),
    add: (record: TxtRecord) => keep([...records, record]),
    remove: (name: string) => keep(records.filter((record) => record.name !== name)),
  }
}

/** As Cloudflare writes a TXT record: parts of at most 255 characters, each in quotes. */
const answerOf = ({ name, value }: TxtRecord) => ({
  ...{ name, type: 16, TTL: 60 },
  data: (value.match(/.{1,255}/g) ?? []).map((part) => `"${part}"`).join(' '),
})

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body)
}

const signInPage = (email: string) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <link rel="icon" href="data:,">
  <title>Identity provider</title>
  <style>body { font: 16px system-ui; max-width: 24rem; margin: 4rem auto } label { display: block; margin: 1rem 0 }</style>
  <h1>Your organization</h1>
  <form method="post">
    <label>Address <input name="email" type="email" required value="${escaped(email)}"></label>
    <label>Name <input name="name" value="Sonia Single"></label>
    <label><input name="verified" type="checkbox" checked> The address is confirmed</label>
    <label>Signed in here <input name="minutes" type="number" min="0" value="0"> minutes ago</label>
    <button>Continue</button>
  </form>
</html>`

const escaped = (words: string) => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
