import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { openCanaries } from './canaries.ts'
import { anyAddress, type Visitor } from './people.ts'
import { FRESH } from './samples.ts'

/** Stands between sqlmap and the app: signs requests in, and counts what is answered. Has the canaries, too. */
export interface Door {
  url: string
  /** What was answered since the last time, by status. */
  takeCounts(): Map<number, number>
  close(): Promise<void>
}

interface DoorOptions {
  appUrl: string
  databaseUrl: string
  owner: Visitor
  staff: Visitor
  /** Before each request. */
  forget(): Promise<void>
}

const HOP_BY_HOP = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'set-cookie'])

export async function openDoor({ appUrl, databaseUrl, owner, staff, forget }: DoorOptions): Promise<Door> {
  const canaries = await openCanaries(databaseUrl)
  let counts = new Map<number, number>()
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    if (path.startsWith('/canary')) return canaries.answer(request, response)
    // Staff come from listed addresses; everybody else from one of their own.
    const isStaffs = path.startsWith('/api/admin')
    const visitor = isStaffs ? staff : owner
    await forget()
    const body = (await text(request)).replaceAll(FRESH, fresh)
    const answer = await fetch(appUrl + path.replaceAll(FRESH, fresh), {
      method: request.method ?? 'GET',
      redirect: 'manual',
      headers: {
        origin: appUrl,
        cookie: await visitor.cookies(),
        ...(isStaffs ? {} : { 'cf-connecting-ip': anyAddress() }),
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === '' ? {} : { body }),
    })
    visitor.keep(answer)
    const headers = [...answer.headers].filter(([name]) => !HOP_BY_HOP.has(name))
    response.writeHead(answer.status, Object.fromEntries(headers)).end(Buffer.from(await answer.arrayBuffer()))
  }
  const server = createServer((request, response) => {
    response.on('finish', () => counts.set(response.statusCode, (counts.get(response.statusCode) ?? 0) + 1))
    pass(request, response).catch((error) => response.writeHead(502).end(String(error)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCounts() {
      const taken = counts
      counts = new Map()
      return taken
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await canaries.close()
    },
  }
}

let n = 0
/** Letters and digits that nothing had before. */
const fresh = () => `${Date.now().toString(36)}${(n++).toString(36)}`
