import type { Context } from 'hono'
import { AppError, type ProblemCode } from '../contract/problem.ts'
import type { RefusalKind } from '../contract/refusals.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { servicesOf } from '../services.ts'
import type { AppEnv } from './router.ts'

const kinds: Partial<Record<ProblemCode, RefusalKind>> = {
  WRONG_CREDENTIALS: 'sign_in',
  WRONG_FACTOR: 'factor',
  TOO_MANY_REQUESTS: 'limit',
  FORBIDDEN: 'role',
  WRONG_ORIGIN: 'origin',
  BAD_SIGNATURE: 'signature',
  ADDRESS_NOT_ALLOWED: 'staff_address',
  NOT_FOUND: 'not_found',
}

/** Row-level security, or a missing privilege; no tenant was set. Neither happens while the code around it is right. */
const DATABASE_SAID_NO: readonly unknown[] = ['42501', '42704']

/** Counts what is answered with a refusal, for the figures of the staff. Nobody's name is in them. */
export function countRefusal(error: unknown, c: Context<AppEnv>): void {
  const kind = kindOf(error, c)
  if (!kind) return
  const counting = servicesOf(c.env).refusals.note(kind)
  if (counting) c.executionCtx.waitUntil(counting)
}

function kindOf(error: unknown, c: Context<AppEnv>): RefusalKind | undefined {
  if (!(error instanceof AppError))
    return DATABASE_SAID_NO.includes(errorFacts(error).sqlstate) ? 'isolation' : undefined
  // A page that is not there is no try at somebody's things: those are asked for by id.
  if (error.code === 'NOT_FOUND' && Object.keys(c.req.param()).length === 0) return undefined
  return kinds[error.code]
}
