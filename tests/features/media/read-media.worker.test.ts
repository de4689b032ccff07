import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../../worker/contract/problem.ts'
import { CHUNK_BYTES } from '../../../worker/crypto/chunks.ts'
import { fetchMedia } from '../../../worker/features/media/index.ts'
import { env, files, graphWith, type MediaBench, mediaBench, sha256 } from './media-bench.ts'

const size = 2 * CHUNK_BYTES + 777
const file = files.jpeg(size)
let bench: MediaBench
let stored: Awaited<ReturnType<typeof keep>>

beforeAll(async () => {
  bench = await mediaBench()
  stored = await keep({ filename: 'Größe.jpg' })
})

async function keep(more: Parameters<MediaBench['receive']>[0] = {}, bytes = file) {
  const received = await bench.receive({ sha256: await sha256(bytes), ...more })
  await fetchMedia(bench.deps(graphWith(bytes).fetch), { tenantId: bench.tenantId, mediaId: received.mediaId })
  return received
}
const get = (mediaId: string, headers: Record<string, string> = {}, who = {}) =>
  bench.request(`/media/${mediaId}`, { headers }, who)
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const problemOf = async (response: Response) => (await response.json()) as Problem

describe('a stored file', () => {
  it('comes whole, with headers under which nothing of it can act', async () => {
    const response = await get(stored.mediaId)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(size),
      'content-disposition': `inline; filename="Gr__e.jpg"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.jpg`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
    })
    expect(await bytesOf(response)).toEqual(file)
  })

  it('comes as a download when asked to', async () => {
    const response = await bench.request(`/media/${stored.mediaId}?download=1`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; /)
    await response.body?.cancel()
  })

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    [`bytes=${CHUNK_BYTES - 1}-${CHUNK_BYTES}`, CHUNK_BYTES - 1, CHUNK_BYTES],
    [`bytes=${CHUNK_BYTES}-${2 * CHUNK_BYTES - 1}`, CHUNK_BYTES, 2 * CHUNK_BYTES - 1],
    [`bytes=${CHUNK_BYTES + 5}-`, CHUNK_BYTES + 5, size - 1],
    ['bytes=-778', size - 778, size - 1],
    [`bytes=${size - 1}-${size + 1000}`, size - 1, size - 1],
  ])('comes in a range: %s', async (range, start, end) => {
    const response = await get(stored.mediaId, { range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${size}`)
    expect(response.headers.get('content-length')).toBe(String(end - start + 1))
    expect(await bytesOf(response)).toEqual(file.slice(start, end + 1))
  })

  it('has no bytes behind its end', async () => {
    const response = await get(stored.mediaId, { range: `bytes=${size}-` })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe(`bytes */${size}`)
    expect(await problemOf(response)).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' })
  })

  it('is whole again when the range was of another file', async () => {
    const response = await get(stored.mediaId, { range: 'bytes=0-9', 'if-range': '"another"' })
    expect(response.status).toBe(200)
    expect(await bytesOf(response)).toEqual(file)
    const etag = response.headers.get('etag') ?? ''
    expect((await get(stored.mediaId, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
  })

  it('does not travel again while the copy at hand is good', async () => {
    const etag = (await get(stored.mediaId)).headers.get('etag') ?? ''
    const response = await get(stored.mediaId, { 'if-none-match': etag })
    expect(response.status).toBe(304)
    expect(await response.text()).toBe('')
    expect((await get(stored.mediaId, { 'if-none-match': etag }, { tenantId: crypto.randomUUID() })).status).toBe(404)
  })

  it.each([
    ['page.html', 'text/html', 'page.html'],
    ['drawing.svg', 'image/svg+xml', 'drawing.svg'],
    ['photo.jpg', 'image/jpeg', 'photo.jpg.bin'],
    ['bill.pdf', 'application/pdf', 'bill.pdf.bin'],
  ])('that is a page by its content is never shown, named %s', async (filename, mimeType, savedAs) => {
    const { mediaId } = await keep({ filename, mimeType, type: 'document' }, files.html())
    const response = await get(mediaId)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="${savedAs}"; filename*=UTF-8''${savedAs}`,
    )
    await response.body?.cancel()
  })

  it.each([
    ['photo.pdf', 'application/pdf', 'photo.pdf.jpg'],
    ['setup.exe', 'application/octet-stream', 'setup.exe.jpg'],
    ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
    ['photo', 'image/jpeg', 'photo.jpg'],
  ])('is saved under a name that tells what it is: a JPEG named %s', async (filename, mimeType, savedAs) => {
    const { mediaId } = await keep({ filename, mimeType, type: 'document' })
    const response = await get(mediaId)
    expect(response.headers.get('content-disposition')).toContain(`filename="${savedAs}"`)
    expect(await bytesOf(response)).toEqual(file)
  })

  it('without a name is called after its kind', async () => {
    const { mediaId } = await keep()
    const response = await get(mediaId)
    expect(response.headers.get('content-disposition')).toContain('filename="image.jpg"')
    await response.body?.cancel()
  })
})

