import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'
import { Refusal } from '../../dev/seed/app-client.ts'
import { startUpstash, type UpstashShim } from '../../dev/upstash.ts'
import type { Message } from '../../worker/contract/message.ts'
import { findInText } from '../security/find-everywhere.ts'
import { type Stack, startStack, workerLog } from '../support/stack.ts'
import { askGraph, createTripTenant, type TripTenant } from '../support/trip-tenant.ts'
import { readThreads } from '../support/trip-threads.ts'
import { waitFor } from '../support/trip-wait.ts'
import { customerText, postWebhook } from '../support/trip-webhooks.ts'

const ARRIVED_MS = 30_000
const mark = randomBytes(6).toString('hex')
const planted = {
  name: `Planted Person ${mark}`,
  phone: `4917${randomInt(1e9, 9e9)}`,
  text: `planted words ${mark}`,
  caption: `planted caption ${mark}`,
  fileName: `planted-bill-${mark}.pdf`,
  content: `planted content ${mark}`,
  answer: `planted answer ${mark}`,
  note: `planted remark ${mark}`,
}

const token = randomUUID()
let redis: UpstashShim
let stack: Stack
beforeAll(async () => {
  redis = await startUpstash({ token })
  const upstash = { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: token }
  stack = await startStack({ env: { ...upstash, WRANGLER_LOG: 'log' } })
}, 240_000)
afterAll(async () => {
  await stack?.stop()
  await redis?.stop()
})

it('nothing of a customer lies readable in an object, its journal, R2, the queues, Postgres’ files, Redis or the log', async () => {
  const tenant = await createTripTenant(stack)
  const wamids = await talk(tenant)
  await stumble(tenant)
  const needles = { ...planted, ...wamids }
  // The stand-in of WhatsApp keeps in plain all that it is told, which is all but the note.
  const outside = findInFiles(join(stack.dataDir, 'outside'), needles)
  const told = Object.keys(needles).filter((needle) => needle !== 'note')
  for (const needle of told) expect(outside.join('\n'), needle).toContain(`${needle} `)

  const worker = join(stack.dataDir, 'worker')
  for (const kept of ['do/adsapp-InboxObject', 'do/adsapp-SenderObject', 'r2/adsapp'])
    expect(filesIn(worker).filter((file) => file.includes(kept)).length, kept).toBeGreaterThan(0)
  expect(findInFiles(worker, needles)).toEqual([])
  expect(findInFiles(join(stack.dataDir, 'postgres'), needles)).toEqual([])
  const remembered = await readRedis()
  expect(remembered).toContain(tenant.number.phoneNumberId)
  expect(findInText('redis', remembered, needles)).toEqual([])
  const logged = workerLog(stack)
  for (const event of ['request', 'media.stored']) expect(logged).toContain(`"event":"${event}"`)
  expect(findInText('the log', logged, needles)).toEqual([])
})

/** A customer writes and sends a file; the team answers and notes. @returns the ids that WhatsApp gave, which hold the number. */
async function talk({ call, number }: TripTenant): Promise<Record<string, string>> {
  const graph = <T>(path: string, body: object) => askGraph<T>(stack.graphUrl, 'POST', `/__phone/${path}`, body)
  const { phoneNumberId } = number
  const { id: customerId } = await graph<{ id: string }>('customers', { name: planted.name, phone: planted.phone })
  const text = { customerId, phoneNumberId, type: 'text', text: { body: planted.text } }
  const { id: wamid } = await graph<{ id: string }>('messages', text)
  const pdf = readFileSync(join(ROOT, 'dev/seed/files/invoice.pdf'))
  const data = Buffer.concat([pdf, Buffer.from(`\n% ${planted.content}\n`)]).toString('base64')
  const file = { data, mime_type: 'application/pdf', filename: planted.fileName, caption: planted.caption }
  await graph('messages', { customerId, phoneNumberId, type: 'document', document: file })
  const conversation = await waitFor('the file is here', ARRIVED_MS, async () => {
    const [thread] = await readThreads(call)
    return thread?.messages.some(({ media }) => media?.state === 'stored') ? thread.conversation : null
  })
  const send = (message: object) =>
    call<Message>('POST', `/conversations/${conversation.id}/messages`, { clientMessageId: randomUUID(), ...message })
  await send({ type: 'note', note: { body: planted.note } })
  const { id } = await send({ type: 'text', text: { body: planted.answer } })
  await waitFor('the answer is delivered', ARRIVED_MS, async () => {
    const [thread] = await readThreads(call)
    return thread?.messages.some((message) => message.id === id && message.status === 'delivered') ?? false
  })
  return { wamid, wamidBody: wamid.slice('wamid.'.length) }
}

/** What goes wrong, with the planted values in it: input that is refused, a send that fails, webhooks that are nobody's. */
async function stumble({ call, number }: TripTenant): Promise<void> {
  const [thread] = await readThreads(call)
  const id = thread?.conversation.id
  const refused = (method: 'GET' | 'POST', path: string, body?: object) =>
    expect(call(method, path, body), `${method} ${path}`).rejects.toBeInstanceOf(Refusal)
  await call('POST', '/search', { q: `+${planted.phone}` })
  await refused('POST', '/search', { q: planted.text, name: planted.name })
  await refused('GET', `/conversations/${encodeURIComponent(planted.name)}`)
  await refused('GET', `/conversations?cursor=${encodeURIComponent(planted.text)}`)
  await refused('POST', `/conversations/${id}/messages`, { type: 'text', text: { body: planted.answer } })
  await refused('POST', '/contacts', { phone: planted.phone, name: planted.name })

  await askGraph(stack.graphUrl, 'POST', '/__faults', { errors: [{ code: 131026, to: planted.phone, times: 1 }] })
  const sent = { clientMessageId: randomUUID(), type: 'text', text: { body: planted.answer } }
  const { id: failing } = await call<Message>('POST', `/conversations/${id}/messages`, sent)
  await waitFor('the answer fails', ARRIVED_MS, async () => {
    const [{ messages = [] } = {}] = await readThreads(call)
    return messages.some((message) => message.id === failing && message.status === 'failed')
  })
  const { body } = customerText({ ...number, phoneNumberId: '1999' }, planted.phone, Date.now() / 1000, planted.text)
  expect(await postWebhook(stack.appUrl, body)).toBe(200)
  const forged = { method: 'POST', headers: { 'x-hub-signature-256': 'sha256=00' }, body: JSON.stringify(body) }
  expect((await fetch(`${stack.appUrl}/webhooks/whatsapp`, forged)).status).toBe(401)
}

const filesIn = (folder: string) =>
  globSync('**/*', { cwd: folder })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())

const findInFiles = (folder: string, needles: Record<string, string>) =>
  filesIn(folder).flatMap((path) => findInText(path, readFileSync(path, 'latin1'), needles))

/** Every key with its value. */
async function readRedis(): Promise<string> {
  const ask = async (command: string[]): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(redis.url, { method: 'POST', headers, body: JSON.stringify(command) })
    return ((await response.json()) as { result: unknown }).result
  }
  const keys = (await ask(['KEYS', '*'])) as string[]
  return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await ask(['GET', key])])))
}
