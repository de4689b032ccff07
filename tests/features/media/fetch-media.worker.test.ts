import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { LEASE_MS } from '../../../worker/features/media/fetch-media.ts'
import { fetchMedia, listDueFiles } from '../../../worker/features/media/index.ts'
import { toHex } from '../../../worker/kit/bytes.ts'
import { dyingAt, files, graphError, graphWith, type MediaBench, mediaBench, sha256 } from './media-bench.ts'

const DAY_MS = 86_400_000
const file = files.jpeg(600_000)
let bench: MediaBench
beforeAll(async () => {
  bench = await mediaBench()
})

const fetchIt = (mediaId: string, graph: { fetch: typeof fetch }, more = {}) =>
  fetchMedia(bench.deps(graph.fetch, more), { tenantId: bench.tenantId, mediaId })
const content = async (mediaId: string) =>
  new Uint8Array(await (await bench.request(`/media/${mediaId}`)).arrayBuffer())
const toldOf = (messageId: string) =>
  bench.told.filter(({ event }) => event.kind === 'media' && event.messageId === messageId)
async function received(more: Parameters<MediaBench['receive']>[0] = {}) {
  return bench.receive({ sha256: await sha256(file), ...more })
}
/** Time enough for the next attempt. */
async function untilDue(mediaId: string) {
  bench.clock.nowMs = Math.max(bench.clock.nowMs, (await bench.work(mediaId))?.dueAtMs ?? 0)
}

describe('a file of a customer', () => {
  it('is looked up by its id, sealed into R2, stored, and the inbox is told', async () => {
    const { mediaId, messageId } = await received({ remoteId: '55501', filename: 'cat.jpg' })
    const graph = graphWith(file, { sha256: toHex(await sha256(file)) })
    await fetchIt(mediaId, graph)

    expect(graph.calls).toEqual([
      {
        url: `https://graph.facebook.com/v26.0/55501?phone_number_id=${bench.phoneNumberId}`,
        authorization: `Bearer ${bench.accessToken}`,
      },
      {
        url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
        authorization: `Bearer ${bench.accessToken}`,
      },
    ])
    expect(await bench.row(mediaId)).toMatchObject({
      ...{ state: 'stored', mime_type: 'image/jpeg', bytes: file.length, attempts: 1, failure: null },
    })
    expect(await bench.work(mediaId)).toBeNull()
    expect(toldOf(messageId)).toEqual([
      { channelId: bench.channelId, event: { kind: 'media', messageId, atMs: bench.clock.nowMs } },
    ])
    const sealed = new Uint8Array((await (await bench.object(mediaId))?.arrayBuffer()) ?? [])
    expect(sealed.length).toBeGreaterThan(file.length)
    expect(Buffer.from(sealed).indexOf(Buffer.from(file.subarray(5000, 5064)))).toBe(-1)
    expect(await content(mediaId)).toEqual(file)
  })

  it('gets the type that its bytes have, whatever it was called', async () => {
    const page = files.html()
    const { mediaId } = await received({ sha256: null, type: 'document', mimeType: 'image/png', filename: 'a.png' })
    await fetchIt(mediaId, graphWith(page))
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', mime_type: 'application/octet-stream' })
  })

  it('may be empty, and may be as long as chunks are', async () => {
    for (const size of [0, 262_144, 524_288]) {
      const bytes = files.jpeg(size)
      const { mediaId } = await received({ sha256: await sha256(bytes) })
      await fetchIt(mediaId, graphWith(bytes))
      expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', bytes: size })
      expect(await content(mediaId)).toEqual(bytes)
    }
  })

  it('is fetched once, however often it is asked for', async () => {
    const { mediaId, messageId } = await received()
    const graph = graphWith(file)
    await Promise.all([fetchIt(mediaId, graph), fetchIt(mediaId, graph), fetchIt(mediaId, graph)])
    await fetchIt(mediaId, graph)
    expect(graph.calls).toHaveLength(2)
    expect(toldOf(messageId)).toHaveLength(1)
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', attempts: 1 })
  })

  it('of another tenant is not touched', async () => {
    const other = await mediaBench()
    const { mediaId } = await other.receive({})
    const graph = graphWith(file)
    await fetchIt(mediaId, graph)
    expect(graph.calls).toHaveLength(0)
    expect(await other.row(mediaId)).toMatchObject({ state: 'pending', attempts: 0 })
  })

  // lease, channel, row, end of the work
  it.each([1, 2, 3, 4])('survives a crash at step %i', async (step) => {
    const { mediaId, messageId } = await received()
    await expect(fetchIt(mediaId, graphWith(file), { db: dyingAt(bench.database, step) })).rejects.toThrow()
    expect(await bench.work(mediaId)).not.toBeNull()
    await fetchIt(mediaId, graphWith(file))
    if (step > 1) {
      expect(await bench.work(mediaId), 'the lease still stands').not.toBeNull()
      bench.clock.nowMs += LEASE_MS
      await untilDue(mediaId)
      await fetchIt(mediaId, graphWith(file))
    }
    expect(await bench.work(mediaId)).toBeNull()
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', bytes: file.length })
    expect(toldOf(messageId).length).toBeGreaterThan(0)
    expect(await content(mediaId)).toEqual(file)
  })

  it('is told of later when the inbox takes nothing', async () => {
    const { mediaId, messageId } = await received()
    bench.inboxState.takes = false
    await expect(fetchIt(mediaId, graphWith(file))).rejects.toThrow('full')
    bench.inboxState.takes = true
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored' })
    bench.clock.nowMs += LEASE_MS
    await untilDue(mediaId)
    const graph = graphWith(file)
    await fetchIt(mediaId, graph)
    expect(graph.calls).toHaveLength(0)
    expect(toldOf(messageId)).toHaveLength(1)
    expect(await bench.work(mediaId)).toBeNull()
  })

  it('of a run whose lease is over is left to the next', async () => {
    const { mediaId, messageId } = await received()
    const slow = graphWith(file)
    const overtaking: typeof fetch = async (...args) => {
      if (slow.calls.length === 0) {
        bench.clock.nowMs += LEASE_MS
        await untilDue(mediaId)
        await fetchIt(mediaId, graphWith(file))
      }
      return slow.fetch(...args)
    }
    await fetchIt(mediaId, { fetch: overtaking })
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', attempts: 2 })
    expect(toldOf(messageId)).toHaveLength(1)
    expect(await content(mediaId)).toEqual(file)
  })
})

