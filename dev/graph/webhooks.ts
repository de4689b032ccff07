import type { FaultSwitches } from './faults.ts'
import { asObjects, type GraphAccount, type JsonObject, present } from './options.ts'
import { metaJson } from './signature.ts'
import type { Store } from './store.ts'
import { postWebhook, type Target, type Targets } from './webhook-target.ts'

/** Meta delivers concurrently; this many receivers' answers may be outstanding at once. */
const CONCURRENT_MAX = 64
/** Meta's largest webhook body. */
const BODY_BYTES_MAX = 3_000_000
/** With batching on, how long updates gather before they leave together. */
const GATHER_MS = 80

interface Update {
  id: number
  waba_id: string
  phone_number_id: string | null
  field: string
  value: string
  entry_time: number | null
  message_id: string | null
}

interface Lane {
  key: string
  updates: Update[]
  failures: number
  /** Waiting for an answer or for its next attempt. */
  busy: boolean
}

export type Webhooks = ReturnType<typeof createWebhooks>

/**
 * The caller of webhooks: a queue on disk, one lane per customer and number, each update repeated until its 200.
 *
 * @param onAccepted Called with the ids of the simulator's messages whose webhook was answered with 200.
 */
export function createWebhooks(deps: {
  store: Store
  targets: Targets
  faults: FaultSwitches
  now: () => number
  retryBaseMs: number
  retryMaxMs: number
  onAccepted: (messageIds: string[]) => void
}) {
  const { store, targets, faults } = deps
  const lanes = new Map<string, Lane>()
  const ready: Lane[] = []
  const timers = new Set<NodeJS.Timeout>()
  const stop = new AbortController()
  const counts = { delivered: 0, pending: 0 }
  let active = 0

  const later = (waitMs: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, waitMs)
    timers.add(timer)
  }

  const offer = (lane: Lane) => {
    lane.busy = false
    if (lane.updates.length === 0) lanes.delete(lane.key)
    else ready.push(lane)
  }

  const append = (key: string, update: Update) => {
    counts.pending += 1
    // Overtaking: every update is a lane of its own and starts after a random wait.
    const laneKey = faults.state.reorder ? `${key}#${update.id}` : key
    const lane = lanes.get(laneKey) ?? { key: laneKey, updates: [], failures: 0, busy: false }
    const fresh = lane.updates.length === 0 && !lane.busy
    lane.updates.push(update)
    lanes.set(laneKey, lane)
    if (!fresh) return
    if (!faults.state.reorder) return void ready.push(lane)
    lane.busy = true
    later(Math.random() * 400, () => {
      offer(lane)
      pump()
    })
  }

  /** Takes the next lane's head, or with batching on as much as fits from every waiting lane of the same receiver. */
  const take = () => {
    const first = present(ready.shift())
    const target = targetOf(present(first.updates[0]))
    const parts = faults.state.batch > 1 ? gather(first, target, faults.state.batch) : [{ lane: first, count: 1 }]
    for (const part of parts) part.lane.busy = true
    return { target, parts }
  }

  const gather = (first: Lane, target: Target, max: number) => {
    const parts: { lane: Lane; count: number }[] = []
    let room = max
    let bytes = 0
    for (const lane of [first, ...ready.splice(0)]) {
      let count = 0
      for (const update of lane.updates) {
        bytes += update.value.length * 2
        const fits = bytes <= BODY_BYTES_MAX || parts.length + count === 0
        if (room === 0 || !fits || !sameTarget(targetOf(update), target)) break
        count += 1
        room -= 1
      }
      if (count > 0) parts.push({ lane, count })
      else ready.push(lane)
    }
    return parts
  }

  const targetOf = (update: Update) => targets.find(update.waba_id, update.phone_number_id)

  const deliver = async ({ target, parts }: { target: Target; parts: { lane: Lane; count: number }[] }) => {
    active += 1
    const updates = parts.flatMap(({ lane, count }) => lane.updates.slice(0, count))
    const body = metaJson(envelope(updates))
    const status = await postWebhook(target, body, stop.signal)
    if (status === 200 && faults.state.duplicates) await postWebhook(target, body, stop.signal)
    active -= 1
    if (stop.signal.aborted) return
    if (status === 200) {
      for (const update of updates) store.run('delete from webhooks where id = ?', update.id)
      counts.pending -= updates.length
      counts.delivered += updates.length
      deps.onAccepted(updates.flatMap((update) => update.message_id ?? []))
    }
    for (const { lane, count } of parts) {
      if (status === 200) {
        lane.updates.splice(0, count)
        lane.failures = 0
        offer(lane)
      } else {
        const waitMs = Math.min(deps.retryMaxMs, deps.retryBaseMs * 2 ** lane.failures)
        lane.failures += 1
        later(waitMs, () => {
          offer(lane)
          pump()
        })
      }
    }
    pump()
  }

  let gathering = false
  const pump = () => {
    if (stop.signal.aborted || gathering) return
    if (faults.state.batch > 1 && ready.length > 0) {
      gathering = true
      later(GATHER_MS, () => {
        gathering = false
        while (ready.length > 0 && active < CONCURRENT_MAX) void deliver(take())
      })
      return
    }
    while (ready.length > 0 && active < CONCURRENT_MAX) void deliver(take())
  }

  for (const row of store.all<Update & { lane: string }>('select * from webhooks order by id')) append(row.lane, row)
  setImmediate(pump)

  return {
    counts,
    /** Queues one update. It is on disk when the store says so, and leaves only then. */
    enqueue(update: {
      account: GraphAccount
      /** Updates of one lane arrive in order. */
      lane: string
      field: string
      value: JsonObject
      messageId?: string
      /** Most fields carry the entry's time; `messages` does not. */
      timed?: boolean
    }): void {
      if (!targets.isSubscribed(update.account.wabaId)) return
      const nowMs = deps.now()
      const row = {
        waba_id: update.account.wabaId,
        phone_number_id: update.account.phoneNumberId,
        field: update.field,
        value: JSON.stringify(update.value),
        entry_time: update.timed ? Math.floor(nowMs / 1000) : null,
        message_id: update.messageId ?? null,
      }
      const { lastInsertRowid } = store.run(
        'insert into webhooks (waba_id, phone_number_id, lane, field, value, entry_time, message_id, created_at_ms) values (?, ?, ?, ?, ?, ?, ?, ?)',
        row.waba_id,
        row.phone_number_id,
        update.lane,
        row.field,
        row.value,
        row.entry_time,
        row.message_id,
        nowMs,
      )
      void store.durable().then(() => {
        append(update.lane, { id: Number(lastInsertRowid), ...row })
        pump()
      })
    },
    close(): void {
      stop.abort()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function sameTarget(a: Target, b: Target): boolean {
  return a.url === b.url && a.appSecret === b.appSecret
}

/** The body of one POST: an entry per WABA, and updates of one number and kind gathered in one change. */
function envelope(updates: readonly Update[]) {
  const entries = new Map<string, { id: string; time?: number; changes: { value: JsonObject; field: string }[] }>()
  for (const update of updates) {
    const entry = entries.get(update.waba_id) ?? { id: update.waba_id, changes: [] }
    entries.set(update.waba_id, entry)
    if (update.entry_time !== null) entry.time = update.entry_time
    const value = JSON.parse(update.value) as JsonObject
    const last = entry.changes.at(-1)
    if (!last || last.field !== update.field || !mergeValues(last.value, value)) {
      entry.changes.push({ value, field: update.field })
    }
  }
  return { object: 'whatsapp_business_account', entry: [...entries.values()] }
}

/** Adds `more` to `value` when both carry messages, or both statuses, of the same number. */
function mergeValues(value: JsonObject, more: JsonObject): boolean {
  const kind = (one: JsonObject) => ('messages' in one ? 'messages' : 'statuses' in one ? 'statuses' : null)
  const shared = kind(value)
  if (!shared || shared !== kind(more) || JSON.stringify(value.metadata) !== JSON.stringify(more.metadata)) return false
  value[shared] = [...asObjects(value[shared]), ...asObjects(more[shared])]
  const contacts = [...asObjects(value.contacts), ...asObjects(more.contacts)]
  const known = new Map(contacts.map((contact) => [contact.user_id, contact]))
  if (known.size > 0) value.contacts = [...known.values()]
  return true
}
