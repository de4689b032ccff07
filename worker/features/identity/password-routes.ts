import { addressLimits, emailLimits } from '../../cache/index.ts'
import { ForgottenPassword, LinkToken, PasswordChange, PasswordReset } from '../../contract/team.ts'
import {
  askerOf,
  defineRoute,
  jsonBody,
  keepSession,
  limit,
  limitAddress,
  localeOf,
  newRouter,
  problemResponses,
  sessionTokenOf,
  triesBy,
} from '../../http/router.ts'
import { afterAnswer, findPresent, tryAccount } from './entry-routes.ts'
import { changePassword, mailReset, resetPassword } from './passwords.ts'
import { assertMailing, mailVerification, verifyEmail } from './verification.ts'

const done = { 204: { description: 'Done.' }, ...problemResponses }

const forgotRoute = defineRoute({
  method: 'post',
  path: '/auth/password/forgot',
  operationId: 'forgotPassword',
  description:
    'Mails a link to choose a new password, good once and for 30 minutes, if there is such an account. The answer is the same if there is none.',
  request: { body: jsonBody(ForgottenPassword) },
  responses: { 202: { description: 'If there is such an account, an e-mail is on its way.' }, ...problemResponses },
})

const resetRoute = defineRoute({
  method: 'post',
  path: '/auth/password/reset',
  operationId: 'resetPassword',
  description:
    'Sets a new password by the link that was mailed, and ends every session of the person. If the address was not confirmed before, factors and API tokens go too: a stranger may have set them up. Nobody is signed in.',
  request: { body: jsonBody(PasswordReset) },
  responses: done,
})

const changeRoute = defineRoute({
  method: 'post',
  path: '/auth/password/change',
  operationId: 'changePassword',
  description: 'Sets a new password, for who knows the present one. Your other sessions end.',
  request: { body: jsonBody(PasswordChange) },
  responses: done,
})

const verifyRoute = defineRoute({
  method: 'post',
  path: '/auth/email/verify',
  operationId: 'verifyEmail',
  description:
    'Confirms an e-mail address by the link that was mailed to it, good once and for 24 hours, for whoever is signed in with that address (single sign-on does not count). Others are refused and the link stays good: a stranger may have made the account; `/auth/password/forgot` makes it theirs.',
  request: { body: jsonBody(LinkToken) },
  responses: done,
})

const resendRoute = defineRoute({
  method: 'post',
  path: '/auth/email/resend',
  operationId: 'resendVerification',
  description: 'Mails another link to confirm your e-mail address, at most three an hour; nothing if it is confirmed.',
  responses: { 202: { description: 'An e-mail is on its way.' }, ...problemResponses },
})

/** Open to everybody. */
export const passwordRoutes = newRouter()
  .openapi(forgotRoute, async (c) => {
    const asker = askerOf(c)
    const { email } = c.req.valid('json')
    assertMailing(asker)
    await limitAddress(c, addressLimits.signIn)
    await limit(c, emailLimits.reset, await triesBy(c, email))
    afterAnswer(c, () => mailReset(asker, email))
    return c.body(null, 202)
  })
  .openapi(resetRoute, async (c) => {
    await limitAddress(c, addressLimits.signIn)
    await resetPassword(askerOf(c), c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(verifyRoute, async (c) => {
    await limitAddress(c, addressLimits.signIn)
    await verifyEmail(askerOf(c), c.req.valid('json').token, (await findPresent(c))?.actor.userId ?? null)
    return c.body(null, 204)
  })

/** For whoever is signed in. */
export const ownPasswordRoutes = newRouter()
  .openapi(changeRoute, async (c) => {
    const ctx = { ...c.var.ctx, locale: localeOf(c) }
    const change = () => changePassword(ctx, sessionTokenOf(c), c.req.valid('json'))
    keepSession(c, await tryAccount(c, ctx.actor.userId, change))
    return c.body(null, 204)
  })
  .openapi(resendRoute, async (c) => {
    const ctx = { ...c.var.ctx, locale: localeOf(c) }
    await limit(c, emailLimits.verify, ctx.actor.userId)
    await mailVerification(ctx)
    return c.body(null, 202)
  })
