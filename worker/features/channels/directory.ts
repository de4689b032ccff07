import { z } from 'zod'
import { createLevels, type Levels, type RedisSettings } from '../../cache/index.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Database } from '../../db/connect.ts'
import { fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../../kit/bytes.ts'
import type { Clock } from '../../kit/clock.ts'
import { type FoundChannel, selectChannelPlace, selectOwnApp } from './repo/directory.ts'

export interface DirectoryServices {
  settings: RedisSettings
  db: Database
  intake: IntakeKeys
  now: Clock
}

export interface OwnApp {
  phoneNumberId: string
  wabaId: string
  appSecret: string
  verifyToken: string
}

/** What the app secret of a channel's own Meta app is sealed for, under INTAKE_KEYS. */
export const APP_SECRET_PURPOSE = 'app-secret'
const DIRECTORY_PURPOSE = 'channel-directory'

const FoundChannelShape = z.object({
  tenantId: z.uuid(),
  channelId: z.uuid(),
  jurisdiction: z.enum(['default', 'eu', 'us']),
  phoneNumberId: z.string(),
  wabaId: z.string(),
  ownApp: z.boolean(),
})
const OwnAppShape = z.object({
  phoneNumberId: z.string(),
  wabaId: z.string(),
  appSecret: z.string(),
  verifyToken: z.string(),
})

const times = { max: 10_000, memoryMs: 60_000, missMs: 5_000, redisSeconds: 300 }

interface Directory {
  channels: Levels<FoundChannel>
  ownApps: Levels<OwnApp>
}
const directories = new WeakMap<object, Directory>()

/** One per isolate, as the services are. */
function directoryOf(services: DirectoryServices): Directory {
  const known = directories.get(services.settings)
  if (known) return known
  const { settings, intake, now } = services
  const redisKey = async (key: string) => `channel:${toBase64Url(await intake.eventKey('cache', 'channel', key))}`
  const directory: Directory = {
    channels: createLevels(settings, {
      ...times,
      now,
      redisKey,
      stored: FoundChannelShape,
      pack: (found) => found,
      unpack: (found) => found,
    }),
    ownApps: createLevels(settings, {
      ...times,
      now,
      redisKey,
      stored: z.string(),
      pack: async (ownApp) => toBase64(await intake.seal(utf8(JSON.stringify(ownApp)), DIRECTORY_PURPOSE)),
      unpack: async (box) =>
        OwnAppShape.parse(JSON.parse(fromUtf8(await intake.open(fromBase64(box), DIRECTORY_PURPOSE)))),
    }),
  }
  directories.set(settings, directory)
  return directory
}

/**
 * Whose a number is (or, for what names no number, an account): from memory, Redis or Postgres.
 *
 * @returns null if it is certainly nobody's.
 * @throws what the database throws: then it is not known.
 */
export function findChannel(
  services: DirectoryServices,
  { phoneNumberId, wabaId }: { phoneNumberId: string | null; wabaId: string | null },
): Promise<FoundChannel | null> {
  return directoryOf(services).channels.read(placeKey(phoneNumberId, wabaId), () =>
    selectChannelPlace(services.db, phoneNumberId, wabaId),
  )
}

/**
 * The Meta app behind a tenant's own webhook address.
 *
 * @returns null if no channel has this key.
 * @throws what the database throws; BoxError if the secret's intake key is no longer listed.
 */
export async function findOwnApp(services: DirectoryServices, channelKey: string): Promise<OwnApp | null> {
  if (!CHANNEL_KEY.test(channelKey)) return null
  return directoryOf(services).ownApps.read(ownAppKey(channelKey), async () => {
    const row = await selectOwnApp(services.db, channelKey)
    if (!row) return null
    const { intakeSecret, ...rest } = row
    return { ...rest, appSecret: fromUtf8(await services.intake.open(intakeSecret, APP_SECRET_PURPOSE)) }
  })
}

/** After a channel was added, changed or removed. Other isolates believe their memory for up to a minute. */
export async function forgetChannel(
  services: DirectoryServices,
  channel: { phoneNumberId: string; wabaId: string; channelKey: string | null },
): Promise<void> {
  const { channels, ownApps } = directoryOf(services)
  await Promise.all([
    channels.forget(placeKey(channel.phoneNumberId, null)),
    channels.forget(placeKey(null, channel.wabaId)),
    channel.channelKey !== null && ownApps.forget(ownAppKey(channel.channelKey)),
  ])
}

const CHANNEL_KEY = /^[A-Za-z0-9_-]{16,64}$/
const ownAppKey = (channelKey: string) => `key:${channelKey}`
const placeKey = (phoneNumberId: string | null, wabaId: string | null) =>
  phoneNumberId === null ? `waba:${wabaId}` : `number:${phoneNumberId}`

export type { FoundChannel }
