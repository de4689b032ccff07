import { createHash } from 'node:crypto'
import { assert } from '../kit/assert.ts'
import { type Bytes, concat, lengthPrefixed, randomBytes, toHex } from '../kit/bytes.ts'
import { bytesToUuid, uuidToBytes } from '../kit/ids.ts'
import { BoxError, type SealingKey } from './box.ts'

// A large object (media, export, import) is a header and chunks, so that it is sealed and opened as it streams and a
// range opens alone: WebCrypto's AES-GCM takes whole buffers only.
//   header: 0x03 ‖ key id (16) ‖ random (16)      chunk: nonce (12) ‖ ciphertext and tag (16)
// The associated data of a chunk is header, tenant, object id, index, last or not: the header's random part keeps the
// chunks of two sealings of one object apart.

export const CHUNK_BYTES = 256 * 1024
const VERSION = 0x03
const HEADER_BYTES = 33
const NONCE_BYTES = 12
const CHUNK_OVERHEAD_BYTES = NONCE_BYTES + 16

/** The object that the bytes belong to. */
export type ObjectPlace = { tenantId: string; objectId: string }

/** Of the plaintext; the size is needed to open the object again. */
export type ObjectSummary = { size: number; sha256: Bytes }

export type SealedObject = {
  place: ObjectPlace
  /** Plaintext bytes, as {@link ObjectSummary} gave them. */
  size: number
  /** Finds the key that the header names. */
  keyOf: (keyId: string) => Promise<CryptoKey>
  /** Reads this part of the sealed bytes. */
  read: (offset: number, length: number) => Promise<ReadableStream<Uint8Array>>
}

/** How many bytes the sealed object has: a store that must know the length beforehand gets it from here. */
export function sealedSize(size: number): number {
  return HEADER_BYTES + chunkCount(size) * CHUNK_OVERHEAD_BYTES + size
}

/**
 * Seals a stream of any length, holding one chunk in memory.
 *
 * @returns The stream to pipe through, and the summary, to be asked for once everything has come out of the stream.
 */
export function sealObject(
  sealing: SealingKey,
  place: ObjectPlace,
): { stream: TransformStream<Uint8Array, Uint8Array>; summary: () => ObjectSummary } {
  const header = concat(Uint8Array.of(VERSION), uuidToBytes(sealing.id), randomBytes(16))
  const hash = createHash('sha256')
  const held = new Piece(CHUNK_BYTES)
  let index = 0
  let size = 0
  let summary: ObjectSummary | undefined

  const stream = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(header),
    async transform(bytes, controller) {
      hash.update(bytes)
      size += bytes.length
      for (let rest = bytes; rest.length > 0; ) {
        // A full chunk waits for the next byte: only then is it known not to be the last.
        if (held.isFull) {
          controller.enqueue(await sealChunk(sealing.key, chunkData(header, place, index, false), held.bytes))
          held.reset(CHUNK_BYTES)
          index += 1
        }
        rest = held.fill(rest)
      }
    },
    async flush(controller) {
      controller.enqueue(await sealChunk(sealing.key, chunkData(header, place, index, true), held.bytes))
      summary = { size, sha256: new Uint8Array(hash.digest()) }
    },
  })
  return {
    stream,
    summary: () => {
      assert(summary, 'the summary is known once the stream has ended')
      return summary
    },
  }
}

/** Opens the whole object. Ends in a BoxError if it was cut, reordered, or is not this object. */
export function openObject(object: SealedObject): Promise<ReadableStream<Uint8Array>> {
  return openRange(object, 0, object.size - 1)
}

/**
 * Opens bytes `start` to `end` (both included, as in an HTTP range), reading the chunks that hold them and no others.
 *
 * @throws RangeError if the object has no such bytes, BoxError if its header is not one of ours. The stream ends in a
 * BoxError at the first chunk that does not open.
 */
export async function openRange(object: SealedObject, start: number, end: number): Promise<ReadableStream<Uint8Array>> {
  const range = sealedRange(object.size, start, end)
  const header = range.first === 0 ? null : await readAll(await object.read(0, HEADER_BYTES))
  const sealed = await object.read(range.offset, range.length)
  return sealed.pipeThrough(openChunks(object, range, header, start, end))
}

export type SealedRange = { first: number; last: number; offset: number; length: number }

