import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { addressLimits } from '../../cache/index.ts'
import { pageOf } from '../../contract/common.ts'
import { MfaChallenge } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import {
  AcceptInvitation,
  DeviceSession,
  InvitationPreview,
  LinkToken,
  Me,
  Organization,
  SignIn,
  SignInFailures,
  SignUp,
  TenantSwitch,
} from '../../contract/team.ts'
import type { Actor } from '../../db/actor.ts'
import {
  type AppEnv,
  askerOf,
  defineRoute,
  dropSession,
  json,
  jsonBody,
  letIn,
  limitAddress,
  newRouter,
  pathId,
  problemResponses,
  requireFresh,
  sessionTokenOf,
  WANTS_FRESH,
} from '../../http/router.ts'
import { listSessions } from './devices.ts'
import { afterAnswer, findPresent, notingFailure, tryAccount } from './entry-routes.ts'
import { acceptInvitation, invitedEmail, previewInvitation } from './invitations.ts'
import { getMe } from './me.ts'
import { listOrganizations, switchTenant } from './organizations.ts'
import { ownPasswordRoutes, passwordRoutes } from './password-routes.ts'
import { mailKnown } from './passwords.ts'
import { selectSignInFailures } from './repo.ts'
import { endSession, endSessionsOf } from './sessions.ts'
import { type SignedInNow, signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

const signedIn = json(Me, 'Signed in: the session is in the cookie.')
const mfaRequired = json(MfaChallenge, 'A second factor is wanted: take the ticket to `/auth/mfa`.')

const signUpRoute = defineRoute({
  method: 'post',
  path: '/auth/signup',
  operationId: 'signUp',
  description:
    'Makes a tenant and its owner. Where sign-up is not open, it takes the SETUP_TOKEN of the deployment, and where it is closed only until there is an owner.',
  request: { body: jsonBody(SignUp) },
  responses: { 201: signedIn, ...problemResponses },
})

const signInRoute = defineRoute({
  method: 'post',
  path: '/auth/signin',
  operationId: 'signIn',
  description:
    'Starts a session, which ends after 12 hours without use and 30 days at the latest, or earlier where the tenant says so. Attempts are limited by address and by e-mail.',
  request: { body: jsonBody(SignIn) },
  responses: { 200: signedIn, 202: mfaRequired, ...problemResponses },
})

const previewRoute = defineRoute({
  method: 'post',
  path: '/auth/invitations/preview',
  operationId: 'previewInvitation',
  description: 'What the link of an invitation leads to. The token never stands in an address.',
  request: { body: jsonBody(LinkToken) },
  responses: { 200: json(InvitationPreview, 'The invitation.'), ...problemResponses },
})

const acceptRoute = defineRoute({
  method: 'post',
  path: '/auth/invitations/accept',
  operationId: 'acceptInvitation',
  description:
    'Joins the team, once. Somebody new gives a name and a password; somebody with an account its password, or is signed in. Whose access is switched off stays out, and who left after the invitation was made. Their other open invitations are over.',
  request: { body: jsonBody(AcceptInvitation) },
  responses: { 200: signedIn, 202: mfaRequired, ...problemResponses },
})

const signOutRoute = defineRoute({
  method: 'post',
  path: '/auth/signout',
  operationId: 'signOut',
  description: 'Ends this session and its open windows.',
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const meRoute = defineRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  tokens: 'any',
  description: 'Who is signed in, with the tenant and what its plan includes.',
  responses: { 200: json(Me, 'You.'), ...problemResponses },
})

const listOrganizationsRoute = defineRoute({
  method: 'get',
  path: '/auth/organizations',
  operationId: 'listOrganizations',
  description: 'The organizations that you belong to; also answers while the present one is suspended.',
  responses: { 200: json(pageOf(Organization), 'The last used first.'), ...problemResponses },
})

const switchRoute = defineRoute({
  method: 'post',
  path: '/auth/switch',
  operationId: 'switchOrganization',
  description:
    'Goes to another of your organizations: a new session begins there, and the present one ends with its open windows.',
  request: { body: jsonBody(TenantSwitch) },
  responses: { 200: signedIn, ...problemResponses },
})

const listSessionsRoute = defineRoute({
  method: 'get',
  path: '/auth/sessions',
  operationId: 'listSessions',
  description:
    'The browsers that you are signed in with, in all your organizations (after single sign-on: in this one), the last used first; at most 100.',
  responses: { 200: json(pageOf(DeviceSession), 'Your sessions.'), ...problemResponses },
})

const failuresRoute = defineRoute({
  method: 'get',
  path: '/auth/sign-in-failures',
  operationId: 'getSignInFailures',
  description:
    'How many wrong passwords and codes were given for your account in the last 30 days, whoever gave them. Not after single sign-on.',
  responses: { 200: json(SignInFailures, 'A count.'), ...problemResponses },
})

const endOneRoute = defineRoute({
  method: 'delete',
  path: '/auth/sessions/{sessionId}',
  operationId: 'endSession',
  description: `Signs one of your browsers out, with its open windows, at once. Another than this one: ${WANTS_FRESH}`,
  request: { params: pathId('sessionId') },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const endOthersRoute = defineRoute({
  method: 'delete',
  path: '/auth/sessions',
  operationId: 'endSessions',
  description: `Signs all your other browsers out; with \`current=true\` this one too. ${WANTS_FRESH}`,
  request: { query: z.object({ current: z.enum(['true', 'false']).default('false') }) },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

/** Open to everybody: mounted before the session. */
export const identityRoutes = newRouter()
  .route('/', passwordRoutes)
  .openapi(signUpRoute, async (c) => {
    await limitAddress(c, addressLimits.signUp)
    const asker = askerOf(c)
    const input = c.req.valid('json')
    try {
      return c.json(await letIn(c, await signUp(asker, input)), 201)
    } catch (error) {
      if (error instanceof AppError && error.code === 'ALREADY_EXISTS') {
        afterAnswer(c, () => mailKnown(asker, input.email))
      }
      throw error
    }
  })
  .openapi(signInRoute, async (c) => {
    const { email } = c.req.valid('json')
    await limitAddress(c, addressLimits.signIn)
    const enter = () => notingFailure(c, email, signIn(askerOf(c), c.req.valid('json')))
    return enterOrAsk(c, await tryAccount(c, email, enter))
  })
  .openapi(previewRoute, async (c) => {
    await limitAddress(c, addressLimits.signIn)
    return c.json(await previewInvitation(askerOf(c), c.req.valid('json').token), 200)
  })
  .openapi(acceptRoute, async (c) => {
    const visitor = askerOf(c)
    const input = c.req.valid('json')
    await limitAddress(c, addressLimits.signIn)
    const email = await invitedEmail(visitor, input.token)
    const found = await findPresent(c)
    const present = found && {
      userId: found.actor.userId,
      switchTo: (tenantId: string) => {
        const hub = visitor.hubOf({ tenantId: found.actor.tenantId, jurisdiction: found.jurisdiction })
        const actor = { ...found.actor, ...visitor.trail }
        return switchTenant({ ...visitor, actor, hub }, sessionTokenOf(c), tenantId)
      },
    }
    const accept = () => notingFailure(c, email, acceptInvitation(visitor, input, present))
    return enterOrAsk(c, await tryAccount(c, email, accept))
  })

/** For whoever is signed in. */
export const sessionRoutes = newRouter()
  .route('/', ownPasswordRoutes)
  .openapi(meRoute, async (c) => {
    const { asActor, actor } = c.var.ctx
    const me = await getMe(asActor, c.var.ctx, actor.memberId, actor.bySso)
    // A token is of one organization, and tells of no other.
    const organizations = me.organizations.filter(({ tenantId }) => !actor.tokenId || tenantId === actor.tenantId)
    return c.json({ ...me, organizations }, 200)
  })
  .openapi(signOutRoute, async (c) => {
    await endSession(c.var.ctx, sessionTokenOf(c))
    dropSession(c)
    return c.body(null, 204)
  })
  .openapi(listOrganizationsRoute, async (c) =>
    c.json({ data: await listOrganizations(c.var.ctx, c.var.ctx.actor), nextCursor: null }, 200),
  )
  .openapi(switchRoute, async (c) => {
    const entered = await switchTenant(c.var.ctx, sessionTokenOf(c), c.req.valid('json').tenantId)
    return c.json(await letIn(c, entered), 200)
  })
  .openapi(listSessionsRoute, async (c) =>
    c.json({ data: await listSessions(c.var.ctx, c.var.ctx.actor), nextCursor: null }, 200),
  )
  .openapi(failuresRoute, async (c) => c.json(await selectSignInFailures(c.var.ctx.db, c.var.ctx.actor.userId), 200))
  .openapi(endOneRoute, async (c) => {
    const { actor } = c.var.ctx
    const { sessionId } = c.req.valid('param')
    if (sessionId !== actor.sessionId) requireFresh(c)
    const which = { id: sessionId, tenantId: reachOf(actor) }
    if ((await endSessionsOf(c.var.ctx, actor.userId, which)) === 0) throw new AppError('NOT_FOUND')
    if (sessionId === actor.sessionId) dropSession(c)
    return c.body(null, 204)
  })
  .openapi(endOthersRoute, async (c) => {
    const { actor } = requireFresh(c)
    const all = c.req.valid('query').current === 'true'
    await endSessionsOf(c.var.ctx, actor.userId, {
      keptId: all ? null : actor.sessionId,
      tenantId: reachOf(actor),
    })
    if (all) dropSession(c)
    return c.body(null, 204)
  })

/** Where a person may end sessions: who came by SSO, in that tenant alone. */
const reachOf = ({ bySso, tenantId }: Actor) => (bySso ? tenantId : undefined)

/** Lets in whoever proved enough, and asks the others for their second factor. */
async function enterOrAsk(c: Context<AppEnv>, outcome: SignedInNow | MfaChallenge) {
  return 'session' in outcome ? c.json(await letIn(c, outcome), 200) : c.json(outcome, 202)
}
