import { Redis, type Requester, type UpstashResponse } from '@upstash/redis'

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
  const client = Pipelined.over(requesterOf(url, token))
  clients.set(settings, client)
  return client
}

/** What is asked in one turn goes in one trip: the library offers that only with its own requester. */
class Pipelined extends Redis {
  static over(requester: Requester): Redis {
    return new Pipelined(requester).autoPipeline()
  }
}

/** The library's own follows redirects, with the token in its hand. */
function requesterOf(url: string, token: string): Requester {
  let seen = ''
  return {
    async request<T>({ path = [], body }: { path?: string[]; body?: unknown }) {
      const response = await fetch([url.replace(/\/$/, ''), ...path].join('/'), {
        method: 'POST',
        // What was written through this client is seen by its next read, whichever replica answers.
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'upstash-sync-token': seen },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      const answer = (await response.json()) as UpstashResponse<T>
      if (!response.ok) throw new Error(answer.error) // Its first word is read: NOSCRIPT.
      seen = response.headers.get('upstash-sync-token') ?? ''
      return answer
    },
  }
}

/** For readiness. @returns false if none is configured, true when it answers. @throws if it does not. */
export async function pingRedis({ settings }: { settings: RedisSettings }): Promise<boolean> {
  const redis = redisOf(settings)
  await redis?.ping()
  return redis !== null
}