/**
 * The chunks that hold a range of the plaintext, and where they lie among the sealed bytes. From the first chunk on,
 * the header is read with them.
 */
export function sealedRange(size: number, start: number, end: number): SealedRange {
  const isWhole = start === 0 && end === size - 1
  if (!(isWhole || (start >= 0 && start <= end && end < size))) throw new RangeError('the object has no such bytes')
  const chunkStart = (index: number) => HEADER_BYTES + index * (CHUNK_BYTES + CHUNK_OVERHEAD_BYTES)
  const first = Math.floor(start / CHUNK_BYTES)
  const last = Math.max(0, Math.floor(end / CHUNK_BYTES))
  const offset = first === 0 ? 0 : chunkStart(first)
  return { first, last, offset, length: Math.min(sealedSize(size), chunkStart(last + 1)) - offset }
}

function openChunks(
  { place, size, keyOf }: SealedObject,
  { first, last }: SealedRange,
  readHeader: Bytes | null,
  start: number,
  end: number,
): TransformStream<Uint8Array, Uint8Array> {
  const lastOfAll = chunkCount(size) - 1
  const sealedChunkBytes = (at: number) => CHUNK_OVERHEAD_BYTES + Math.min(CHUNK_BYTES, size - at * CHUNK_BYTES)
  const piece = new Piece(readHeader ? sealedChunkBytes(first) : HEADER_BYTES)
  let header = readHeader
  let key: CryptoKey | undefined
  let index = first

  async function openPiece(): Promise<Uint8Array | null> {
    if (!header) {
      header = piece.bytes.slice()
      piece.reset(sealedChunkBytes(index))
      return null
    }
    key ??= await keyOf(headerKeyId(header))
    const bytes = await openChunk(key, chunkData(header, place, index, index === lastOfAll), piece.bytes)
    const chunkStart = index * CHUNK_BYTES
    index += 1
    if (index <= last) piece.reset(sealedChunkBytes(index))
    return bytes.subarray(Math.max(0, start - chunkStart), end + 1 - chunkStart)
  }

  return new TransformStream({
    async transform(bytes, controller) {
      for (let rest = bytes; rest.length > 0; ) {
        if (index > last) throw new BoxError()
        rest = piece.fill(rest)
        const opened = piece.isFull ? await openPiece() : null
        if (opened && opened.length > 0) controller.enqueue(opened)
      }
    },
    flush() {
      if (index <= last) throw new BoxError()
    },
  })
}

/** Bytes gathered up to a known length. */
class Piece {
  readonly #held = new Uint8Array(CHUNK_BYTES + CHUNK_OVERHEAD_BYTES)
  #length = 0
  #target: number

  constructor(target: number) {
    this.#target = target
  }

  get isFull(): boolean {
    return this.#length === this.#target
  }

  get bytes(): Bytes {
    return this.#held.subarray(0, this.#length)
  }

  reset(target: number): void {
    this.#target = target
    this.#length = 0
  }

  /** @returns What did not fit. */
  fill(bytes: Uint8Array): Uint8Array {
    const part = bytes.subarray(0, this.#target - this.#length)
    this.#held.set(part, this.#length)
    this.#length += part.length
    return bytes.subarray(part.length)
  }
}

async function sealChunk(key: CryptoKey, additionalData: Bytes, bytes: Bytes): Promise<Bytes> {
  const iv = randomBytes(NONCE_BYTES)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes)
  return concat(iv, new Uint8Array(sealed))
}

async function openChunk(key: CryptoKey, additionalData: Bytes, sealed: Bytes): Promise<Bytes> {
  const iv = sealed.subarray(0, NONCE_BYTES)
  try {
    const gcm = { name: 'AES-GCM', iv, additionalData }
    return new Uint8Array(await crypto.subtle.decrypt(gcm, key, sealed.subarray(NONCE_BYTES)))
  } catch {
    throw new BoxError()
  }
}

function chunkData(header: Bytes, { tenantId, objectId }: ObjectPlace, index: number, isLast: boolean): Bytes {
  return lengthPrefixed(toHex(header), tenantId, objectId, String(index), isLast ? 'last' : 'more')
}

function headerKeyId(header: Bytes): string {
  if (header.length !== HEADER_BYTES || header[0] !== VERSION) throw new BoxError()
  return bytesToUuid(header.subarray(1, 17))
}

function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / CHUNK_BYTES))
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
