import { randomInt } from 'node:crypto'
import { GraphError } from './graph-error.ts'
import type { JsonObject } from './options.ts'
import type { Parts } from './parts.ts'

const URL_CHARS_MAX = 200

/**
 * Sets another callback URL for an account or a number, after the handshake with it; an empty one removes it.
 *
 * @throws GraphError 100 for a bad URL, 2200 when the receiver does not echo the challenge.
 */
export async function saveOverride(parts: Parts, key: string, wish: JsonObject): Promise<void> {
  const url = wish.override_callback_uri
  if (url === undefined || url === '') return parts.store.saveSetting(key, null)
  if (typeof url !== 'string' || url.length > URL_CHARS_MAX || !URL.canParse(url)) {
    throw new GraphError(100, undefined, {
      message: `(#100) override_callback_uri must be a URL of at most ${URL_CHARS_MAX} characters`,
    })
  }
  const verifyToken = String(wish.verify_token ?? '')
  const challenge = String(randomInt(1e8, 1e9))
  const handshake = new URL(url)
  handshake.searchParams.set('hub.mode', 'subscribe')
  handshake.searchParams.set('hub.challenge', challenge)
  handshake.searchParams.set('hub.verify_token', verifyToken)
  const answer = await fetch(handshake, { redirect: 'manual', signal: AbortSignal.timeout(10_000) }).catch(() => null)
  const echoed = answer?.status === 200 && (await answer.text()) === challenge
  if (!echoed) {
    const message = `(#2200) Callback verification failed with the following errors: HTTP Status Code = ${answer?.status ?? 0}; expected the challenge as the body`
    throw new GraphError(2200, undefined, { message })
  }
  parts.store.saveSetting(key, { override_callback_uri: url, verify_token: verifyToken })
}
