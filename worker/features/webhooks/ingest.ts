import { webhooksAtOnce } from '../../cache/limit-table.ts'
import { AppError } from '../../contract/problem.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Database } from '../../db/connect.ts'
import { fromUtf8, utf8 } from '../../kit/bytes.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import { createGates } from '../../kit/gate.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { InboxPort, Jurisdiction } from '../../ports.ts'
import { parseJson } from '../../whatsapp/json.ts'
import { parseWebhook } from '../../whatsapp/payloads.ts'
import { verifySignature } from '../../whatsapp/signature.ts'
import { bodyItem, bodyOf, type IntakeDeps, type IntakeItem, keepInIntake } from './intake.ts'
import { insertUnrouted } from './repo/unrouted.ts'
import { type FindDestination, type RoutedEvents, routeEvents } from './route-events.ts'

/** Meta's payloads are at most this large (docs/sources.md#retries). */
export const BODY_BYTES_MAX = 3 * 1024 * 1024

export interface OwnApp {
  phoneNumberId: string
  wabaId: string
  appSecret: string
}

export interface IngestDeps extends IntakeDeps {
  /** Of the deployment's Meta app. */
  appSecret: string
  find: FindDestination
  /** null: no channel has this key. Throws if that cannot be known now. */
  findOwnApp(channelKey: string): Promise<OwnApp | null>
  inbox(place: { tenantId: string; jurisdiction: Jurisdiction }): InboxPort
  db: Database
  intake: IntakeKeys
  log: Log
}

const inHand = createGates(webhooksAtOnce)

interface Signed {
  body: Uint8Array
  signature: string | null
  /** Part of the address, for a tenant's own app. */
  channelKey: string | null
}

/**
 * Takes a webhook: resolves when everything in it is durable, in the journals of its tenants or in the intake. Needs
 * neither Postgres nor the key service once the channel directory is warm; whatever cannot be reached, the event is
 * kept.
 *
 * @throws AppError BAD_SIGNATURE, NOT_JSON; UNAVAILABLE if not even the intake could be written, GateFullError if too much of
 *   a channel is in hand: then nothing of it was taken. After both Meta comes again.
 */
export async function ingestWebhook(deps: IngestDeps, signed: Signed): Promise<void> {
  let ownApp: OwnApp | null = null
  if (signed.channelKey !== null) {
    try {
      ownApp = await deps.findOwnApp(signed.channelKey)
    } catch (error) {
      deps.log.warn('webhook.unverified', errorFacts(error))
      return keep(deps, bodyItem(signed, false))
    }
    if (!ownApp) throw new AppError('BAD_SIGNATURE')
  }
  const secret = ownApp?.appSecret ?? deps.appSecret
  if (!(await verifySignature([secret], signed.body, signed.signature))) throw new AppError('BAD_SIGNATURE')
  const json = tryJson(signed.body)
  if (json === null) throw new AppError('NOT_JSON')
  const { events } = parseWebhook(json.value)
  let routed: RoutedEvents
  try {
    routed = await routeEvents(events, ownApp, deps.find)
  } catch (error) {
    deps.log.warn('webhook.unrouted_yet', errorFacts(error))
    return keep(deps, bodyItem(signed, true))
  }
  await whileInHand(channelsOf(routed), () =>
    Promise.all([
      ...[...routed.tenants.values()].map((tenant) => deliver(deps, tenant)),
      keepUnrouted(deps, routed, signed),
    ]),
  )
}

const channelsOf = ({ tenants }: RoutedEvents) => [
  ...new Set([...tenants.values()].flatMap(({ events }) => events.map(({ channelId }) => channelId))),
]

/** Passes the gates of all channels before anything is delivered. */
function whileInHand(channelIds: string[], run: () => Promise<unknown>): Promise<unknown> {
  return channelIds.reduceRight((inner, channelId) => () => inHand(channelId, inner), run)()
}

/**
 * Takes what the intake kept one step further. The same item twice does no harm: what it holds is deduplicated.
 * @throws if it cannot be taken further yet; it stays where it is.
 */
export async function resumeIntake(deps: IngestDeps, item: IntakeItem): Promise<'taken' | 'refused'> {
  if (item.kind === 'events') {
    if (await deps.inbox(item).receive(item.events)) return 'taken'
    throw new AppError('UNAVAILABLE', 'The journal is still full.')
  }
  const body = bodyOf(item)
  const ownApp = item.channelKey === null ? null : await deps.findOwnApp(item.channelKey)
  if (item.channelKey !== null && !ownApp) return 'refused'
  const secret = ownApp?.appSecret ?? deps.appSecret
  if (!item.verified && !(await verifySignature([secret], body, item.signature))) return 'refused'
  const json = tryJson(body)
  if (json === null) return 'refused'
  const routed = await routeEvents(parseWebhook(json.value).events, ownApp, deps.find)
  for (const tenant of routed.tenants.values()) {
    if (!(await deps.inbox(tenant).receive(tenant.events))) throw new AppError('UNAVAILABLE', 'The journal is full.')
  }
  await insertUnrouted(deps.db, await unroutedRows(deps, routed))
  return 'taken'
}

async function deliver(deps: IngestDeps, tenant: Parameters<RoutedEvents['tenants']['set']>[1]): Promise<void> {
  try {
    if (await deps.inbox(tenant).receive(tenant.events)) return
    deps.log.warn('inbox.full', { tenantId: tenant.tenantId, count: tenant.events.length })
  } catch (error) {
    deps.log.warn('inbox.unreachable', { tenantId: tenant.tenantId, ...errorFacts(error) })
  }
  await keep(deps, { kind: 'events', ...tenant })
}

async function keepUnrouted(deps: IngestDeps, routed: RoutedEvents, signed: Signed): Promise<void> {
  if (routed.unrouted.length === 0) return
  try {
    await insertUnrouted(deps.db, await unroutedRows(deps, routed))
  } catch (error) {
    deps.log.warn('unrouted.unreachable', errorFacts(error))
    await keep(deps, bodyItem(signed, true))
  }
}

function unroutedRows({ intake }: IngestDeps, routed: RoutedEvents) {
  return Promise.all(
    routed.unrouted.map(async ({ reason, event }) => ({
      id: newId(),
      reason,
      phoneNumberId: metaId(event.phoneNumberId),
      wabaId: metaId(event.wabaId),
      box: await intake.seal(utf8(JSON.stringify(event)), 'unrouted'),
    })),
  )
}

/** null for what is no id of Meta's: no channel can have it. */
const metaId = (text: string | null) => (text !== null && /^\d{1,32}$/.test(text) ? text : null)

async function keep(deps: IngestDeps, item: IntakeItem): Promise<void> {
  try {
    await keepInIntake(deps, item)
  } catch (error) {
    deps.log.error('intake.unreachable', errorFacts(error))
    throw new AppError('UNAVAILABLE', 'The event could not be kept. Deliver it again.', { retryAfterSeconds: 10 })
  }
}

function tryJson(body: Uint8Array): { value: unknown } | null {
  try {
    return { value: parseJson(fromUtf8(body)) }
  } catch {
    return null
  }
}
