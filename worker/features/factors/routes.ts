import { addressLimits, factorLimit } from '../../cache/index.ts'
import { MfaAnswer, MfaTicket, PasskeyOptions, PasskeyProof } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import { Me } from '../../contract/team.ts'
import {
  askerOf,
  defineRoute,
  json,
  jsonBody,
  letIn,
  limit,
  limitAddress,
  newRouter,
  problemResponses,
  visitorOf,
} from '../../http/router.ts'
import { getHome, noteSignInFailure, startSession } from '../identity/index.ts'
import { proofOptions } from './passkeys.ts'
import { answerChallenge, getWaiting, proveForSignIn } from './prove.ts'

export { memberFactorRoutes } from './member-routes.ts'

const signedIn = json(Me, 'Signed in: the session is in the cookie.')
const optionsAnswer = json(PasskeyOptions, 'For the browser; the state goes back with its answer.')

const answerRoute = defineRoute({
  method: 'post',
  path: '/auth/mfa',
  operationId: 'answerMfa',
  description:
    'The second step of a sign-in: the ticket, with a code of the authenticator, a recovery code in the same field, or a passkey. Each is good once; attempts are limited.',
  request: { body: jsonBody(MfaAnswer) },
  responses: { 200: signedIn, ...problemResponses },
})

const answerOptionsRoute = defineRoute({
  method: 'post',
  path: '/auth/mfa/passkey-options',
  operationId: 'getMfaPasskeyOptions',
  description: 'What the browser asks a passkey with in the second step of a sign-in.',
  request: { body: jsonBody(MfaTicket) },
  responses: { 200: optionsAnswer, ...problemResponses },
})

const signInOptionsRoute = defineRoute({
  method: 'post',
  path: '/auth/passkeys/signin-options',
  operationId: 'getSignInPasskeyOptions',
  description: 'What the browser asks a passkey with to sign in without a password. The same for everybody.',
  responses: { 200: optionsAnswer, ...problemResponses },
})

const signInRoute = defineRoute({
  method: 'post',
  path: '/auth/passkeys/signin',
  operationId: 'signInByPasskey',
  description: 'Signs in by a passkey alone: it has asked for a finger, a face or a PIN, so no other factor is wanted.',
  request: { body: jsonBody(PasskeyProof) },
  responses: { 200: signedIn, ...problemResponses },
})

/** Open to everybody: mounted before the session. */
export const factorRoutes = newRouter()
  .openapi(answerRoute, async (c) => {
    const visitor = askerOf(c)
    const answer = c.req.valid('json')
    await limitAddress(c, addressLimits.factor)
    const waiting = await getWaiting(visitor, answer.ticket)
    await limit(c, factorLimit, waiting.userId)
    try {
      await answerChallenge(visitor, waiting, answer)
    } catch (error) {
      if (error instanceof AppError && error.code === 'WRONG_FACTOR') {
        await noteSignInFailure(visitor.db, waiting.userId, 'factor')
      }
      throw error
    }
    const entered = await startSession(visitor, waiting)
    await visitor.limits.refund(factorLimit, waiting.userId)
    return c.json(await letIn(c, entered), 200)
  })
  .openapi(answerOptionsRoute, async (c) => {
    await limitAddress(c, addressLimits.factor)
    const visitor = visitorOf(c)
    const { userId } = await getWaiting(visitor, c.req.valid('json').ticket)
    return c.json(await proofOptions(visitor, 'mfa', userId), 200)
  })
  .openapi(signInOptionsRoute, async (c) => {
    await limitAddress(c, addressLimits.factor)
    return c.json(await proofOptions(visitorOf(c), 'sign-in', null), 200)
  })
  .openapi(signInRoute, async (c) => {
    await limitAddress(c, addressLimits.factor)
    const visitor = askerOf(c)
    const who = await getHome(visitor.db, await proveForSignIn(visitor, c.req.valid('json')))
    return c.json(await letIn(c, await startSession(visitor, who)), 200)
  })
