import { z } from 'zod'
import type { Store } from './store.ts'

const Injected = z.strictObject({
  /** The code to answer with. */
  code: z.number().int().min(0),
  /** For how many sends; absent: until reset. */
  times: z.number().int().positive().optional(),
  /** Only for this recipient (phone digits or user id). */
  to: z.string().optional(),
  /** Only for sends from this business number. */
  phoneNumberId: z.string().optional(),
  /** Accept the send and fail it by a status webhook instead. */
  async: z.boolean().optional(),
  details: z.string().optional(),
})

/** `true` means every send, a number only the next so many. */
const Countdown = z.union([z.boolean(), z.number().int().min(0)])

const Faults = z.strictObject({
  /** Every answer of the Graph API waits this long. */
  delayMs: z.number().int().min(0).max(120_000).default(0),
  /** Accept the send, then answer 500. */
  answer500: Countdown.default(false),
  /** Accept the send, then cut the connection without an answer. */
  dropConnection: Countdown.default(false),
  errors: z.array(Injected).max(1000).default([]),
  /** Sends per second and number before 130429; null: not enforced, true: Meta's default of 80. */
  throughput: z.union([z.literal(true).transform(() => 80), z.number().int().positive(), z.null()]).default(null),
  /** One message per `everyMs` to one customer after a burst, else 131056; true: Meta's 6 s and 45. */
  pairLimit: z
    .union([
      z.literal(true).transform(() => ({ everyMs: 6000, burst: 45 })),
      z.strictObject({ everyMs: z.number().int().positive(), burst: z.number().int().positive() }),
      z.null(),
    ])
    .default(null),
  /** Every webhook is delivered twice. */
  duplicates: z.boolean().default(false),
  /** Webhooks of one customer overtake each other. */
  reorder: z.boolean().default(false),
  /** Up to so many updates in one POST. */
  batch: z.number().int().min(1).max(1000).default(1),
  /** No webhook carries a customer's phone number. */
  userIdOnly: z.boolean().default(false),
  /** Sign webhooks with this secret instead of the app's. */
  appSecret: z.string().min(1).nullable().default(null),
  /** Customers nobody plays read what they get. */
  autoRead: z.boolean().default(true),
  /** How long a message takes from one status to the next. */
  statusDelaysMs: z
    .strictObject({
      sent: z.number().int().min(0).default(30),
      delivered: z.number().int().min(0).default(120),
      read: z.number().int().min(0).default(900),
    })
    .default({ sent: 30, delivered: 120, read: 900 }),
})

export type FaultState = z.infer<typeof Faults>
export type Injected = z.infer<typeof Injected>
export type FaultSwitches = ReturnType<typeof createFaults>

/** The switches that make the stand-in misbehave. They survive a restart, so that a crash does not end an outage. */
export function createFaults(store: Store) {
  let state = Faults.parse(store.setting('faults', {}))
  const save = (next: FaultState) => {
    state = next
    store.saveSetting('faults', state)
    return state
  }

  return {
    get state(): Readonly<FaultState> {
      return state
    },
    /** @throws ZodError for a switch that does not exist. */
    change: (wish: object) => save(Faults.parse({ ...state, ...wish })),
    reset: () => save(Faults.parse({})),
    /** Counts a switch down and says whether it strikes now. */
    takeCountdown(name: 'answer500' | 'dropConnection'): boolean {
      const left = state[name]
      if (typeof left === 'number' && left > 0) save({ ...state, [name]: left - 1 })
      return left === true || (typeof left === 'number' && left > 0)
    },
    /** The injected error for this send, counted down. */
    takeError(send: { phoneNumberId: string; recipients: readonly string[] }): Injected | null {
      const hit = state.errors.find(
        (error) =>
          (error.to === undefined || send.recipients.includes(error.to)) &&
          (error.phoneNumberId === undefined || error.phoneNumberId === send.phoneNumberId),
      )
      if (!hit) return null
      if (hit.times !== undefined) {
        const left = hit.times - 1
        const errors = state.errors.flatMap((error) =>
          error !== hit ? [error] : left > 0 ? [{ ...error, times: left }] : [],
        )
        save({ ...state, errors })
      }
      return hit
    },
  }
}
