import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { emailLimits } from '../../cache/index.ts'
import { pageOf, Uuid } from '../../contract/common.ts'
import type { Role } from '../../contract/roles.ts'
import {
  CreatedInvitation,
  Invitation,
  Member,
  MemberChanges,
  NewInvitation,
  NewOwner,
  NewTeam,
  Team,
  TeamChanges,
  Tenant,
  TenantChanges,
} from '../../contract/team.ts'
import {
  type AppEnv,
  defineRoute,
  dropSession,
  json,
  jsonBody,
  limit,
  localeOf,
  newRouter,
  problemResponses,
  requireFresh,
  WANTS_FRESH,
} from '../../http/router.ts'
import { getTenant } from '../tenant/index.ts'
import { giveOwnership, removeMember } from './departures.ts'
import { getOpenInvitation, invite, listInvitations, resendInvitation, withdrawInvitation } from './invitations.ts'
import { changeMember, listMembers } from './members.ts'
import { changeTeam, createTeam, listTeams, removeTeam } from './teams.ts'
import { changeTenant } from './tenant.ts'

const listMembersRoute = defineRoute({
  method: 'get',
  path: '/team/members',
  operationId: 'listMembers',
  operation: 'readTeam',
  description:
    'Everybody of the team, and who was in it, on one page. E-mail addresses are shown to admins; everybody sees their own.',
  responses: { 200: json(pageOf(Member), 'In the order they joined.'), ...problemResponses },
})

const changeMemberRoute = defineRoute({
  method: 'patch',
  path: '/team/members/{memberId}',
  operationId: 'changeMember',
  operation: 'manageMembers',
  description: `Changes a role or a capacity, or ends or restores access; with a role or access their sessions and windows end at once. Whose access ends leaves no open invitation, to them or by them; who may not invite any more, none by them. Only owners make owners and change them, and one owner stays. For a role or access: ${WANTS_FRESH}`,
  request: { params: z.object({ memberId: Uuid }), body: jsonBody(MemberChanges) },
  responses: { 200: json(Member, 'The member.'), ...problemResponses },
})

