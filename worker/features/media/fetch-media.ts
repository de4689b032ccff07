import type { JournalEvent } from '../../contract/events.ts'
import { BoxError } from '../../crypto/box.ts'
import { KeyUnavailableError } from '../../crypto/kms/provider.ts'
import type { Vault } from '../../crypto/vault.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import type { InboxPort, Jurisdiction } from '../../ports.ts'
import { createGraphClient, type GraphClient } from '../../whatsapp/client.ts'
import { SNIFF_BYTES, sniffMime } from '../../whatsapp/sniff.ts'
import { findSendingChannel } from '../channels/index.ts'
import { ContentMismatchError, deleteSealed, keepFirst, putSealed } from './bucket.ts'
import { INBOUND_BYTES_MAX, isLongOver, nextAttemptMs, parseSha256, type Setback, setbackOf } from './policy.ts'
import { closeWork, type FileEnd, type Lease, type LeasedFile, leaseFile, postponeWork, settleFile } from './repo.ts'

export interface FetchDeps {
  db: Database
  vault: Vault
  bucket: R2Bucket
  graph: Pick<GraphClient, 'getMedia' | 'downloadMedia'>
  inbox(place: { tenantId: string; jurisdiction: Jurisdiction }): InboxPort
  log: Log
  now(): number
}

/** Above the time-outs of one attempt together (whatsapp/graph-call.ts, bucket.ts). */
export const LEASE_MS = 150_000
export const OTHER_TYPE = 'application/octet-stream'

/** What the box of a file that a customer sent holds. */
interface RemoteFile {
  id: string
  sha256: string | null
}

type Fetched = { kind: 'stored'; mimeType: string; bytes: number }

/** Graph as files need it. */
export function createMediaGraph(settings: { GRAPH_API_URL: string; GRAPH_API_VERSION: string }): GraphClient {
  return createGraphClient({
    baseUrl: settings.GRAPH_API_URL,
    version: settings.GRAPH_API_VERSION,
    fetch: (input, init) => fetch(input, init),
  })
}

/**
 * Fetches a customer's file from WhatsApp into R2, if it is due and nobody else does. Each step may be the last before
 * a crash: the entry in the work list goes only after the inbox has been told, and whoever comes next goes on from what
 * the row says.
 *
 * @throws what the database, the key service or the inbox throws; it is then found again when the lease is over.
 */
export async function fetchMedia(
  deps: FetchDeps,
  { tenantId, mediaId }: { tenantId: string; mediaId: string },
): Promise<void> {
  const db = asTenant(deps.db, tenantId)
  const leased = await leaseFile(db, mediaId, deps.now(), LEASE_MS)
  if (!leased) return
  const { lease, file } = leased
  if (!file) return closeWork(db, lease)
  if (file.state !== 'pending') return finish(deps, db, lease, file, file.state)
  // Nothing is fetched for a member's file: its upload was not finished.
  if (file.isUpload) return giveUp(deps, db, lease, file, 'unavailable')
  if (isLongOver(file, deps.now())) return giveUp(deps, db, lease, file, 'expired')

  const end = await tryFetch(deps, db, file)
  if (end.kind === 'failed') return giveUp(deps, db, lease, file, end.failure)
  if (end.kind === 'stored') {
    const { mimeType, bytes } = end
    if (!(await settleFile(db, lease, { state: 'stored', failure: null, mimeType, bytes }))) return
    deps.log.info('media.stored', { tenantId, mediaId, attempts: file.attempts, size: bytes })
    return finish(deps, db, lease, file, 'stored')
  }
  deps.log.warn('media.waiting', { tenantId, mediaId, attempts: file.attempts, reason: end.failure })
  const dueAtMs = nextAttemptMs(file, deps.now())
  if (dueAtMs === null) return giveUp(deps, db, lease, file, 'expired')
  const waiting: FileEnd = { state: 'pending', failure: end.failure, mimeType: file.mimeType, bytes: null }
  if (end.failure !== file.failure && (await settleFile(db, lease, waiting))) await tell(deps, db, file)
  await postponeWork(db, lease, dueAtMs)
}