describe('a file that does not come', () => {
  it('with another content is not kept, and tried again', async () => {
    const { mediaId, messageId } = await received()
    await fetchIt(mediaId, graphWith(files.jpeg(599_999)))
    expect(await bench.row(mediaId)).toMatchObject({ state: 'pending', failure: 'checksum', attempts: 1 })
    expect(await bench.object(mediaId)).toBeNull()
    expect(toldOf(messageId)).toHaveLength(1)
    const { dueAtMs, leaseUntilMs } = (await bench.work(mediaId)) ?? { dueAtMs: 0 }
    expect(dueAtMs - bench.clock.nowMs).toBeGreaterThanOrEqual(15_000)
    expect(dueAtMs - bench.clock.nowMs).toBeLessThanOrEqual(30_000)
    expect(leaseUntilMs).toBeNull()

    const early = graphWith(file)
    await fetchIt(mediaId, early)
    expect(early.calls, 'a nudge does not shorten the wait').toHaveLength(0)
    await untilDue(mediaId)
    await fetchIt(mediaId, graphWith(file))
    expect(await bench.row(mediaId)).toMatchObject({ state: 'stored', failure: null, attempts: 2 })
    expect(toldOf(messageId)).toHaveLength(2)
  })

  const part = file.slice(0, 524_288)
  it.each([
    ['another sum at Graph', () => graphWith(file, { sha256: 'ab'.repeat(32) })],
    ['more bytes than were announced', () => graphWith(() => new Response(stream(file)), { file_size: 524_288 })],
    ['fewer bytes than were announced', () => graphWith(() => new Response(stream(part)), { file_size: 600_000 })],
  ])('%s', async (_, graph) => {
    const { mediaId } = await received({ sha256: null })
    await fetchIt(mediaId, graph())
    expect(await bench.row(mediaId)).toMatchObject({ state: 'pending', failure: 'checksum' })
    expect(await bench.object(mediaId)).toBeNull()
  })

  it.each([
    ['a broken line', () => graphWith(() => new Response(broken(file)), { file_size: file.length })],
    ['a redirect', () => graphWith(() => Response.redirect('https://evil.example/x', 302), { file_size: 9 })],
    ['a link that expired', () => graphWith(() => new Response(null, { status: 404 }), { file_size: 9 })],
    ['no length at all', () => graphWith(() => new Response(stream(file)))],
    ['a token that expired', () => graphWith(file, graphError(401, 190))],
    ['an answer that is none', () => graphWith(file, () => new Response('<html>'))],
    ['a server error', () => graphWith(file, () => new Response('no', { status: 503 }))],
  ])('because of %s is tried again', async (_, graph) => {
    const { mediaId } = await received()
    await fetchIt(mediaId, graph())
    expect(await bench.row(mediaId)).toMatchObject({ state: 'pending', failure: 'unavailable', attempts: 1 })
    expect(await bench.object(mediaId)).toBeNull()
    expect((await bench.work(mediaId))?.leaseUntilMs).toBeNull()
  })

  it('our token goes nowhere but to Meta', async () => {
    const { mediaId } = await received()
    const graph = graphWith(file, { url: 'https://evil.example/file' })
    await fetchIt(mediaId, graph)
    expect(graph.calls.map((call) => new URL(call.url).host)).toEqual(['graph.facebook.com'])
  })

  it.each([
    ['too_large', graphWith(file, { file_size: 100 * 1024 * 1024 + 1 })],
    ['too_large', graphWith(file, graphError(400, 131052))],
    ['refused', graphWith(file, graphError(400, 131053))],
  ])('is given up at once: %s', async (failure, graph) => {
    const { mediaId, messageId } = await received()
    await fetchIt(mediaId, graph)
    expect(graph.calls).toHaveLength(1)
    expect(await bench.row(mediaId)).toMatchObject({ state: 'failed', failure })
    expect(await bench.work(mediaId)).toBeNull()
    expect(toldOf(messageId)).toHaveLength(1)
  })

  it('is tried until the seventh day, and the reason is told', async () => {
    const { mediaId, messageId } = await received()
    const retryUntilMs = Date.parse(String((await bench.row(mediaId)).retry_until))
    let attempts = 0
    for (; (await bench.work(mediaId)) && attempts < 100; attempts += 1) {
      await untilDue(mediaId)
      await fetchIt(mediaId, graphWith(file, graphError(401, 190)))
    }
    expect(attempts).toBeGreaterThan(30)
    expect(await bench.row(mediaId)).toMatchObject({ state: 'failed', failure: 'expired', attempts })
    expect(bench.clock.nowMs).toBeGreaterThanOrEqual(retryUntilMs)
    expect(bench.clock.nowMs).toBeLessThan(retryUntilMs + DAY_MS / 24)
    expect(toldOf(messageId), 'that it waits, and that it is over').toHaveLength(2)
  })

  it('whose contact was erased is given up', async () => {
    const { mediaId } = await received()
    await bench.run(sql`
      update contacts set salt = sha256('another'::bytea)
      where id = (select contact_id from media where id = ${mediaId}::uuid)`)
    const graph = graphWith(file)
    await fetchIt(mediaId, graph)
    expect(graph.calls).toHaveLength(0)
    expect(await bench.row(mediaId)).toMatchObject({ state: 'failed', failure: 'unavailable' })
  })

  it('whose row is gone leaves no work', async () => {
    const mediaId = crypto.randomUUID()
    await bench.run(sql`
      insert into work_due (tenant_id, kind, ref_id, due_at) values (${bench.tenantId}::uuid, 'media', ${mediaId}::uuid, now())`)
    bench.clock.nowMs = Math.max(bench.clock.nowMs, Date.now() + 1000)
    await fetchIt(mediaId, graphWith(file))
    expect(await bench.work(mediaId)).toBeNull()
  })

  it('leaves nothing in R2 when it is given up after a crash', async () => {
    const { mediaId } = await received()
    await expect(fetchIt(mediaId, graphWith(file), { db: dyingAt(bench.database, 3) })).rejects.toThrow()
    expect(await bench.object(mediaId)).not.toBeNull()
    bench.clock.nowMs += LEASE_MS + 8 * DAY_MS
    await fetchIt(mediaId, graphWith(file, graphError(400, 131053)))
    expect(await bench.row(mediaId)).toMatchObject({ state: 'failed', failure: 'expired' })
    expect(await bench.object(mediaId)).toBeNull()
  })

  it('writes no name, token or link into the log', async () => {
    expect(bench.logged.length).toBeGreaterThan(10)
    const log = bench.logged.join('\n')
    for (const secret of [bench.accessToken, 'lookaside', 'cat.jpg', '1234567890']) expect(log).not.toContain(secret)
  })
})

