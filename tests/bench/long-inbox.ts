import { DEMO } from '../../dev/config.ts'
import { openWebhooks } from '../../dev/seed/doors.ts'
import { answered, caller, said, talk } from '../../dev/seed/lines.ts'
import { ANSWERS, QUESTIONS } from '../../dev/seed/phrases.ts'
import { volumeBodies } from '../../dev/seed/volume.ts'
import { bodyOf, changesOf } from '../../dev/seed/wire.ts'
import type { Bench } from './bench.ts'

const CONVERSATIONS = 10_000
const LONG_THREAD = 5_000
const MINUTES_APART = 7
/** Changes of one signed body. */
const BODY_CHANGES = 500
const APPLIED_MS = 180_000

/**
 * Makes 10,000 conversations and one thread of 5,000 messages: questions, answers and their statuses over 24 days.
 * @returns the id of the conversation with the long thread.
 */
export async function makeLongInbox({ ours, tenant, database }: Bench): Promise<string> {
  const appUrl = `http://127.0.0.1:${ours.port}`
  const post = openWebhooks({
    appUrl,
    graphUrl: null,
    mailUrl: null,
    ssoUrl: null,
    appSecret: tenant.number.appSecret,
    setupToken: '',
  })
  const before = await database.messages()
  const wish = { conversations: CONVERSATIONS, messages: 2 * CONVERSATIONS }
  for (const { body } of volumeBodies(DEMO.shop, wish, Date.now())) await post(body)
  const changes = changesOf(DEMO.shop, longTalk(), { nowMs: Date.now(), files: new Map() })
  for (let from = 0; from < changes.length; from += BODY_CHANGES) {
    await post(bodyOf(DEMO.shop, changes.slice(from, from + BODY_CHANGES)))
  }
  await database.settle(before + wish.messages + LONG_THREAD, APPLIED_MS)
  await database.rows('analyze')
  const [long] = await database.rows<{ id: string }>(
    `select conversation_id as id from messages group by 1 having count(*) = ${LONG_THREAD}`,
  )
  if (!long) throw new Error('the long thread was not made')
  return long.id
}

/** Two questions, then an answer, again and again; the last is the customer's, so that one may write freely. */
function longTalk() {
  const lines = Array.from({ length: LONG_THREAD }, (_, n) => {
    const ago = `${1 + (LONG_THREAD - n) * MINUTES_APART}m`
    const words = n % 3 === 2 ? ANSWERS : QUESTIONS
    const text = (words[n % words.length] ?? '').replace('{name}', 'Ada').replace('#', String(10_000 + n))
    return n % 3 === 2 ? answered(ago, text) : said(ago, text)
  })
  return talk(caller('US', 'Ada Long', '12125550101'), lines)
}
