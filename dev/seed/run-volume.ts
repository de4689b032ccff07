import { setTimeout as wait } from 'node:timers/promises'
import { DEMO } from '../config.ts'
import type { Call } from './app-client.ts'
import { OWNER } from './demo.ts'
import { openWebhooks, type SeedTarget } from './doors.ts'
import { ensureChannel, findMember } from './tenants.ts'
import { type VolumeWish, volumeBodies } from './volume.ts'

const IN_FLIGHT = 4
/** More than this many events that are taken and not yet in the database: the senders pause. */
const BACKLOG_MAX = 10_000
const LOOK_EVERY_MS = 1000
const HOUR_MS = 3_600_000

/**
 * Fills Demo Shop with many conversations, by signed webhooks only, and waits until all is in the database. The same
 * numbers within the same hour say the same things again, which adds nothing.
 *
 * @throws Error if the demo is not there, or a webhook is not taken.
 */
export async function makeVolume(target: SeedTarget, wish: VolumeWish, print: (line: string) => void): Promise<void> {
  const owner = await findMember(target.appUrl, OWNER)
  if (!owner) throw new Error(`${OWNER.email} cannot sign in`)
  const channelId = await ensureChannel(owner, DEMO.shop)
  const post = openWebhooks(target)
  const nowMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const bodies = volumeBodies(DEMO.shop, wish, nowMs)
  const startedMs = Date.now()
  const state = { taken: 0, backlog: 0, finished: false }
  const say = () => print(describe(state, wish, Date.now() - startedMs))

  const send = async () => {
    for (let next = bodies.next(); !next.done; next = bodies.next()) {
      while (state.backlog > BACKLOG_MAX) await wait(100)
      await post(next.value.body)
      state.taken += next.value.messages
    }
  }
  const watch = async () => {
    while (true) {
      const { finished } = state
      state.backlog = await readBacklog(owner.call, channelId)
      say()
      if (finished && state.backlog === 0) return
      await wait(LOOK_EVERY_MS)
    }
  }
  const sending = Promise.all(Array.from({ length: IN_FLIGHT }, send)).finally(() => {
    state.finished = true
  })
  await Promise.all([sending, watch()])
}

async function readBacklog(call: Call, channelId: string): Promise<number> {
  const { unappliedEvents } = await call<{ unappliedEvents: number }>('GET', `/channels/${channelId}/health`)
  return unappliedEvents
}

function describe(state: { taken: number; backlog: number }, { messages }: VolumeWish, elapsedMs: number): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const applied = Math.max(0, state.taken - state.backlog)
  const perSecond = Math.round((applied * 1000) / Math.max(1, elapsedMs))
  const percent = Math.floor((applied * 100) / messages)
  return `${percent} %: ${number(state.taken)} of ${number(messages)} messages taken, ${number(applied)} in the database, ${number(perSecond)} a second`
}
