import type { Upload } from '../../contract/channel.ts'
import { belies, endingOf, namedAs } from '../../contract/file-names.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import type { GraphClient } from '../../whatsapp/client.ts'
import { policyFor } from '../../whatsapp/failures.ts'
import { mediaKindOf, stillStickerBytesMax } from '../../whatsapp/limits.ts'
import { isAnimatedWebp, SNIFF_BYTES, sniffMime } from '../../whatsapp/sniff.ts'
import { findSendingChannel } from '../channels/index.ts'
import { putSealed } from './bucket.ts'
import { cleanFilename } from './file-headers.ts'
import type { MediaKind } from './policy.ts'
import { finishUpload, insertUpload } from './repo.ts'

export interface UploadCtx {
  actor: Actor
  asActor: TenantDb
  asTenant: TenantDb
  vault: Vault
  bucket: R2Bucket
  graph: Pick<GraphClient, 'uploadMedia'>
  log: Log
  now(): number
  newId(): string
}

/** Larger files come in parts. */
export const UPLOAD_BYTES_MAX = 25 * 1024 * 1024

/** What the box of an uploaded file holds. */
export interface SealedUpload {
  filename: string
  /** WhatsApp's id of it, good for 30 days (docs/sources.md#media-limits); null while it is on its way. */
  id: string | null
  uploadedAt?: string
}

const ABANDONED_MS = 10 * 60_000
const RETRY_AFTER_SECONDS = 5

/**
 * Keeps a member's file, sealed under the tenant's key, and hands it to WhatsApp. The row is written first, so that
 * nothing lies in R2 without one; an upload that does not get to its end is taken away by the sweep.
 *
 * @throws AppError NOT_FOUND (no such channel), INVALID_REQUEST (empty), TOO_LARGE, UNSUPPORTED_TYPE,
 *   WRONG_ENDING, PROVIDER_REFUSED, UNAVAILABLE
 */
export async function uploadMedia(ctx: UploadCtx, input: { file: File; channelId: string }): Promise<Upload> {
  const { actor, vault } = ctx
  const { file, channelId } = input
  const channel = await findSendingChannel(ctx.asActor, vault, channelId)
  if (!channel) throw new AppError('NOT_FOUND', 'There is no such channel.')
  const { kind, mimeType } = await checkFile(file)

  const id = ctx.newId()
  const { tenantId, memberId } = actor
  const place = { table: 'media', id }
  const filename = checkName(cleanFilename(file.name) ?? kind, mimeType)
  const seal = (sealed: SealedUpload) => vault.seal(tenantId, place, sealed)
  await insertUpload(ctx.asTenant, {
    id,
    channelId,
    kind,
    mimeType,
    bytes: file.size,
    box: await seal({ filename, id: null }),
    memberId,
    abandonedAtMs: ctx.now() + ABANDONED_MS,
  })
  const { phoneNumberId, accessToken } = channel
  const graphId = await handOver(ctx, { phoneNumberId, accessToken }, { file, mimeType, filename })
  await keep(ctx, id, file)
  const box = await seal({ filename, id: graphId, uploadedAt: new Date(ctx.now()).toISOString() })
  if (!(await finishUpload(ctx.asTenant, { id, box, memberId }))) throw unavailable('The upload took too long.')
  return { id, kind, mimeType, bytes: file.size }
}

/** What the file is goes by its bytes, not by what it calls itself. */
async function checkFile(file: File): Promise<{ kind: MediaKind; mimeType: string }> {
  if (file.size === 0) throw new AppError('INVALID_REQUEST', 'The file is empty.', { errors: [fileError('Empty.')] })
  if (file.size > UPLOAD_BYTES_MAX) throw new AppError('TOO_LARGE', `A file may have up to ${mb(UPLOAD_BYTES_MAX)}.`)
  const first = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer())
  const mimeType = sniffMime(first, file.type)
  const found = mimeType === null ? null : mediaKindOf(mimeType, file.size)
  if (mimeType === null || found === null || (!found.ok && found.reason === 'type')) {
    throw new AppError(
      'UNSUPPORTED_TYPE',
      'WhatsApp takes JPEG and PNG pictures, WebP stickers, MP4 and 3GP videos, common sound files, PDF, Word, Excel, PowerPoint and plain text.',
    )
  }
  if (!found.ok) {
    throw new AppError('TOO_LARGE', `WhatsApp takes ${plural[found.kind]} of up to ${mb(found.bytesMax)}.`)
  }
  if (found.kind === 'sticker' && file.size > stillStickerBytesMax && !isAnimatedWebp(first)) {
    throw new AppError('TOO_LARGE', `WhatsApp takes stickers that do not move of up to ${mb(stillStickerBytesMax)}.`)
  }
  return { kind: found.kind, mimeType }
}

/** A name without an ending gets one. @throws AppError WRONG_ENDING if it has one of another type. */
function checkName(name: string, mimeType: string): string {
  const whole = namedAs(name, mimeType)
  if (!belies(name, mimeType)) return whole
  const [said, fitting] = [name, whole].map(endingOf)
  const message = `The name ends with .${said}, but the content is ${mimeType}. Let it end with .${fitting}.`
  throw new AppError('WRONG_ENDING', message, { errors: [fileError(message)] })
}

async function handOver(
  ctx: UploadCtx,
  sender: { phoneNumberId: string; accessToken: string },
  { file, mimeType, filename }: { file: File; mimeType: string; filename: string },
): Promise<string> {
  const part = { content: file.stream(), bytes: file.size, mimeType, filename }
  const result = await ctx.graph.uploadMedia({ ...sender, file: part })
  if (result.kind === 'ok') return result.value.id
  if (result.kind === 'unknown') {
    ctx.log.warn('media.not_taken', { reason: result.reason })
    throw unavailable('WhatsApp does not answer.')
  }
  ctx.log.warn('media.refused', { metaCode: result.error.code, status: result.httpStatus })
  const policy = policyFor({ httpStatus: result.httpStatus, code: result.error.code })
  if (policy.do === 'retry' || policy.do === 'unconfirmed') throw unavailable('WhatsApp is busy.')
  throw new AppError('PROVIDER_REFUSED', `${policy.failure.title}. ${policy.failure.detail}`)
}

async function keep(ctx: UploadCtx, mediaId: string, file: File): Promise<void> {
  const { tenantId } = ctx.actor
  const sealing = await ctx.vault.tenantKey(tenantId)
  try {
    await putSealed(ctx.bucket, { tenantId, mediaId }, sealing, { body: file.stream(), bytes: file.size, sha256: [] })
  } catch (error) {
    ctx.log.warn('media.not_kept', { mediaId, ...errorFacts(error) })
    throw unavailable('The file could not be kept.')
  }
}

function unavailable(detail: string): AppError {
  return new AppError('UNAVAILABLE', `${detail} Try again in a moment.`, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

const fileError = (message: string) => ({ path: 'file', message })
const mb = (bytes: number) => (bytes < 1024 * 1024 ? `${bytes / 1024} KB` : `${bytes / 1024 / 1024} MB`)
const plural: Record<MediaKind, string> = {
  image: 'pictures',
  video: 'videos',
  audio: 'sound files',
  document: 'documents',
  sticker: 'stickers',
}
