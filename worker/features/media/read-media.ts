import { namedAs } from '../../contract/file-names.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { Log } from '../../kit/log.ts'
import { ObjectMissingError, openSealed } from './bucket.ts'
import { cleanFilename } from './file-headers.ts'
import type { MediaFailure } from './policy.ts'
import { findFile, type ReadableFile } from './repo.ts'

export interface ReadCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  bucket: R2Bucket
  log: Log
}

export interface StoredFile {
  id: string
  mimeType: string | null
  filename: string
  bytes: number
  /** Bytes `start` to `end`, both included. */
  open(start: number, end: number): Promise<ReadableStream<Uint8Array>>
}

const RETRY_AFTER_SECONDS = 10

const lost: Record<MediaFailure, string> = {
  expired: 'WhatsApp keeps a file for seven days, and it could not be fetched in that time.',
  too_large: 'The file is too large to be fetched.',
  checksum: 'The file was damaged on its way.',
  refused: 'WhatsApp did not hand out the file.',
  unavailable: 'The file could not be fetched.',
}

/**
 * A file that the person may see, ready to be opened.
 *
 * @throws AppError NOT_FOUND (not theirs, or it could not be fetched), UNAVAILABLE (it is still being fetched)
 */
export async function getStoredFile(ctx: ReadCtx, mediaId: string): Promise<StoredFile> {
  const { vault, bucket, log } = ctx
  const { tenantId } = ctx.actor
  const file = await findFile(ctx.asActor, mediaId)
  if (!file) throw new AppError('NOT_FOUND')
  if (file.state === 'failed') throw new AppError('NOT_FOUND', lost[file.failure ?? 'unavailable'])
  if (file.state === 'pending' || file.bytes === null) {
    throw new AppError('UNAVAILABLE', 'The file is still on its way from WhatsApp.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    })
  }
  const { id, mimeType, bytes } = file
  const [filename, keyOf] = [await openFilename(ctx, file), keyFinder(vault, tenantId, file)]
  return {
    id,
    mimeType,
    filename,
    bytes,
    async open(start, end) {
      try {
        return await openSealed(bucket, { tenantId, mediaId: id }, { bytes, keyOf }, start, end)
      } catch (error) {
        if (!(error instanceof ObjectMissingError)) throw error
        log.error('media.missing', { tenantId, mediaId: id })
        throw new AppError('NOT_FOUND', 'The file is no longer there.')
      }
    },
  }
}

/** What members upload is sealed for the tenant, what customers send for the contact. */
function keyFinder(vault: Vault, tenantId: string, { isUpload, salt }: ReadableFile) {
  if (isUpload) return (keyId: string) => vault.tenantKeyById(tenantId, keyId)
  if (!salt) throw new AppError('NOT_FOUND')
  return (keyId: string) => vault.contactKeyById(tenantId, salt, keyId)
}

async function openFilename({ actor, vault }: ReadCtx, file: ReadableFile): Promise<string> {
  const place = { table: 'media', id: file.id }
  const { filename } =
    file.isUpload || !file.salt
      ? await vault.open<{ filename: string | null }>(actor.tenantId, place, file.box)
      : await vault.openForContact<{ filename: string | null }>(actor.tenantId, file.salt, place, file.box)
  // Customers send many files without a name, and some under a name that is not true.
  return namedAs(cleanFilename(filename ?? '') ?? file.kind, file.mimeType)
}
