import type { Context } from 'hono'
import { factorLimit } from '../../cache/index.ts'
import {
  CreatedPasskey,
  Factors,
  NewPasskey,
  PasskeyOptions,
  RecoveryCodes,
  StepUp,
  TotpCode,
  TotpSecret,
} from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import {
  type AppEnv,
  defineRoute,
  json,
  jsonBody,
  keepSession,
  limit,
  localeOf,
  newRouter,
  pathId,
  problemResponses,
  requireFresh,
  sessionTokenOf,
  visitorOf,
  WANTS_FRESH,
} from '../../http/router.ts'
import { rotateSession } from '../identity/index.ts'
import {
  addPasskey,
  type EnrollCtx,
  enrollTotp,
  listFactors,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  startPasskey,
  verifyTotp,
} from './enroll.ts'
import { proofOptions } from './passkeys.ts'
import { proveAgain } from './prove.ts'

const done = { 204: { description: 'Done.' }, ...problemResponses }

const listRoute = defineRoute({
  method: 'get',
  path: '/auth/mfa',
  operationId: 'getFactors',
  description: 'What you can prove with who you are, beside your password. After single sign-on: `methods` alone.',
  responses: { 200: json(Factors, 'Your factors.'), ...problemResponses },
})

const enrollRoute = defineRoute({
  method: 'post',
  path: '/auth/mfa/enroll',
  operationId: 'enrollAuthenticator',
  description: `Makes a secret for an authenticator. It counts once a code of it was seen by \`/auth/mfa/verify\`, within an hour. Wants a confirmed e-mail address. ${WANTS_FRESH}`,
  responses: { 200: json(TotpSecret, 'Shown once.'), ...problemResponses },
})

const verifyRoute = defineRoute({
  method: 'post',
  path: '/auth/mfa/verify',
  operationId: 'verifyAuthenticator',
  description: 'The first code of the authenticator: from now on it is asked for at sign-in. Attempts are limited.',
  request: { body: jsonBody(TotpCode) },
  responses: { 200: json(RecoveryCodes, 'Shown once.'), ...problemResponses },
})

const renewRoute = defineRoute({
  method: 'post',
  path: '/auth/mfa/recovery-codes',
  operationId: 'renewRecoveryCodes',
  description: `Ten new recovery codes; the old ones are worth nothing. ${WANTS_FRESH}`,
  responses: { 200: json(RecoveryCodes, 'Shown once.'), ...problemResponses },
})

const removeRoute = defineRoute({
  method: 'delete',
  path: '/auth/mfa',
  operationId: 'removeAuthenticator',
  description: `Removes the authenticator, and the recovery codes unless there are passkeys. ${WANTS_FRESH}`,
  responses: done,
})

const passkeyOptionsRoute = defineRoute({
  method: 'post',
  path: '/auth/passkeys/options',
  operationId: 'getNewPasskeyOptions',
  description: `What the browser makes a passkey with. Wants a confirmed e-mail address. ${WANTS_FRESH}`,
  responses: { 200: json(PasskeyOptions, 'For the browser.'), ...problemResponses },
})

const addPasskeyRoute = defineRoute({
  method: 'post',
  path: '/auth/passkeys',
  operationId: 'addPasskey',
  description: `Keeps a passkey that the browser made: a second factor, and a way to sign in without a password. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewPasskey) },
  responses: { 201: json(CreatedPasskey, 'The passkey.'), ...problemResponses },
})

const removePasskeyRoute = defineRoute({
  method: 'delete',
  path: '/auth/passkeys/{passkeyId}',
  operationId: 'removePasskey',
  description: `Removes a passkey. ${WANTS_FRESH}`,
  request: { params: pathId('passkeyId') },
  responses: done,
})

const stepUpRoute = defineRoute({
  method: 'post',
  path: '/auth/step-up',
  operationId: 'stepUp',
  description:
    'Proves again who you are: by a code, a recovery code or a passkey, or by the password where you have no factor. The session gets a new cookie. Attempts are limited.',
  request: { body: jsonBody(StepUp) },
  responses: done,
})

const stepUpOptionsRoute = defineRoute({
  method: 'post',
  path: '/auth/step-up/passkey-options',
  operationId: 'getStepUpPasskeyOptions',
  description: 'What the browser asks a passkey with, for `/auth/step-up`.',
  responses: { 200: json(PasskeyOptions, 'For the browser.'), ...problemResponses },
})

/** For whoever is signed in. */
export const memberFactorRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json(await listFactors(enrollerOf(c)), 200))
  .openapi(enrollRoute, async (c) => {
    requireFresh(c)
    return c.json(await enrollTotp(enrollerOf(c)), 200)
  })
  .openapi(verifyRoute, async (c) => {
    const { actor } = c.var.ctx
    await limit(c, factorLimit, actor.userId)
    const codes = await verifyTotp(enrollerOf(c), c.req.valid('json').code)
    await renewSession(c)
    return c.json(codes, 200)
  })
  .openapi(renewRoute, async (c) => {
    requireFresh(c)
    return c.json(await renewRecoveryCodes(enrollerOf(c)), 200)
  })
  .openapi(removeRoute, async (c) => {
    requireFresh(c)
    await removeTotp(enrollerOf(c))
    return c.body(null, 204)
  })
  .openapi(passkeyOptionsRoute, async (c) => {
    requireFresh(c)
    return c.json(await startPasskey(enrollerOf(c)), 200)
  })
  .openapi(addPasskeyRoute, async (c) => {
    requireFresh(c)
    const passkey = await addPasskey(enrollerOf(c), c.req.valid('json'))
    await renewSession(c)
    return c.json(passkey, 201)
  })
  .openapi(removePasskeyRoute, async (c) => {
    requireFresh(c)
    await removePasskey(enrollerOf(c), c.req.valid('param').passkeyId)
    return c.body(null, 204)
  })
  .openapi(stepUpRoute, async (c) => {
    const { ctx } = c.var
    await limit(c, factorLimit, ctx.actor.userId)
    await proveAgain(ctx, ctx.actor, c.req.valid('json'))
    await visitorOf(c).limits.refund(factorLimit, ctx.actor.userId)
    await renewSession(c)
    return c.body(null, 204)
  })
  .openapi(stepUpOptionsRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await proofOptions(ctx, 'step-up', ctx.actor.userId), 200)
  })

const enrollerOf = (c: Context<AppEnv>): EnrollCtx => ({
  ...c.var.ctx,
  locale: localeOf(c),
})

/** The same session under another token, since its person has just proved who they are. @throws AppError UNAUTHENTICATED */
async function renewSession(c: Context<AppEnv>): Promise<void> {
  const { ctx } = c.var
  const next = await rotateSession(ctx, ctx.actor, sessionTokenOf(c), { isProved: true })
  if (!next) throw new AppError('UNAUTHENTICATED', 'This session is over. Sign in again.')
  keepSession(c, next)
}
