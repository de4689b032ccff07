import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The lists of leaked passwords: some that are hard to guess, and were seen nevertheless. */
export const LEAKED = { correcthorsebatterystaple: 216, 'whatever it takes': 41, onceuponatimeinthewest: 5 }

const PADDED_LINES = 800
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

/** A made-up line: of a password that nobody has, or of padding. */
const lineOf = (count: number) => `${randomBytes(18).toString('hex').slice(1).toUpperCase()}:${count}`

/** As Pwned Passwords answers `/range/<prefix>`: every prefix has a list, and whoever does not say who they are gets none. */
export function rangeOf({ headers }: IncomingMessage, prefix: string): [status: number, type: string, body: string] {
  if (!headers['user-agent']) return [403, 'text/plain', 'Who are you?']
  if (!/^[0-9A-F]{5}$/i.test(prefix)) return [400, 'text/plain', 'The hash prefix was not in a valid format']
  const found = Object.entries(LEAKED).flatMap(([password, count]) => {
    const hash = sha1(password)
    return hash.startsWith(prefix.toUpperCase()) ? [`${hash.slice(5)}:${count}`] : []
  })
  const others = Array.from({ length: 40 }, () => lineOf(randomInt(1, 1_000)))
  const isPadded = headers['add-padding'] === 'true'
  const padding = Array.from({ length: isPadded ? PADDED_LINES + randomInt(200) : 0 }, () => lineOf(0))
  return [200, 'text/plain', [...found, ...others, ...padding].toSorted().join('\r\n')]
}
