import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { Upload } from '../../../worker/contract/channel.ts'
import type { Problem } from '../../../worker/contract/problem.ts'
import type { Bindings } from '../../../worker/env.ts'
import { fetchMedia } from '../../../worker/features/media/index.ts'
import { mediaRoutes } from '../../../worker/features/media/routes.ts'
import { env, files, graphWith, type MediaBench, mediaBench } from './media-bench.ts'

const MIB = 1024 * 1024
const { graphUrl } = inject('services')
let bench: MediaBench

/** A tenant whose number the Graph stand-in knows. */
async function benchAtGraph(): Promise<MediaBench> {
  const made = await mediaBench()
  const { wabaId, phoneNumberId, accessToken } = made
  const account = {
    ...{ wabaId, phoneNumberId, displayPhoneNumber: phoneNumberId, verifiedName: 'Media', businessId: wabaId },
    accessTokens: [accessToken],
  }
  const answer = await fetch(`${graphUrl}/__accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  expect(answer.status).toBe(201)
  return made
}

beforeAll(async () => {
  bench = await benchAtGraph()
})

const problemOf = async (response: Response) => (await response.json()) as Problem
const uploadsOf = async (tenant: MediaBench) => Number((await tenant.run(sql`select count(*) as n from media`))[0]?.n)

describe('a file that a member uploads', () => {
  it('is at WhatsApp, sealed with us, written down, and readable', async () => {
    const file = files.png(300_000)
    const response = await bench.upload(file, '../Price list.png', 'application/octet-stream')
    expect(response.status).toBe(201)
    const upload = (await response.json()) as Upload
    expect(upload).toEqual({ id: expect.any(String), kind: 'image', mimeType: 'image/png', bytes: file.length })

    expect(await bench.row(upload.id)).toMatchObject({
      ...{ state: 'stored', kind: 'image', mime_type: 'image/png', bytes: file.length, message_id: null },
      ...{ uploaded_by: bench.memberId, channel_id: bench.channelId },
    })
    expect(await bench.work(upload.id)).toBeNull()
    const box = await bench.openBox(upload.id)
    expect(box).toEqual({ filename: 'Price list.png', id: expect.any(String), uploadedAt: expect.any(String) })
    const atGraph = await fetch(`${graphUrl}/v26.0/${box.id}?phone_number_id=${bench.phoneNumberId}`, {
      headers: { authorization: `Bearer ${bench.accessToken}` },
    })
    expect(await atGraph.json()).toMatchObject({ mime_type: 'image/png', file_size: file.length })

    const read = await bench.request(`/media/${upload.id}`, { headers: { range: 'bytes=262100-262200' } })
    expect(read.headers.get('content-disposition')).toContain('filename="Price list.png"')
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(file.slice(262_100, 262_201))
    const sealed = new Uint8Array((await (await bench.object(upload.id))?.arrayBuffer()) ?? [])
    expect(Buffer.from(sealed).indexOf(Buffer.from(file.subarray(5000, 5064)))).toBe(-1)

    const audit = await bench.run(sql`select member_id, action from audit_log where subject_id = ${upload.id}::uuid`)
    expect(audit).toEqual([{ member_id: bench.memberId, action: 'media.uploaded' }])
  })

  it('stays readable once it hangs on a message to a contact', async () => {
    const { id } = (await (await bench.upload(files.pdf(), 'a.pdf', 'application/pdf')).json()) as Upload
    const { messageId } = await bench.receive({})
    await bench.run(sql`
      update media f set message_id = m.id, contact_id = m.contact_id from messages m
      where m.id = ${messageId}::uuid and f.id = ${id}::uuid`)
    const read = await bench.request(`/media/${id}`)
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(files.pdf())
  })

  it.each([
    ['a.pdf', 'application/pdf', files.pdf(), 'document', 'application/pdf'],
    ['a.webp', 'image/webp', files.webp(50_000), 'sticker', 'image/webp'],
    ['a.txt', 'text/plain', new Uint8Array(Buffer.from('Prices of today')), 'document', 'text/plain'],
  ])('may be %s', async (name, type, bytes, kind, mimeType) => {
    const response = await bench.upload(bytes, name, type)
    expect(await response.json()).toMatchObject({ kind, mimeType })
  })
})

describe('the name of a file', () => {
  const text = (content: string) => new Uint8Array(Buffer.from(content))
  const zip = (...entries: string[]) => text(`PK\u0003\u0004${entries.join('\0')}`)
  const office = zip('[Content_Types].xml', 'word/document.xml')
  const mp4 = text('\0\0\0\u0020ftypisom')

  it.each([
    ['invoice.pdf', office, '.pdf', '.docx'],
    ['invoice.docm', office, '.docm', '.docx'],
    ['invoice.exe', files.pdf(), '.exe', '.pdf'],
    ['invoice.pdf.js', files.pdf(), '.js', '.pdf'],
    ['photo.png', files.jpeg(), '.png', '.jpg'],
    ['page.html', text('<html>'), '.html', '.txt'],
    ['bill\u202efdp.exe', files.pdf(), '.exe', '.pdf'],
  ])('%s: refused where the content is another', async (name, bytes, said, fitting) => {
    const before = await uploadsOf(bench)
    const problem = await problemOf(await bench.upload(bytes, name, 'text/plain'))
    expect(problem).toMatchObject({ status: 415, code: 'WRONG_ENDING', errors: [{ path: 'file' }] })
    expect(problem.detail).toContain(`The name ends with ${said}, but`)
    expect(problem.detail).toContain(`Let it end with ${fitting}.`)
    expect(await uploadsOf(bench)).toBe(before)
  })

  it.each([
    ['invoice.pdf', zip('secret.txt'), 'application/pdf'],
    ['invoice.docx', zip('secret.txt'), 'application/zip'],
    ['invoice.pdf', text('MZ\u0090\0'), 'application/pdf'],
  ])('%s does not make one of what WhatsApp does not take', async (name, bytes, type) => {
    expect(await problemOf(await bench.upload(bytes, name, type))).toMatchObject({ code: 'UNSUPPORTED_TYPE' })
  })

  it.each([
    ['letter.docx', office, '', 'letter.docx'],
    ['Voice 12.m4a', mp4, 'audio/mp4', 'Voice 12.m4a'],
    ['clip.mp4', mp4, 'audio/mp4', 'clip.mp4'],
    ['prices.csv', text('mug;4'), 'text/plain', 'prices.csv'],
    ['Scan 2026.11', files.pdf(), 'application/pdf', 'Scan 2026.11.pdf'],
  ])('%s is kept, with an ending', async (name, bytes, type, kept) => {
    const { id } = (await (await bench.upload(bytes, name, type)).json()) as Upload
    expect((await bench.openBox(id)).filename).toBe(kept)
  })
})

describe('a file that is not taken', () => {
  it.each([
    ['an html page that calls itself a picture', files.html(), 'a.png', 'image/png', 415, 'UNSUPPORTED_TYPE'],
    ['an unknown type', new Uint8Array([1, 2, 3, 0, 5]), 'a.bin', '', 415, 'UNSUPPORTED_TYPE'],
    ['a picture above 5 MB', files.png(5 * MIB + 1), 'a.png', 'image/png', 413, 'TOO_LARGE'],
    ['a document above 25 MB', files.pdf(25 * MIB + 1), 'a.pdf', 'application/pdf', 413, 'TOO_LARGE'],
    ['a body far above 25 MB', files.pdf(30 * MIB), 'a.pdf', 'application/pdf', 413, 'TOO_LARGE'],
    ['an empty file', new Uint8Array(0), 'a.pdf', 'application/pdf', 400, 'INVALID_REQUEST'],
  ])('%s', async (_, bytes, name, type, status, code) => {
    const before = await uploadsOf(bench)
    const response = await bench.upload(bytes, name, type)
    expect(await problemOf(response)).toMatchObject({ status, code })
    expect(await uploadsOf(bench)).toBe(before)
  })

  it('is named in words', async () => {
    const response = await bench.upload(files.png(5 * MIB + 1), 'a.png', 'image/png')
    expect((await problemOf(response)).detail).toBe('WhatsApp takes pictures of up to 5 MB.')
  })

  it('of a body whose length is not told is counted as it comes', async () => {
    const form = new FormData()
    form.set('channelId', bench.channelId)
    form.set('file', new File([files.pdf(26 * MIB)], 'a.pdf', { type: 'application/pdf' }))
    const whole = new Response(form)
    const headers = { 'content-type': whole.headers.get('content-type') ?? '' }
    const response = await bench.request('/media', { method: 'POST', headers, body: whole.body })
    expect(response.status).toBe(413)
  })

  it('in a form without a file or channel', async () => {
    for (const name of ['file', 'channelId']) {
      const form = new FormData()
      form.set(name, name === 'file' ? new File([files.png()], 'a.png') : bench.channelId)
      const response = await bench.request('/media', { method: 'POST', body: form })
      expect(response.status).toBe(400)
      expect((await problemOf(response)).errors).toHaveLength(1)
    }
  })

  it('from a viewer', async () => {
    const response = await bench.upload(files.png(), 'a.png', 'image/png', {}, { role: 'viewer' })
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  })

  it("for another tenant's channel", async () => {
    const other = await mediaBench()
    const response = await bench.upload(files.png(), 'a.png', 'image/png', { channelId: other.channelId })
    expect(await problemOf(response)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

describe('when WhatsApp does not take it', () => {
  it('refused: in words, and nothing is kept', async () => {
    const before = await env.BUCKET.list({ prefix: `media/${bench.tenantId}/` })
    // It says that it moves, and has nothing that does: only WhatsApp looks for that.
    const response = await bench.upload(files.movingWebp(200_000), 'a.webp', 'image/webp')
    const problem = await problemOf(response)
    expect(problem).toMatchObject({ status: 422, code: 'PROVIDER_REFUSED' })
    expect(problem.detail).toMatch(/^The file was not accepted\. /)
    const after = await env.BUCKET.list({ prefix: `media/${bench.tenantId}/` })
    expect(after.objects.length).toBe(before.objects.length)
  })

  it('a token that does not fit: who can help', async () => {
    const stranger = await mediaBench()
    const response = await stranger.upload(files.png(), 'a.png', 'image/png')
    expect(await problemOf(response)).toMatchObject({ status: 422, detail: expect.stringContaining('administrator') })
  })

  it('out of reach: 503, and what was begun is taken away', async () => {
    const nowhere = { ...env, GRAPH_API_URL: 'http://127.0.0.1:9' } as unknown as Bindings
    const response = await bench.upload(files.png(), 'a.png', 'image/png', { bindings: nowhere })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    await takesAway()
  })

  it('kept by WhatsApp and not by us: 503, and taken away', async () => {
    const put = () => Promise.reject(new Error('R2 is away'))
    const bucket = new Proxy(env.BUCKET, { get: (target, name) => (name === 'put' ? put : Reflect.get(target, name)) })
    const broken = { ...env, BUCKET: bucket } as Bindings
    const response = await bench.upload(files.png(), 'a.png', 'image/png', { bindings: broken })
    expect(response.status).toBe(503)
    await takesAway()
  })

  async function takesAway() {
    const [row] = await bench.run(
      sql`select id from media where state = 'pending' and uploaded_by is not null order by created_at desc limit 1`,
    )
    const mediaId = String(row?.id)
    const graph = graphWith(files.png())
    const nowMs = ((await bench.work(mediaId))?.dueAtMs ?? 0) + 1
    expect(nowMs).toBeGreaterThan(Date.now() + 60_000)
    const deps = bench.deps(graph.fetch, { now: () => nowMs })
    await env.BUCKET.put(`media/${bench.tenantId}/${mediaId}`, 'left over')
    await fetchMedia(deps, { tenantId: bench.tenantId, mediaId })
    expect(graph.calls).toHaveLength(0)
    expect(await bench.row(mediaId)).toMatchObject({ state: 'failed', failure: 'unavailable' })
    expect(await bench.object(mediaId)).toBeNull()
    expect(await bench.work(mediaId)).toBeNull()
  }
})

it('an upload under way is not taken for a file to fetch', async () => {
  const { db } = bench
  const mediaId = crypto.randomUUID()
  await bench.run(sql`
    insert into media (id, channel_id, kind, state, box, uploaded_by)
    values (${mediaId}::uuid, ${bench.channelId}::uuid, 'image', 'pending', sha256('x'::bytea), ${bench.memberId}::uuid)`)
  await bench.run(sql`
    insert into work_due (tenant_id, kind, ref_id, due_at)
    values (${db.tenantId}::uuid, 'media', ${mediaId}::uuid, now() + interval '10 minutes')`)
  await fetchMedia(bench.deps(graphWith(files.png()).fetch), { tenantId: bench.tenantId, mediaId })
  expect(await bench.row(mediaId)).toMatchObject({ state: 'pending' })
})

it('both routes are described', () => {
  const document = mediaRoutes.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '1' } })
  const { '/media': upload, '/media/{mediaId}': read } = document.paths ?? {}
  expect(upload?.post?.description).toContain('Role: owner, admin, supervisor, agent.')
  expect(JSON.stringify(upload?.post?.requestBody)).toContain('"format":"binary"')
  expect(Object.keys(read?.get?.responses ?? {})).toEqual(expect.arrayContaining(['200', '206', '304', '404', '416']))
})
