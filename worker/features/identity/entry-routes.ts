import type { Context } from 'hono'
import { signInLimits } from '../../cache/index.ts'
import { AppError } from '../../contract/problem.ts'
import { type AppEnv, sessionTokenOf, tellLimit, triesBy, visitorOf } from '../../http/router.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import { noteSignInFailure } from './repo.ts'
import { findSignedIn, type SignedIn } from './sessions.ts'
import { findUserByEmail } from './users.ts'

// What the routes share through which people come in.

/** How a new password is refused: after the proof that is asked for with it. */
const newPasswordCodes: ReadonlySet<string> = new Set(['WEAK_PASSWORD', 'LEAKED_PASSWORD'])

/** Who is signed in with the browser that asks, if anybody: not who came by SSO, who is known to that tenant alone. */
export async function findPresent(c: Context<AppEnv>): Promise<SignedIn | null> {
  const token = sessionTokenOf(c)
  const found = token ? await findSignedIn(visitorOf(c), token) : null
  return found && !found.actor.bySso ? found : null
}

/** Work that the answer must not wait for: how long it takes would tell what was found. */
export function afterAnswer(c: Context<AppEnv>, work: () => Promise<void>): void {
  const { log } = c.var
  c.executionCtx.waitUntil(work().catch((error: unknown) => log.error('identity.unfinished', errorFacts(error))))
}

/** Notes a wrong password with the account that it was given for, if there is one: after the answer, which tells nobody. */
export async function notingFailure<T>(c: Context<AppEnv>, email: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.code === 'WRONG_CREDENTIALS') {
      afterAnswer(c, async () => {
        const visitor = visitorOf(c)
        const user = await findUserByEmail(visitor, email)
        if (user) await noteSignInFailure(visitor.db, user.id, 'password')
      })
    }
    throw error
  }
}

/**
 * Counts an attempt on an account's password, and takes the count back if it was right: also where only the new one beside
 * it was refused.
 *
 * @param who The account's address, or the person's id.
 */
export async function tryAccount<T>(c: Context<AppEnv>, who: string, attempt: () => Promise<T>): Promise<T> {
  await limitAccount(c, who)
  try {
    const outcome = await attempt()
    await refundAccount(c, who)
    return outcome
  } catch (error) {
    if (error instanceof AppError && newPasswordCodes.has(error.code)) await refundAccount(c, who)
    throw error
  }
}

async function limitAccount(c: Context<AppEnv>, who: string): Promise<void> {
  const { limits } = visitorOf(c)
  const by = await triesBy(c, who)
  const states = await Promise.all(signInLimits.map(async (each) => ({ each, state: await limits.take(each, by) })))
  // The longest wait of those that refuse; else what is left of the shortest window.
  const { each, state } = states.findLast((one) => !one.state.allowed) ?? (states[0] as (typeof states)[0])
  tellLimit(c, each, state)
}

async function refundAccount(c: Context<AppEnv>, who: string): Promise<void> {
  const { limits } = visitorOf(c)
  const by = await triesBy(c, who)
  await Promise.all(signInLimits.map((each) => limits.refund(each, by)))
}