describe('who may see a file', () => {
  it('a viewer may', async () => {
    const response = await get(stored.mediaId, {}, { role: 'viewer' })
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  it('another tenant gets the answer of an id that never was', async () => {
    const other = await mediaBench()
    const [theirs, nobodys] = [
      await problemOf(await other.request(`/media/${stored.mediaId}`)),
      await problemOf(await other.request(`/media/${crypto.randomUUID()}`)),
    ]
    expect(theirs).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect({ ...theirs, requestId: '' }).toEqual({ ...nobodys, requestId: '' })
  })

  it("an agent who sees only their own sees nobody else's", async () => {
    const { mediaId, conversationId } = await keep()
    const own = { sees: 'own' } as const
    const free = await get(mediaId, {}, own)
    expect(free.status).toBe(200)
    await free.body?.cancel()
    const memberId = await bench.newMember()
    await bench.run(sql`
      update conversations set assignee_id = ${memberId}::uuid where id = ${conversationId}::uuid`)
    expect((await get(mediaId, {}, own)).status).toBe(404)
    const assignee = await get(mediaId, {}, { ...own, memberId })
    expect(assignee.status).toBe(200)
    await assignee.body?.cancel()
  })

  it('an id that is none is refused', async () => {
    expect((await get('nonsense')).status).toBe(400)
  })
})

describe('a file that is not there', () => {
  it('on its way: 503 and when to ask again', async () => {
    const { mediaId } = await bench.receive({})
    const response = await get(mediaId)
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await problemOf(response)).toMatchObject({
      code: 'UNAVAILABLE',
      detail: expect.stringContaining('WhatsApp'),
    })
  })

  it.each(['expired', 'too_large', 'checksum', 'refused', 'unavailable'])('%s: 404 in words', async (failure) => {
    const { mediaId } = await bench.receive({})
    await bench.run(sql`update media set state = 'failed', failure = ${failure} where id = ${mediaId}::uuid`)
    const response = await get(mediaId)
    expect(response.status).toBe(404)
    const { detail } = await problemOf(response)
    expect(detail).toMatch(/^[A-Z].*\.$/)
    expect(detail).not.toContain('_')
  })

  it('of a message that the customer deleted: 404, whatever copy is at hand', async () => {
    const { mediaId, revoke } = await keep()
    const etag = (await get(mediaId)).headers.get('etag') ?? ''
    await revoke()
    for (const headers of [{}, { 'if-none-match': etag }]) expect((await get(mediaId, headers)).status).toBe(404)
  })

  it('lost in R2: 404', async () => {
    const { mediaId } = await keep()
    await env.BUCKET.delete(`media/${bench.tenantId}/${mediaId}`)
    for (const range of ['', 'bytes=300000-']) {
      const response = await get(mediaId, range ? { range } : {})
      expect(response.status).toBe(404)
    }
  })
})

describe('an object that somebody changed', () => {
  async function changed(change: (sealed: Uint8Array) => Uint8Array) {
    const { mediaId } = await keep()
    const key = `media/${bench.tenantId}/${mediaId}`
    const sealed = new Uint8Array((await (await env.BUCKET.get(key))?.arrayBuffer()) ?? [])
    await env.BUCKET.put(key, change(sealed))
    return mediaId
  }

  it('breaks off at the first chunk that does not open', async () => {
    const mediaId = await changed((sealed) => sealed.with(33 + CHUNK_BYTES + 28 + 100, 0x55) as Uint8Array)
    await expect(get(mediaId).then(bytesOf)).rejects.toThrow()
    const before = await get(mediaId, { range: 'bytes=0-99' })
    expect(await bytesOf(before)).toEqual(file.slice(0, 100))
    await expect(get(mediaId, { range: `bytes=${CHUNK_BYTES}-${CHUNK_BYTES + 9}` }).then(bytesOf)).rejects.toThrow()
  })

  it('breaks off where it was cut', async () => {
    const mediaId = await changed((sealed) => sealed.subarray(0, sealed.length - 500))
    await expect(get(mediaId).then(bytesOf)).rejects.toThrow()
  })

  it('of another file does not open', async () => {
    const other = await keep()
    const sealed = await (await bench.object(other.mediaId))?.arrayBuffer()
    const mediaId = await changed(() => new Uint8Array(sealed ?? []))
    await expect(get(mediaId).then(bytesOf)).rejects.toThrow()
  })

  it('breaks off at a head that is none', async () => {
    const mediaId = await changed((sealed) => new Uint8Array(sealed.length))
    const response = await get(mediaId, { range: `bytes=${CHUNK_BYTES}-` })
    await expect(bytesOf(response)).rejects.toThrow()
  })
})
