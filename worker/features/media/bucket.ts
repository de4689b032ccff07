import type { SealingKey } from '../../crypto/box.ts'
import { type ObjectSummary, openRange, sealedSize, sealObject } from '../../crypto/chunks.ts'
import { equalBytes } from '../../kit/bytes.ts'

/** The bytes are not those that were announced: another length or another SHA-256. Nothing was stored. */
export class ContentMismatchError extends Error {
  override name = 'ContentMismatchError'
}

/** R2 has no object where the row says there is one. */
export class ObjectMissingError extends Error {
  override name = 'ObjectMissingError'
}

export interface MediaPlace {
  tenantId: string
  mediaId: string
}

/** Longer than any file takes, shorter than the lease under which it is fetched. */
const TRANSFER_TIMEOUT_MS = 90_000

export const mediaKey = ({ tenantId, mediaId }: MediaPlace) => `media/${tenantId}/${mediaId}`

/**
 * Seals a file into R2 as it streams. An object is there whole and with the right content, or not at all: the last
 * piece is held back until length and sums are known to be right. The same place again overwrites.
 *
 * @param file `bytes` and every one of `sha256` must hold.
 * @throws ContentMismatchError; whatever the source or R2 throws.
 */
export async function putSealed(
  bucket: R2Bucket,
  place: MediaPlace,
  sealing: SealingKey,
  file: { body: ReadableStream<Uint8Array>; bytes: number; sha256: readonly Uint8Array[] },
): Promise<void> {
  const sealed = sealObject(sealing, { tenantId: place.tenantId, objectId: place.mediaId })
  const assertContent = ({ size, sha256 }: ObjectSummary) => {
    const fits = size === file.bytes && file.sha256.every((sum) => equalBytes(sum, sha256))
    if (!fits) throw new ContentMismatchError()
  }
  // R2 takes a stream only with its length known.
  const { readable, writable } = new FixedLengthStream(sealedSize(file.bytes))
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(TRANSFER_TIMEOUT_MS)])
  const stored = bucket.put(mediaKey(place), readable).catch((error) => {
    // Nobody reads any more: without this the pipe would wait for its time-out.
    gone.abort(error)
    throw error
  })
  const piped = file.body
    .pipeThrough(atMost(file.bytes))
    .pipeThrough(sealed.stream)
    .pipeThrough(lastPieceAfter(() => assertContent(sealed.summary())))
    .pipeTo(writable, { signal })
  const outcomes = await Promise.allSettled([piped, stored])
  // What broke the stream says more than that R2 found it broken.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/**
 * Opens bytes `start` to `end` (both included) of a stored file; the answer's length is known to the runtime. The
 * stream breaks off at the first chunk that does not open.
 *
 * @param bytes Of the whole file.
 * @param keyOf Finds the key that the object names.
 * @throws ObjectMissingError, BoxError
 */
export async function openSealed(
  bucket: R2Bucket,
  place: MediaPlace,
  { bytes, keyOf }: { bytes: number; keyOf: (keyId: string) => Promise<CryptoKey> },
  start: number,
  end: number,
): Promise<ReadableStream<Uint8Array>> {
  const read = async (offset: number, length: number) => {
    const part = await bucket.get(mediaKey(place), { range: { offset, length } })
    if (!part) throw new ObjectMissingError()
    return part.body
  }
  const object = { place: { tenantId: place.tenantId, objectId: place.mediaId }, size: bytes, keyOf, read }
  return (await openRange(object, start, end)).pipeThrough(new FixedLengthStream(end - start + 1))
}

export function deleteSealed(bucket: R2Bucket, place: MediaPlace): Promise<void> {
  return bucket.delete(mediaKey(place))
}

/** Keeps the first bytes that pass, for looking at what they are. */
export function keepFirst(count: number): { stream: TransformStream<Uint8Array, Uint8Array>; first: () => Uint8Array } {
  const kept = new Uint8Array(count)
  let length = 0
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      const part = bytes.subarray(0, count - length)
      kept.set(part, length)
      length += part.length
      controller.enqueue(bytes)
    },
  })
  return { stream, first: () => kept.subarray(0, length) }
}

/** Without it a file longer than announced would fill R2's object before its end is seen to be missing. */
function atMost(bytesMax: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0
  return new TransformStream({
    transform(bytes, controller) {
      length += bytes.length
      if (length > bytesMax) throw new ContentMismatchError()
      controller.enqueue(bytes)
    },
  })
}

function lastPieceAfter(assertAll: () => void): TransformStream<Uint8Array, Uint8Array> {
  let held: Uint8Array | undefined
  return new TransformStream({
    transform(piece, controller) {
      if (held) controller.enqueue(held)
      held = piece
    },
    flush(controller) {
      assertAll()
      if (held) controller.enqueue(held)
    },
  })
}