describe('the work list', () => {
  it('shows what is due and not being worked on, most overdue first', async () => {
    const own = await mediaBench()
    const [first, second, leased] = [await own.receive({}), await own.receive({}), await own.receive({})]
    const nowMs = Date.now() + 60_000
    const due = async () =>
      (await listDueFiles(own.database, nowMs, 500)).filter(({ tenantId }) => tenantId === own.tenantId)
    expect(await listDueFiles(own.database, Date.now() - DAY_MS, 500)).toEqual([])
    await own.run(sql`
      update work_due set due_at = due_at - interval '1 minute'
      where tenant_id = ${own.tenantId}::uuid and ref_id = ${second.mediaId}::uuid`)
    await own.run(sql`
      update work_due set lease_until = ${new Date(nowMs + 1000).toISOString()}::timestamptz
      where tenant_id = ${own.tenantId}::uuid and ref_id = ${leased.mediaId}::uuid`)
    expect((await due()).map(({ mediaId }) => mediaId)).toEqual([second.mediaId, first.mediaId])
    expect(await listDueFiles(own.database, nowMs, 1)).toHaveLength(1)
  })
})

function stream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 50_000) controller.enqueue(bytes.subarray(at, at + 50_000))
      controller.close()
    },
  })
}

function broken(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const chunks = [bytes.subarray(0, 300_000)]
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk) controller.enqueue(chunk)
      else controller.error(new Error('connection reset'))
    },
  })
}
