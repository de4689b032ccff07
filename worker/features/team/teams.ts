import type { AuditAction } from '../../contract/audit-actions.ts'
import { AppError } from '../../contract/problem.ts'
import type { NewTeam, Team, TeamChanges } from '../../contract/team.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import type { HubPort } from '../../ports.ts'
import { insertAudit } from '../tenant/index.ts'
import {
  deleteTeam,
  insertTeam,
  selectMembers,
  selectTeams,
  setTeamMembers,
  TEAMS_MAX,
  type TeamRow,
  updateTeamName,
} from './repo/team.ts'
import { tenantUpdated } from './tenant.ts'

export interface TeamsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  hub: HubPort
  newId(): string
}

const teamPlace = (id: string) => ({ table: 'teams', id })

/** Every team, oldest first. */
export async function listTeams(ctx: Omit<TeamsCtx, 'hub' | 'newId'>): Promise<Team[]> {
  const [{ rows }] = await ctx.asActor.batch(selectTeams(ctx.asActor))
  return Promise.all(rows.map((row) => presentTeam(ctx, row)))
}

/** @throws AppError INVALID_REQUEST, ALREADY_EXISTS */
export async function createTeam(ctx: TeamsCtx, { name, memberIds }: NewTeam): Promise<Team> {
  const { asActor } = ctx
  await assertNameFree(ctx, name, null)
  await assertMembers(ctx, memberIds)
  const id = ctx.newId()
  await asActor.batch(
    insertTeam(asActor, { id, box: await seal(ctx, id, name) }),
    setTeamMembers(asActor, id, memberIds),
    audit(ctx, 'team.created', id, { members: memberIds.length }),
  )
  await ctx.hub.publish([tenantUpdated])
  return getTeam(ctx, id)
}

/** @throws AppError NOT_FOUND, INVALID_REQUEST, ALREADY_EXISTS */
export async function changeTeam(ctx: TeamsCtx, teamId: string, { name, memberIds }: TeamChanges): Promise<Team> {
  const { asActor } = ctx
  await getTeam(ctx, teamId)
  if (name !== undefined) await assertNameFree(ctx, name, teamId)
  if (memberIds) await assertMembers(ctx, memberIds)
  const changed = [...(name === undefined ? [] : ['name']), ...(memberIds ? ['memberIds'] : [])]
  await asActor.batch(
    ...(name === undefined ? [] : [updateTeamName(asActor, { id: teamId, box: await seal(ctx, teamId, name) })]),
    ...(memberIds ? [setTeamMembers(asActor, teamId, memberIds)] : []),
    audit(ctx, 'team.changed', teamId, { changed }),
  )
  await ctx.hub.publish([tenantUpdated])
  return getTeam(ctx, teamId)
}

/** Its conversations belong to no team then: every screen reads them again. @throws AppError NOT_FOUND */
export async function removeTeam(ctx: TeamsCtx, teamId: string): Promise<void> {
  const [{ rows }] = await ctx.asActor.batch(deleteTeam(ctx.asActor, teamId, ctx.actor.memberId))
  if (rows.length === 0) throw new AppError('NOT_FOUND')
  await ctx.hub.publish([tenantUpdated, { type: 'resync', data: {}, ids: {} }])
}

async function getTeam(ctx: TeamsCtx, teamId: string): Promise<Team> {
  const team = (await listTeams(ctx)).find(({ id }) => id === teamId)
  if (!team) throw new AppError('NOT_FOUND')
  return team
}

/** Names are sealed: whether one is taken is found out by opening them, of which there are few. */
async function assertNameFree(ctx: TeamsCtx, name: string, exceptId: string | null): Promise<void> {
  const teams = await listTeams(ctx)
  const taken = teams.some((team) => team.id !== exceptId && team.name.toLowerCase() === name.toLowerCase())
  if (taken) throw new AppError('ALREADY_EXISTS', 'There is a team of this name already.')
  if (exceptId === null && teams.length >= TEAMS_MAX) {
    throw new AppError('INVALID_REQUEST', `There can be ${TEAMS_MAX} teams.`)
  }
}

async function assertMembers({ asActor }: TeamsCtx, memberIds: string[]): Promise<void> {
  const [{ rows }] = await asActor.batch(selectMembers(asActor))
  const known = new Set(rows.map(({ id }) => id))
  if (memberIds.every((id) => known.has(id))) return
  throw new AppError('INVALID_REQUEST', 'Somebody in the list is no member of your team.', {
    errors: [{ path: 'memberIds', message: 'Not members.' }],
  })
}

const seal = ({ vault, actor }: TeamsCtx, id: string, name: string) =>
  vault.seal(actor.tenantId, teamPlace(id), { name })

const audit = (
  { asActor, actor }: TeamsCtx,
  action: AuditAction,
  subjectId: string,
  details: Record<string, unknown>,
) => insertAudit(asActor, { memberId: actor.memberId, action, subjectId, details })

async function presentTeam({ vault, actor }: Pick<TeamsCtx, 'vault' | 'actor'>, row: TeamRow): Promise<Team> {
  const { name } = await vault.open<{ name: string }>(actor.tenantId, teamPlace(row.id), fromPgBytes(row.box))
  return { id: row.id, name, memberIds: row.memberIds }
}
