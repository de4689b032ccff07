import { ANSWERS, FIRST_NAMES, LAST_NAMES, QUESTIONS } from './phrases.ts'
import { bodyOf, type Change, contactOf, metadataOf, type Shop, wamidOf } from './wire.ts'

export interface VolumeWish {
  conversations: number
  messages: number
}

export interface VolumeBody {
  body: ReturnType<typeof bodyOf>
  /** How many messages and echoes are in it. */
  messages: number
}

/** Updates of one signed body; Meta sends up to 1,000. */
export const BODY_UPDATES = 500
const DAY_MS = 86_400_000
const SPAN_MS = 30 * DAY_MS
const GAP_MEAN_MS = 3 * 3_600_000
/** Area codes of numbers 1 aaa 555 xxxx; the demo's own people have the first 200 of each. */
const AREAS = 800
const FIRST_LINE = 200

/**
 * Bodies with so many conversations and messages. The conversations' last messages spread over 30 days, most
 * of them recent. The same
 * wish and time give the same bodies.
 *
 * @param nowMs Nothing is later than this.
 */
export function* volumeBodies(shop: Shop, wish: VolumeWish, nowMs: number): Generator<VolumeBody> {
  let changes: Change[] = []
  let messages = 0
  for (const [index, size] of sizesOf(wish).entries()) {
    const items = conversation(shop, { wish, index, size, nowMs })
    for (let from = 0; from < items.length; from += BODY_UPDATES) {
      const part = items.slice(from, from + BODY_UPDATES)
      if (messages + part.length > BODY_UPDATES) {
        yield { body: bodyOf(shop, changes), messages }
        changes = []
        messages = 0
      }
      changes.push(...changesOf(shop, index, part))
      messages += part.length
    }
  }
  if (messages > 0) yield { body: bodyOf(shop, changes), messages }
}

/** How many messages each conversation has: one at least, some very many, and all of them together what was wished. */
export function sizesOf({ conversations, messages }: VolumeWish): number[] {
  const weights = Array.from({ length: conversations }, (_, index) => -Math.log(1 - randomOf(index)()))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const rest = messages - conversations
  let weight = 0
  let given = 0
  return weights.map((one) => {
    weight += one
    const until = Math.round((rest * weight) / total)
    const size = 1 + until - given
    given = until
    return size
  })
}

interface Item {
  isAnswer: boolean
  message: { id: string; timestamp: string; type: 'text'; text: { body: string } }
}

function conversation(
  shop: Shop,
  { wish, index, size, nowMs }: { wish: VolumeWish; index: number; size: number; nowMs: number },
): Item[] {
  const random = randomOf(index + 1_000_000)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const name = firstNameOf(index)
  const items: Item[] = []
  let atMs = nowMs - SPAN_MS * random() ** 3
  for (let nth = size - 1; nth >= 0; nth--) {
    const isAnswer = nth > 0 && random() < 0.45
    const phrase = isAnswer ? pick(ANSWERS) : pick(QUESTIONS)
    const body = phrase.replace('{name}', name).replace('#', String(10_000 + Math.floor(random() * 90_000)))
    items.push({
      isAnswer,
      message: {
        id: wamidOf(shop, `volume ${wish.conversations} ${wish.messages} ${index} ${nth}`),
        timestamp: String(Math.floor(atMs / 1000)),
        type: 'text',
        text: { body },
      },
    })
    atMs -= 20_000 - GAP_MEAN_MS * Math.log(1 - random())
  }
  return items.reverse()
}

function changesOf(shop: Shop, index: number, items: Item[]): Change[] {
  const phone = `1${200 + (index % AREAS)}555${String(FIRST_LINE + Math.floor(index / AREAS)).padStart(4, '0')}`
  const userId = `US.9${String(index).padStart(19, '0')}`
  const name = `${firstNameOf(index)} ${LAST_NAMES[Math.floor(index / FIRST_NAMES.length) % LAST_NAMES.length]}`
  const around = {
    messaging_product: 'whatsapp',
    metadata: metadataOf(shop),
    contacts: [contactOf({ name, username: null, phone, userId })],
  }
  const messages = items
    .filter((item) => !item.isAnswer)
    .map(({ message }) => ({ from: phone, from_user_id: userId, ...message }))
  const echoes = items
    .filter((item) => item.isAnswer)
    .map(({ message }) => ({ from: shop.displayPhoneNumber, to: phone, to_user_id: userId, ...message }))
  return [
    ...(messages.length > 0 ? [{ field: 'messages', value: { ...around, messages } }] : []),
    ...(echoes.length > 0 ? [{ field: 'smb_message_echoes', value: { ...around, message_echoes: echoes } }] : []),
  ]
}

const firstNameOf = (index: number) => FIRST_NAMES[index % FIRST_NAMES.length] ?? ''

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
