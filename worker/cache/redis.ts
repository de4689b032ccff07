import { Redis } from '@upstash/redis/cloudflare'

/** A cache that has not answered by now is slower than what it stands before. */
const PATIENCE_MS = 300

export interface RedisSettings {
  UPSTASH_REDIS_REST_URL?: string | undefined
  UPSTASH_REDIS_REST_TOKEN?: string | undefined
}

const clients = new WeakMap<RedisSettings, Redis>()

/**
 * The deployment's Redis over HTTP, one client per isolate; null if it has none. Every call throws within 300 ms if
 * Redis does not answer: nothing may depend on it.
 */
export function redisOf(settings: RedisSettings): Redis | null {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = settings
  if (!url || !token) return null
  const known = clients.get(settings)
  if (known) return known
  const client = new Redis({
    url,
    token,
    retry: false,
    enableTelemetry: false,
    signal: () => AbortSignal.timeout(PATIENCE_MS),
  })
  clients.set(settings, client)
  return client
}

/** For readiness. @returns false if none is configured, true when it answers. @throws if it does not. */
export async function pingRedis({ settings }: { settings: RedisSettings }): Promise<boolean> {
  const redis = redisOf(settings)
  await redis?.ping()
  return redis !== null
}
