import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createEmulator } from 'emulate'
import { findFreePort } from '../processes.ts'

/** What is shown again after a restart. */
const KEPT_MAX = 200

/**
 * The mailbox: Resend's API, and `/inbox` to read what was sent. The library keeps mail in memory; what it accepts is
 * written to a file too, and handed to it again at the start.
 */
export async function startMail({ port, dataDir }: { port: number; dataDir: string }) {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'accepted.jsonl')
  const resend = await createEmulator({ service: 'resend', port: await findFreePort() })
  const post = (body: string) => {
    const headers = { authorization: 'Bearer kept', 'content-type': 'application/json' }
    return fetch(`${resend.url}/emails`, { method: 'POST', headers, body })
  }
  for (const line of readLines(file).slice(-KEPT_MAX)) await post(line)
  const kept = new Set<string>()

  const server = createServer(async (request, response) => {
    try {
      const body = await buffer(request)
      const answer = await fetch(`${resend.url}${request.url}`, forwarded(request, body))
      const answerBody = Buffer.from(await answer.arrayBuffer())
      // The same key again is answered with the same id, and is the same e-mail.
      const isNew = !kept.has(answerBody.toString())
      if (request.method === 'POST' && request.url === '/emails' && answer.ok && isNew) {
        kept.add(answerBody.toString())
        appendFileSync(file, `${JSON.stringify(JSON.parse(body.toString()))}\n`)
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
      response.end(answerBody)
    } catch {
      response.writeHead(502).end()
    }
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const close = async () => {
    await new Promise((done) => server.close(done))
    await resend.close()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

function forwarded(request: IncomingMessage, body: Buffer): RequestInit {
  const named = ['authorization', 'content-type', 'idempotency-key', 'cookie']
  const headers = named.flatMap((name): [string, string][] => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  const method = request.method ?? 'GET'
  return { method, headers, redirect: 'manual', ...(method === 'POST' && { body: new Uint8Array(body) }) }
}

function readLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