/** For good. */
async function giveUp(
  deps: FetchDeps,
  db: TenantDb,
  lease: Lease,
  file: LeasedFile,
  failure: NonNullable<FileEnd['failure']>,
): Promise<void> {
  if (!(await settleFile(db, lease, { state: 'failed', failure, mimeType: file.mimeType, bytes: null }))) return
  const { tenantId } = db
  deps.log.warn('media.failed', { tenantId, mediaId: file.id, attempts: file.attempts, reason: failure })
  await finish(deps, db, lease, file, 'failed')
}

/** What is left to do once the row says how it ended. */
async function finish(
  deps: FetchDeps,
  db: TenantDb,
  lease: Lease,
  file: LeasedFile,
  state: 'stored' | 'failed',
): Promise<void> {
  // An attempt that crashed may have left an object that no row speaks of.
  if (state === 'failed') await deleteSealed(deps.bucket, { tenantId: db.tenantId, mediaId: file.id })
  await tell(deps, db, file)
  await closeWork(db, lease)
}

/** @throws Error if the inbox takes nothing at the moment. */
async function tell(deps: FetchDeps, { tenantId }: TenantDb, file: LeasedFile): Promise<void> {
  if (!file.messageId) return
  const { channelId, messageId, jurisdiction } = file
  const event: JournalEvent = { channelId, event: { kind: 'media', messageId, atMs: deps.now() } }
  if (!(await deps.inbox({ tenantId, jurisdiction }).receive([event]))) throw new Error('the inbox is full')
}

async function tryFetch(deps: FetchDeps, db: TenantDb, file: LeasedFile): Promise<Fetched | Setback> {
  try {
    return await transfer(deps, db, file)
  } catch (error) {
    if (error instanceof KeyUnavailableError) throw error
    if (error instanceof ContentMismatchError) return { kind: 'retry', failure: 'checksum' }
    deps.log.warn('media.broke', { tenantId: db.tenantId, mediaId: file.id, ...errorFacts(error) })
    // A box that does not open never will: its contact was erased, or it is damaged.
    return error instanceof BoxError
      ? { kind: 'failed', failure: 'unavailable' }
      : { kind: 'retry', failure: 'unavailable' }
  }
}

const unavailable: Setback = { kind: 'retry', failure: 'unavailable' }

async function transfer(deps: FetchDeps, db: TenantDb, file: LeasedFile): Promise<Fetched | Setback> {
  const { vault, bucket, graph } = deps
  const { tenantId } = db
  if (!file.salt) return { kind: 'failed', failure: 'unavailable' }
  const place = { table: 'media', id: file.id }
  const [remote, sealing, channel] = await Promise.all([
    vault.openForContact<RemoteFile>(tenantId, file.salt, place, file.box),
    vault.contactKey(tenantId, file.salt),
    findSendingChannel(db, vault, file.channelId),
  ])
  if (!channel) return unavailable
  const { accessToken, phoneNumberId } = channel

  const found = await graph.getMedia({ id: remote.id, accessToken, phoneNumberId })
  if (found.kind === 'unknown') return unavailable
  if (found.kind === 'refused') {
    return setbackOf({ httpStatus: found.httpStatus, code: found.error.code }, file.attempts)
  }
  const { url, sha256, bytes: announcedBytes, mimeType } = found.value
  if (announcedBytes !== null && announcedBytes > INBOUND_BYTES_MAX) return { kind: 'failed', failure: 'too_large' }

  const download = await graph.downloadMedia({ url, accessToken })
  if (download.kind !== 'ok') return unavailable
  const bytes = download.bytes ?? announcedBytes
  if (bytes === null || bytes > INBOUND_BYTES_MAX) {
    await download.body.cancel()
    // R2 takes no stream without its length, which Graph names beside the link.
    return bytes === null ? unavailable : { kind: 'failed', failure: 'too_large' }
  }
  const head = keepFirst(SNIFF_BYTES)
  await putSealed(bucket, { tenantId, mediaId: file.id }, sealing, {
    body: download.body.pipeThrough(head.stream),
    bytes,
    sha256: [remote.sha256, sha256].map(parseSha256).filter((sum) => sum !== null),
  })
  const declared = file.mimeType ?? mimeType ?? ''
  return { kind: 'stored', mimeType: sniffMime(head.first(), declared) ?? OTHER_TYPE, bytes }
}
