import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, type FieldError, type ProblemCode, problemCodes } from '../contract/problem.ts'
import { KeyUnavailableError } from '../crypto/kms/provider.ts'
import { isTransient } from '../db/codes.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { GateFullError } from '../kit/gate.ts'
import { countRefusal } from './refusals.ts'
import type { AppEnv } from './router.ts'

const RETRY_AFTER_SECONDS = 5

/** The answer to anything thrown: what is ours in words, everything else without a detail. */
export function answerError(error: unknown, c: Context<AppEnv>): Response {
  countRefusal(error, c)
  if (error instanceof AppError) {
    return problem(c, error.code, error.detail, error.errors, error.retryAfterSeconds ?? undefined)
  }
  if (error instanceof HTTPException) {
    if (error.status === 413) return problem(c, 'TOO_LARGE')
    if (error.status === 415)
      return problem(c, 'UNSUPPORTED_TYPE', 'The body must be application/json, as the route says.')
    if (error.status === 400) return problem(c, 'NOT_JSON', 'The body could not be read as JSON.')
  }
  const unavailable = error instanceof KeyUnavailableError || error instanceof GateFullError || isTransient(error)
  c.var.log.error(unavailable ? 'request.unavailable' : 'request.failed', {
    ...errorFacts(error),
    route: c.req.routePath,
  })
  return unavailable
    ? problem(
        c,
        'UNAVAILABLE',
        'A part that this needs does not answer. Try again in a moment.',
        [],
        RETRY_AFTER_SECONDS,
      )
    : problem(c, 'INTERNAL', 'Something broke on our side. If it stays, tell us the request id.')
}

/** application/problem+json (RFC 9457). */
export function problem(
  c: Context<AppEnv>,
  code: ProblemCode,
  detail: string = `${problemCodes[code].title}.`,
  errors: FieldError[] = [],
  retryAfterSeconds?: number,
): Response {
  const { status, title } = problemCodes[code]
  c.set('code', code)
  const body = {
    type: `urn:adsapp:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail,
    code,
    requestId: c.var.requestId ?? '',
    ...(errors.length > 0 ? { errors } : {}),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, headers)
}
