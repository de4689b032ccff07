import { z } from 'zod'
import type { JournalEvent } from '../../contract/events.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { fromBase64, fromUtf8, toBase64, utf8 } from '../../kit/bytes.ts'
import { newId } from '../../kit/ids.ts'
import type { Jurisdiction } from '../../ports.ts'

/** What is kept when the next step cannot be reached; it lies sealed in R2 until it is processed. */
export type IntakeItem =
  /** A whole body. `verified` tells whether its signature was already found good. */
  | { kind: 'body'; body: string; signature: string | null; channelKey: string | null; verified: boolean }
  /** Events whose inbox did not answer, or whose journal was full. */
  | { kind: 'events'; tenantId: string; jurisdiction: Jurisdiction; events: JournalEvent[] }

const PREFIX = 'intake/'
const SEALED_FOR = 'intake'
const NUDGE_PATIENCE_MS = 500

const IntakeItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('body'),
    body: z.string(),
    signature: z.string().nullable(),
    channelKey: z.string().nullable(),
    verified: z.boolean(),
  }),
  z.object({
    kind: z.literal('events'),
    tenantId: z.string(),
    jurisdiction: z.enum(['default', 'eu', 'us']),
    events: z.array(z.custom<JournalEvent>()),
  }),
])

export interface IntakeDeps {
  intake: IntakeKeys
  bucket: R2Bucket
  queue: Queue<{ name: string }>
}

/** A webhook as it came in, to be kept. Named one by one: a body that is not base64 could never be read again. */
export const bodyItem = (
  { body, signature, channelKey }: { body: Uint8Array; signature: string | null; channelKey: string | null },
  verified: boolean,
) => ({ kind: 'body', body: toBase64(body), signature, channelKey, verified }) as const

export const bodyOf = (item: Extract<IntakeItem, { kind: 'body' }>): Uint8Array => fromBase64(item.body)

/**
 * Keeps an item; resolves when it is durable. The queue message is a nudge: the minute sweep finds what it misses.
 * @throws what R2 throws; then the sender must be told to come again.
 */
export async function keepInIntake({ intake, bucket, queue }: IntakeDeps, item: IntakeItem): Promise<void> {
  // UUIDv7: the listing of the sweep is in the order of arrival.
  const name = `${PREFIX}${newId()}`
  await bucket.put(name, await intake.seal(utf8(JSON.stringify(item)), SEALED_FOR))
  // The item is durable: a queue that does not answer must not hold up the sender's answer.
  const patience = new Promise((resolve) => setTimeout(resolve, NUDGE_PATIENCE_MS))
  await Promise.race([queue.send({ name }).catch(() => undefined), patience])
}

/** @returns null if it was processed meanwhile. @throws BoxError if it cannot be opened. */
export async function readIntake({ intake, bucket }: IntakeDeps, name: string): Promise<IntakeItem | null> {
  const object = await bucket.get(name)
  if (!object) return null
  const text = fromUtf8(await intake.open(new Uint8Array(await object.arrayBuffer()), SEALED_FOR))
  return IntakeItem.parse(JSON.parse(text)) as IntakeItem
}

/** When an item of this name came in, epoch milliseconds: the first 48 bits of its UUIDv7. */
export function intakeTimeMs(name: string): number {
  return Number.parseInt(name.slice(PREFIX.length).replace('-', '').slice(0, 12), 16)
}

/** Names after `after`, oldest first. */
export async function listIntake(
  { bucket }: Pick<IntakeDeps, 'bucket'>,
  limit: number,
  after?: string,
): Promise<string[]> {
  const { objects } = await bucket.list({
    prefix: PREFIX,
    limit,
    ...(after === undefined ? {} : { startAfter: after }),
  })
  return objects.map((object) => object.key)
}
