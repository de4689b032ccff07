import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { BoxError, type SealingKey } from '../../worker/crypto/box.ts'
import {
  CHUNK_BYTES,
  openObject,
  openRange,
  type SealedObject,
  sealedRange,
  sealedSize,
  sealObject,
} from '../../worker/crypto/chunks.ts'
import { concat, equalBytes, randomBytes } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'

const HEADER = 33
const SEALED_CHUNK = CHUNK_BYTES + 28
const place = { tenantId: newId(), objectId: newId() }
let sealing: SealingKey

beforeAll(async () => {
  const key = await crypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  sealing = { id: newId(), key }
})

const plain = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 251)

/** A stream that gives the bytes in parts of this size. */
function streamOf(bytes: Uint8Array, partBytes = 100_003): ReadableStream<Uint8Array> {
  const parts = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, at) =>
    bytes.slice(at * partBytes, (at + 1) * partBytes),
  )
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
}

const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer())

async function seal(bytes: Uint8Array, partBytes?: number) {
  const { stream, summary } = sealObject(sealing, place)
  const sealed = await bytesOf(streamOf(bytes, partBytes).pipeThrough(stream))
  return { sealed, ...summary() }
}

function objectOf(sealed: Uint8Array, size: number, more: Partial<SealedObject> = {}) {
  const reads: [number, number][] = []
  const object: SealedObject = {
    place,
    size,
    keyOf: async (keyId) => {
      if (keyId !== sealing.id) throw new BoxError()
      return sealing.key
    },
    read: async (offset, length) => {
      reads.push([offset, length])
      return streamOf(sealed.slice(offset, offset + length))
    },
    ...more,
  }
  return { object, reads }
}

const openAll = async (object: SealedObject) => bytesOf(await openObject(object))

test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5])(
  'an object of %i bytes opens whole',
  async (size) => {
    const bytes = plain(size)
    const { sealed, sha256, ...summary } = await seal(bytes)
    expect(summary.size).toBe(size)
    expect(equalBytes(sha256, createHash('sha256').update(bytes).digest())).toBe(true)
    expect(sealed.length).toBe(sealedSize(size))
    expect(equalBytes(await openAll(objectOf(sealed, size).object), bytes)).toBe(true)
  },
)

test('ranges open alone, at and around the chunk boundaries', async () => {
  const size = 3 * CHUNK_BYTES + 1_000
  const bytes = plain(size)
  const { sealed } = await seal(bytes, 70_001)
  const edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES, size - 1]
  const { object } = objectOf(sealed, size)
  for (const start of edges) {
    for (const end of edges.filter((edge) => edge >= start)) {
      const opened = await bytesOf(await openRange(object, start, end))
      expect(equalBytes(opened, bytes.subarray(start, end + 1)), `${start}-${end}`).toBe(true)
    }
  }
})

test('a range reads the header and its own chunks only', async () => {
  const size = 4 * CHUNK_BYTES
  const { sealed } = await seal(plain(size))
  const { object, reads } = objectOf(sealed, size)
  await bytesOf(await openRange(object, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES - 1))
  expect(reads).toEqual([
    [0, HEADER],
    [HEADER + 2 * SEALED_CHUNK, SEALED_CHUNK],
  ])
})

test('the sealed ranges of an object lie within it and grow with the range', () => {
  const sizes = fc.integer({ min: 1, max: 2 ** 31 })
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
      const [start, end] = [Math.min(a % size, b % size), Math.max(a % size, b % size)]
      const range = sealedRange(size, start, end)
      expect(range.offset + range.length).toBeLessThanOrEqual(sealedSize(size))
      expect(range.first * CHUNK_BYTES).toBeLessThanOrEqual(start)
      expect((range.last + 1) * CHUNK_BYTES).toBeGreaterThan(end)
    }),
  )
  expect(sealedRange(10, 0, 9)).toEqual({ first: 0, last: 0, offset: 0, length: sealedSize(10) })
})

test.each([
  [10, 0, 10],
  [10, 5, 4],
  [10, -1, 3],
  [0, 0, 0],
])('an object of %i bytes has no bytes %i to %i', (size, start, end) => {
  expect(() => sealedRange(size, start, end)).toThrow(RangeError)
})

test('an object that was cut, reordered, spliced, lengthened or changed does not open', async () => {
  const size = 3 * CHUNK_BYTES
  const { sealed } = await seal(plain(size))
  const again = (await seal(plain(size))).sealed
  const chunk = (at: number, of = sealed) => of.subarray(HEADER + at * SEALED_CHUNK, HEADER + (at + 1) * SEALED_CHUNK)
  const header = sealed.subarray(0, HEADER)
  const changed = sealed.slice()
  changed[HEADER + SEALED_CHUNK + 500] = (changed[HEADER + SEALED_CHUNK + 500] as number) ^ 1

  const bad: [string, Uint8Array, number][] = [
    ['cut inside a chunk', sealed.subarray(0, sealed.length - 1), size],
    ['cut between chunks', concat(header, chunk(0), chunk(1)), size],
    ['cut, and the size with it', concat(header, chunk(0), chunk(1)), 2 * CHUNK_BYTES],
    ['reordered', concat(header, chunk(1), chunk(0), chunk(2)), size],
    ['spliced from another sealing', concat(header, chunk(0), chunk(1, again), chunk(2)), size],
    ['with the header of another sealing', concat(again.subarray(0, HEADER), sealed.subarray(HEADER)), size],
    ['lengthened', concat(sealed, Uint8Array.of(0)), size],
    ['changed', changed, size],
    ['empty', new Uint8Array(0), size],
    ['of another kind', concat(Uint8Array.of(1), sealed.subarray(1)), size],
  ]
  await expect(openAll(objectOf(sealed, size).object)).resolves.toHaveLength(size)
  for (const [what, bytes, claimed] of bad) {
    const { object } = objectOf(bytes, claimed, { read: async () => streamOf(bytes) })
    await expect(openAll(object), what).rejects.toThrow(BoxError)
  }
})

test('an object does not open as another object or for another tenant', async () => {
  const { sealed } = await seal(plain(10))
  for (const elsewhere of [
    { ...place, objectId: newId() },
    { ...place, tenantId: newId() },
  ]) {
    await expect(openAll(objectOf(sealed, 10, { place: elsewhere }).object)).rejects.toThrow(BoxError)
  }
})

test('the summary is not known before the end', () => {
  expect(() => sealObject(sealing, place).summary()).toThrow('once the stream has ended')
})
