import { sql } from 'drizzle-orm'
import { beforeAll, expect, inject, it } from 'vitest'
import type { JournalEvent } from '../../worker/contract/events.ts'
import type { Bindings } from '../../worker/env.ts'
import { consumeMedia, sweepMedia } from '../../worker/jobs/fetch-media.ts'
import { env, files, type MediaBench, mediaBench, sha256 } from '../features/media/media-bench.ts'

const { graphUrl } = inject('services')
const picture = files.jpeg(70_000)
let bench: MediaBench
let remoteId: string

/** The Worker's bindings, with an inbox and a queue that write down what they get. */
function recording(more: object = {}) {
  const events: JournalEvent[] = []
  const nudges: { tenantId: string; mediaId: string }[] = []
  const inbox = { receive: async (_: unknown, text: string) => events.push(...JSON.parse(text)) > 0 }
  const bindings = {
    ...env,
    INBOX: { idFromName: (name: string) => name, get: () => inbox },
    MEDIA_QUEUE: {
      sendBatch: async (messages: { body: (typeof nudges)[0] }[]) => nudges.push(...messages.map((m) => m.body)),
    },
    ...more,
  } as unknown as Bindings
  return { bindings, events, nudges }
}

/** @returns What became of each message. */
async function consume(bindings: Bindings, bodies: unknown[]): Promise<('acked' | 'retried' | 'neither')[]> {
  const ends = bodies.map((): 'acked' | 'retried' | 'neither' => 'neither')
  const end = (index: number, how: 'acked' | 'retried') => {
    ends[index] = how
  }
  const messages = bodies.map((body, index) => ({
    ...{ id: String(index), timestamp: new Date(), attempts: 1, body },
    ack: () => end(index, 'acked'),
    retry: () => end(index, 'retried'),
  }))
  await consumeMedia({ queue: 'adsapp-media', messages } as unknown as MessageBatch, bindings)
  return ends
}

beforeAll(async () => {
  bench = await mediaBench()
  const { wabaId, phoneNumberId, accessToken } = bench
  await fetch(`${graphUrl}/__accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ wabaId, phoneNumberId, displayPhoneNumber: phoneNumberId, verifiedName: 'Media', businessId: wabaId },
      accessTokens: [accessToken],
    }),
  })
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new File([picture], 'a.jpg', { type: 'image/jpeg' }))
  const answer = await fetch(`${graphUrl}/v26.0/${phoneNumberId}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
    body: form,
  })
  remoteId = ((await answer.json()) as { id: string }).id
})

it('a batch of nudges fetches their files, whatever else is in it', async () => {
  const good = await bench.receive({ remoteId, sha256: await sha256(picture) })
  const poisoned = await bench.receive({ remoteId })
  await bench.run(sql`update media set box = sha256('not a box'::bytea) where id = ${poisoned.mediaId}::uuid`)
  const { bindings, events } = recording()
  const nudge = (mediaId: string) => ({ tenantId: bench.tenantId, mediaId })
  const ends = await consume(bindings, [
    nudge(poisoned.mediaId),
    'nonsense',
    { tenantId: bench.tenantId },
    nudge(good.mediaId),
    nudge(crypto.randomUUID()),
  ])
  expect(ends).toEqual(['acked', 'acked', 'acked', 'acked', 'acked'])
  expect(await bench.row(good.mediaId)).toMatchObject({ state: 'stored', bytes: picture.length })
  expect(await bench.row(poisoned.mediaId)).toMatchObject({ state: 'failed', failure: 'unavailable' })
  const told = events.map(({ event }) => event.kind === 'media' && event.messageId)
  expect(told.sort()).toEqual([good.messageId, poisoned.messageId].sort())
  const read = await bench.request(`/media/${good.mediaId}`)
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(picture)
})

it('a nudge that cannot be followed now comes back later, alone', async () => {
  const [one, two] = [await bench.receive({ remoteId }), await bench.receive({ remoteId })]
  const INBOX = {
    idFromName: (name: string) => name,
    get: () => ({
      receive: async (_: unknown, text: string) => {
        if (text.includes(one.messageId)) throw new Error('the inbox is away')
        return true
      },
    }),
  }
  const { bindings } = recording({ INBOX })
  const ends = await consume(
    bindings,
    [one, two].map(({ mediaId }) => ({ tenantId: bench.tenantId, mediaId })),
  )
  expect(ends).toEqual(['retried', 'acked'])
  expect(await bench.work(one.mediaId)).not.toBeNull()
})

it('the sweep nudges for what is due, and for nothing else', async () => {
  const [due, waiting] = [await bench.receive({ remoteId }), await bench.receive({ remoteId })]
  await bench.run(sql`
    update work_due set due_at = now() - interval '1 hour'
    where tenant_id = ${bench.tenantId}::uuid and ref_id = ${due.mediaId}::uuid`)
  const { bindings, nudges, events } = recording()
  await sweepMedia(bindings)
  const mine = nudges.filter(({ tenantId }) => tenantId === bench.tenantId)
  expect(mine).toContainEqual({ tenantId: bench.tenantId, mediaId: due.mediaId })
  expect(mine).not.toContainEqual({ tenantId: bench.tenantId, mediaId: waiting.mediaId })
  expect(nudges.length).toBeLessThanOrEqual(50)
  await consume(bindings, mine)
  expect(events).toMatchObject([{ event: { messageId: due.messageId } }])

  nudges.length = 0
  await sweepMedia(bindings)
  expect(nudges).not.toContainEqual({ tenantId: bench.tenantId, mediaId: due.mediaId })
})