const removeMemberRoute = defineRoute({
  method: 'delete',
  path: '/team/members/{memberId}',
  operationId: 'removeMember',
  operation: 'manageMembers',
  description: `Takes somebody out of the team for good: their sessions and windows end at once, their open conversations are nobody’s again, their API tokens are revoked, and open invitations to them and by them are withdrawn. What they wrote keeps their name; a later invitation brings them back. Only owners remove owners, and one owner stays. ${WANTS_FRESH}`,
  request: { params: z.object({ memberId: Uuid }) },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const leaveRoute = defineRoute({
  method: 'delete',
  path: '/me/membership',
  operationId: 'leaveOrganization',
  description: 'Leaves the organization for good, as if an admin had removed you. The last owner stays.',
  responses: { 204: { description: 'Done: the session is over.' }, ...problemResponses },
})

const transferRoute = defineRoute({
  method: 'post',
  path: '/tenant/owner',
  operationId: 'transferOwnership',
  operation: 'transferOwnership',
  description: `Makes another active member owner instead of you; you stay as an admin. They sign in anew. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewOwner) },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const listInvitationsRoute = defineRoute({
  method: 'get',
  path: '/team/invitations',
  operationId: 'listInvitations',
  operation: 'inviteMembers',
  description: 'Invitations that were not withdrawn, newest first, on one page of at most 200.',
  responses: { 200: json(pageOf(Invitation), 'The invitations.'), ...problemResponses },
})

const inviteRoute = defineRoute({
  method: 'post',
  path: '/team/invitations',
  operationId: 'inviteMember',
  operation: 'inviteMembers',
  description: `Makes an invitation for one person, good once and for 7 days, and mails it. An open one to the same address is withdrawn by it; whose access is switched off is refused. The link is shown in this answer only, and never to an API token. Wants a confirmed e-mail address of your own. For an admin: ${WANTS_FRESH}`,
  request: { body: jsonBody(NewInvitation) },
  responses: { 201: json(CreatedInvitation, 'The invitation and its link.'), ...problemResponses },
})

const resendRoute = defineRoute({
  method: 'post',
  path: '/team/invitations/{invitationId}/resend',
  operationId: 'resendInvitation',
  operation: 'inviteMembers',
  description: `Mails an invitation again, with new links that are good for 7 days from now; the old ones are worth nothing. At most three times an hour. The link is never shown to an API token. For an admin: ${WANTS_FRESH}`,
  request: { params: z.object({ invitationId: Uuid }) },
  responses: { 200: json(CreatedInvitation, 'The invitation and its new link.'), ...problemResponses },
})

const withdrawRoute = defineRoute({
  method: 'delete',
  path: '/team/invitations/{invitationId}',
  operationId: 'withdrawInvitation',
  operation: 'inviteMembers',
  description: 'Makes the link of an invitation worthless.',
  request: { params: z.object({ invitationId: Uuid }) },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const getTenantRoute = defineRoute({
  method: 'get',
  path: '/tenant',
  operationId: 'getTenant',
  operation: 'readTeam',
  description: 'The organization, its settings and what its plan includes.',
  responses: { 200: json(Tenant, 'The tenant.'), ...problemResponses },
})

const changeTenantRoute = defineRoute({
  method: 'patch',
  path: '/tenant',
  operationId: 'changeTenant',
  operation: 'manageTenant',
  description: `Changes the name, what agents see, how people sign in, or how the team works at its desk. For what agents see, and how people sign in: ${WANTS_FRESH}`,
  request: { body: jsonBody(TenantChanges) },
  responses: { 200: json(Tenant, 'The tenant.'), ...problemResponses },
})

const listTeamsRoute = defineRoute({
  method: 'get',
  path: '/teams',
  operationId: 'listTeams',
  operation: 'readTeam',
  description: 'Every team with its members, on one page.',
  responses: { 200: json(pageOf(Team), 'Oldest first.'), ...problemResponses },
})

const createTeamRoute = defineRoute({
  method: 'post',
  path: '/teams',
  operationId: 'createTeam',
  operation: 'manageTeams',
  description: 'Makes a team: conversations can be given to it.',
  request: { body: jsonBody(NewTeam) },
  responses: { 201: json(Team, 'The team.'), ...problemResponses },
})

const TeamParams = z.object({ teamId: Uuid })

const changeTeamRoute = defineRoute({
  method: 'patch',
  path: '/teams/{teamId}',
  operationId: 'changeTeam',
  operation: 'manageTeams',
  description: 'Changes the name, or who is in it.',
  request: { params: TeamParams, body: jsonBody(TeamChanges) },
  responses: { 200: json(Team, 'The team.'), ...problemResponses },
})

const removeTeamRoute = defineRoute({
  method: 'delete',
  path: '/teams/{teamId}',
  operationId: 'removeTeam',
  operation: 'manageTeams',
  description: 'Removes a team; its conversations keep their assignees and belong to no team.',
  request: { params: TeamParams },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

export const teamRoutes = newRouter()
  .openapi(listMembersRoute, async (c) => c.json({ data: await listMembers(c.var.ctx), nextCursor: null }, 200))
  .openapi(changeMemberRoute, async (c) => {
    const { ctx } = c.var
    const changes = c.req.valid('json')
    if (changes.role !== undefined || changes.active !== undefined) requireFresh(c)
    return c.json(await changeMember(ctx, c.req.valid('param').memberId, changes), 200)
  })
  .openapi(removeMemberRoute, async (c) => {
    await removeMember(requireFresh(c), c.req.valid('param').memberId)
    return c.body(null, 204)
  })
  .openapi(leaveRoute, async (c) => {
    const { ctx } = c.var
    await removeMember(ctx, ctx.actor.memberId)
    dropSession(c)
    return c.body(null, 204)
  })
  .openapi(transferRoute, async (c) => {
    await giveOwnership(requireFresh(c), c.req.valid('json').memberId)
    return c.body(null, 204)
  })
  .openapi(listInvitationsRoute, async (c) => c.json({ data: await listInvitations(c.var.ctx), nextCursor: null }, 200))
  .openapi(inviteRoute, async (c) => {
    const ctx = { ...c.var.ctx, locale: localeOf(c) }
    const input = c.req.valid('json')
    requireFreshFor(c, input.role)
    await limit(c, emailLimits.invitations, ctx.actor.tenantId)
    return c.json(await invite(ctx, input), 201)
  })
  .openapi(resendRoute, async (c) => {
    const ctx = { ...c.var.ctx, locale: localeOf(c) }
    const invitation = await getOpenInvitation(ctx, c.req.valid('param').invitationId)
    requireFreshFor(c, invitation.role)
    await limit(c, emailLimits.invitation, `${ctx.actor.tenantId}:${invitation.id}`)
    return c.json(await resendInvitation(ctx, invitation), 200)
  })
  .openapi(withdrawRoute, async (c) => {
    await withdrawInvitation(c.var.ctx, c.req.valid('param').invitationId)
    return c.body(null, 204)
  })
  .openapi(getTenantRoute, async (c) => c.json(await getTenant(c.var.ctx.asActor), 200))
  .openapi(changeTenantRoute, async (c) => {
    const { ctx } = c.var
    const changes = c.req.valid('json')
    if (changes.security || changes.agentsSeeOwnOnly !== undefined) requireFresh(c)
    return c.json(await changeTenant(ctx, changes), 200)
  })
  .openapi(listTeamsRoute, async (c) => c.json({ data: await listTeams(c.var.ctx), nextCursor: null }, 200))
  .openapi(createTeamRoute, async (c) => c.json(await createTeam(c.var.ctx, c.req.valid('json')), 201))
  .openapi(changeTeamRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await changeTeam(ctx, c.req.valid('param').teamId, c.req.valid('json')), 200)
  })
  .openapi(removeTeamRoute, async (c) => {
    await removeTeam(c.var.ctx, c.req.valid('param').teamId)
    return c.body(null, 204)
  })

/** Whoever makes somebody an admin, by whatever invitation, has proved lately who they are. */
function requireFreshFor(c: Context<AppEnv>, role: Role): void {
  if (role === 'admin') requireFresh(c)
}
