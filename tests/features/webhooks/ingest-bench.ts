import { createHmac } from 'node:crypto'
import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { JournalEvent, WebhookEvent } from '../../../worker/contract/events.ts'
import { IntakeKeys, parseKeyList } from '../../../worker/crypto/intake.ts'
import { type IngestDeps, ingestWebhook, type OwnApp, resumeIntake } from '../../../worker/features/webhooks/index.ts'
import { readIntake } from '../../../worker/features/webhooks/intake.ts'
import type { Destination } from '../../../worker/features/webhooks/route-events.ts'
import { fromUtf8, randomBytes, toBase64, utf8 } from '../../../worker/kit/bytes.ts'

export const APP_SECRET = 'the secret of the deployment'
export const OWN_SECRET = 'the secret of a tenant'
export const OWN_KEY = 'own-app-channel-key'

export const shop: Destination = {
  tenantId: 'tenant-shop',
  jurisdiction: 'eu',
  channelId: 'channel-shop',
  phoneNumberId: '100',
  wabaId: '10',
}
export const bakery: Destination = {
  tenantId: 'tenant-bakery',
  jurisdiction: 'default',
  channelId: 'channel-bakery',
  phoneNumberId: '200',
  wabaId: '20',
}

export const ownApp: OwnApp = { phoneNumberId: '100', wabaId: '10', appSecret: OWN_SECRET }

/** A body of text messages: one entry a number. */
export function bodyOf(...texts: { at: { phoneNumberId: string; wabaId: string }; body: string }[]): Uint8Array {
  const entry = texts.map(({ at, body }, index) => ({
    id: at.wabaId,
    changes: [
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { phone_number_id: at.phoneNumberId, display_phone_number: '15550001' },
          contacts: [{ wa_id: '4915112345678', profile: { name: 'Ana' } }],
          messages: [
            {
              from: '4915112345678',
              id: `wamid.${index}${body}`,
              timestamp: '1795340036',
              type: 'text',
              text: { body },
            },
          ],
        },
      },
    ],
  }))
  return utf8(JSON.stringify({ object: 'whatsapp_business_account', entry }))
}

export const sign = (body: Uint8Array, secret = APP_SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

const dialect = new PgDialect()

/** Everything that a webhook meets, in memory; set `down` to take parts away. */
export function ingestBench() {
  const down = { directory: false, database: false, bucket: false, queue: false }
  const inboxes = new Map<string, 'down' | 'full'>()
  const received: { tenantId: string; jurisdiction: string; events: JournalEvent[] }[] = []
  const objects = new Map<string, Uint8Array>()
  const nudges: string[] = []
  const unrouted: { reason: string; box: string }[] = []
  const logged: string[] = []
  const lookups: object[] = []
  const intake = new IntakeKeys(parseKeyList(`test:${toBase64(randomBytes(32))}`))
  const refuse = (part: keyof typeof down) => {
    if (down[part]) throw new Error(`the ${part} is down`)
  }
  const deps: IngestDeps = {
    appSecret: APP_SECRET,
    async find(place) {
      lookups.push(place)
      refuse('directory')
      const known = [shop, bakery]
      const { phoneNumberId, wabaId } = place
      return (
        known.find((each) => (phoneNumberId ? each.phoneNumberId === phoneNumberId : each.wabaId === wabaId)) ?? null
      )
    },
    async findOwnApp(channelKey) {
      refuse('directory')
      return channelKey === OWN_KEY ? ownApp : null
    },
    inbox: ({ tenantId, jurisdiction }) => ({
      async receive(events) {
        const state = inboxes.get(tenantId)
        if (state === 'down') throw new Error('the inbox is down')
        if (state === 'full') return false
        received.push({ tenantId, jurisdiction, events })
        return true
      },
    }),
    db: {
      async execute(query: SQL) {
        refuse('database')
        const [rows] = dialect.sqlToQuery(query).params
        unrouted.push(...(JSON.parse(rows as string) as typeof unrouted))
        return { rows: [] }
      },
    } as unknown as IngestDeps['db'],
    intake,
    bucket: {
      async put(name: string, bytes: Uint8Array) {
        refuse('bucket')
        objects.set(name, bytes)
      },
      async get(name: string) {
        const bytes = objects.get(name)
        return bytes ? { arrayBuffer: async () => bytes.slice().buffer } : null
      },
    } as unknown as R2Bucket,
    queue: {
      async send({ name }: { name: string }) {
        refuse('queue')
        nudges.push(name)
      },
    } as unknown as Queue<{ name: string }>,
    log: Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [level, (what: string) => void logged.push(what)]),
    ) as unknown as IngestDeps['log'],
  }
  return {
    ...{ deps, down, inboxes, received, objects, nudges, unrouted, logged, lookups },
    take: (body: Uint8Array, more: { signature?: string | null; channelKey?: string | null } = {}) =>
      ingestWebhook(deps, { body, signature: sign(body), channelKey: null, ...more }),
    /** Takes everything in the intake further, as the queue and the sweep do. */
    async resume(): Promise<('taken' | 'refused')[]> {
      const outcomes: ('taken' | 'refused')[] = []
      for (const name of [...objects.keys()]) {
        const item = await readIntake(deps, name)
        if (!item) continue
        outcomes.push(await resumeIntake(deps, item))
        objects.delete(name)
      }
      return outcomes
    },
    /** What each text that reached a tenant says. */
    texts: () =>
      received.flatMap(({ tenantId, events }) =>
        events.map(({ event }) => `${tenantId} ${event.kind === 'message' ? event.content.text?.body : event.kind}`),
      ),
    unroutedEvents: () =>
      Promise.all(
        unrouted.map(async ({ reason, box }) => {
          const bytes = await intake.open(Buffer.from(box.slice(2), 'hex'), 'unrouted')
          return { reason, event: JSON.parse(fromUtf8(bytes)) as WebhookEvent }
        }),
      ),
    /** Nothing at all happened. */
    isUntouched: () => received.length + objects.size + nudges.length + unrouted.length === 0,
  }
}
