import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type { Directory, Principal } from './accounts.ts'
import type { Chat } from './chat.ts'
import type { Customers } from './customers.ts'
import type { FaultSwitches } from './faults.ts'
import { GraphError } from './graph-error.ts'
import type { Inbound } from './inbound.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { MediaShelf } from './media.ts'
import { asObject, type GraphOptions, type JsonObject } from './options.ts'
import type { Refusals } from './refusals.ts'
import type { Store } from './store.ts'
import type { Templates } from './templates.ts'
import type { Targets } from './webhook-target.ts'
import type { Webhooks } from './webhooks.ts'

/** Everything the routes work with. */
export interface Parts {
  options: GraphOptions
  store: Store
  directory: Directory
  faults: FaultSwitches
  customers: Customers
  chat: Chat
  webhooks: Webhooks
  targets: Targets
  lifecycle: Lifecycle
  inbound: Inbound
  refusals: Refusals
  media: MediaShelf
  templates: Templates
  assertPace: (phoneNumberId: string, customerKey: string) => void
  priceOf: (phoneNumberId: string, category: string) => JsonObject
  stats: Stats
  now: () => number
}

/** Calls to the Graph API, as the other side of the connection counts them. */
export interface Stats {
  /** Connections that wait for response headers now, and the most there ever were. */
  openConnections: number
  maxOpenConnections: number
  sends: number
}

export interface GraphEnv {
  Bindings: { incoming: IncomingMessage; outgoing: ServerResponse }
  Variables: { principal: Principal; messageId: string | null; loggedStatus: number | null }
}

/** The body as an object, whether JSON, form or empty. @throws GraphError 100 for broken JSON. */
export async function readBody(c: Context): Promise<JsonObject> {
  const type = c.req.header('content-type') ?? ''
  if (type.includes('multipart')) return asObject(await c.req.parseBody())
  const text = await c.req.text()
  if (text === '') return {}
  if (type.includes('urlencoded') && !text.startsWith('{')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return asObject(JSON.parse(text))
  } catch {
    throw new GraphError(100, undefined, { message: '(#100) The body is not valid JSON' })
  }
}

/**
 * The chosen fields of an object, always with its id.
 *
 * @param wanted Graph's `fields` parameter; sub-fields in braces are read as the whole field.
 * @throws GraphError 100 for a field the node does not have.
 */
export function pickFields(
  node: JsonObject,
  wanted: string | undefined,
  standard: readonly string[],
  nodeType: string,
): JsonObject {
  const names = wanted ? fieldNames(wanted) : standard
  const unknown = names.find((name) => !(name in node))
  if (unknown !== undefined) {
    throw new GraphError(100, undefined, {
      message: `(#100) Tried accessing nonexisting field (${unknown}) on node type (${nodeType})`,
    })
  }
  return Object.fromEntries(
    [...new Set([...names, 'id'])].filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  )
}

function fieldNames(wanted: string): string[] {
  let flat = wanted
  while (/\{[^{}]*\}/.test(flat)) flat = flat.replace(/\{[^{}]*\}/g, '')
  return flat
    .split(',')
    .map((name) => name.trim().replace(/\..*/, ''))
    .filter((name) => name !== '')
}
