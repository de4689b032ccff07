import type { AuditAction } from '../../contract/audit-actions.ts'
import type { BulkAction, BulkInput, BulkOutcome, BulkResult } from '../../contract/bulk.ts'
import { AppError } from '../../contract/problem.ts'
import type { Operation } from '../../contract/roles.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { insertNotices, type Notice, readOfConversations } from '../notifications/index.ts'
import { activityOf, type Change, changeOf, isForTeam, undoing } from './changes.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assertLabels, labelMoves } from './label-commands.ts'
import {
  forgetChanges,
  rememberChanges,
  type StandingRow,
  selectChanges,
  selectDueSnoozes,
  selectStandings,
  settleSnoozes,
  writeChanges,
} from './repo/changes.ts'
import { selectActiveMember, selectTeamExists } from './repo/commands.ts'
import { moveLabels, selectLabelIds } from './repo/labels.ts'
import { sealMessage } from './seal.ts'
import { type SystemCtx, tellChanges } from './system-ctx.ts'

const SNOOZE_MAX_MS = 366 * 24 * 60 * 60_000

const operations: Record<BulkAction['type'], Operation> = {
  assign: 'assign',
  close: 'close',
  reopen: 'close',
  snooze: 'snooze',
  priority: 'setPriority',
  label: 'label',
  read: 'markRead',
}

/**
 * Does one thing to many conversations, set-wise; each has its own outcome.
 * @throws AppError FORBIDDEN; INVALID_REQUEST for a member, label or time that cannot be.
 */
export async function changeConversations(ctx: CommandCtx, { ids, action }: BulkInput): Promise<BulkResult> {
  const bulkId = ctx.newId()
  const { outcomes, written } = await perform(ctx, ids, action, (changes) => [
    rememberChanges(ctx.db, bulkId, ctx.actor.memberId, changes.map(withoutSalt)),
  ])
  return { data: [...outcomes].map(([id, outcome]) => ({ id, outcome })), bulkId: written.length > 0 ? bulkId : null }
}

/** Two who change it at the same moment: the second looks again. */
const TRIES_MAX = 5

/** @throws AppError FORBIDDEN, NOT_FOUND; INVALID_REQUEST for a member, team or time that cannot be. */
export async function changeOne(ctx: CommandCtx, id: string, action: BulkAction): Promise<BulkOutcome> {
  for (let tries = 1; ; tries++) {
    const { outcomes, changes } = await perform(ctx, [id], action)
    const outcome = outcomes.get(id) ?? 'not_found'
    if (outcome === 'not_found') throw new AppError('NOT_FOUND')
    if (outcome !== 'unchanged' || changes.length === 0 || tries === TRIES_MAX) return outcome
  }
}

/**
 * Brings back what a change of many conversations changed, where nobody has changed it since. Once.
 * @throws AppError NOT_FOUND if it was undone, is older than a minute, or somebody else's.
 */
export async function undoChanges(ctx: CommandCtx, { bulkId }: { bulkId: string }): Promise<BulkResult> {
  requireRole(ctx.actor, 'bulkChange')
  const [found] = await ctx.asActor.batch(selectChanges(ctx.asActor, bulkId, ctx.actor.memberId))
  if (!found.rows[0]) throw new AppError('NOT_FOUND', 'There is nothing left to undo.')
  const back = found.rows[0].changes.map(undoing)
  // As the machine: an assignment may have taken the conversation out of the actor's sight.
  const [standings] = await ctx.db.batch(
    selectStandings(
      ctx.db,
      back.map(({ id }) => id),
    ),
  )
  const saltOf = new Map(standings.rows.map(({ id, salt }) => [id, salt]))
  const changes = back.flatMap((change) => {
    const salt = saltOf.get(change.id)
    return salt === undefined ? [] : [{ ...change, salt }]
  })
  const written = new Set(await writeAll(ctx, changes, ctx.actor.memberId, [forgetChanges(ctx.db, bulkId)]))
  return {
    data: back.map(({ id }) => ({
      id,
      outcome: written.has(id) ? 'changed' : saltOf.has(id) ? 'unchanged' : 'not_found',
    })),
    bulkId: null,
  }
}

/**
 * Brings back the conversations whose time has come; those that came back before stay as they are.
 * @returns those it brought back: who has none is to be found somebody.
 */
export async function wakeSnoozed(ctx: SystemCtx, ids: string[]): Promise<string[]> {
  const [due] = await ctx.db.batch(selectDueSnoozes(ctx.db, ids, ctx.now()))
  const changes = due.rows.flatMap((row) => {
    const change = changeOf({ type: 'reopen' }, row.id, row)
    return typeof change === 'string' ? [] : [{ ...change, salt: row.salt }]
  })
  return writeAll(ctx, changes, null, [settleSnoozes(ctx.db, ids, ctx.now())])
}

type SaltedChange = Change & Pick<StandingRow, 'salt'>

const withoutSalt = ({ salt: _, ...change }: SaltedChange): Change => change

/** @returns what became of each; and what was to change, which somebody may have been faster to do. */
async function perform(
  ctx: CommandCtx,
  ids: string[],
  action: BulkAction,
  also: (changes: SaltedChange[]) => Statement[] = () => [],
): Promise<{ outcomes: Map<string, BulkOutcome>; changes: SaltedChange[]; written: string[] }> {
  const { outcomes, changes, standings } = await decide(ctx, ids, action)
  const { memberId } = ctx.actor
  const seen = standings.map(({ id }) => id)
  const written = await writeAll(ctx, changes, memberId, [
    ...(action.type === 'read' ? [readOfConversations(ctx.db, memberId, seen)] : []),
    ...also(changes),
  ])
  for (const id of written) outcomes.set(id, 'changed')
  if (action.type === 'read') {
    for (const { id, channelId, readReceipts } of standings) {
      if (readReceipts && written.includes(id)) ctx.acknowledge(channelId, id)
    }
  }
  const forTeam = changes.filter((change) => isForTeam(change) && change.after.assigneeId === null)
  const waiting = forTeam.filter(({ id }) => written.includes(id)).map(({ id }) => id)
  if (waiting.length > 0) ctx.assignLater(waiting)
  return { outcomes, changes, written }
}

/** What the action would change, of what the actor sees. Until it is written, what would change is `unchanged`. */
async function decide(
  ctx: CommandCtx,
  ids: string[],
  action: BulkAction,
): Promise<{ outcomes: Map<string, BulkOutcome>; changes: SaltedChange[]; standings: StandingRow[] }> {
  requireRole(ctx.actor, operations[action.type])
  assertTime(ctx, action)
  const wantedLabels = action.type === 'label' ? [...action.add, ...action.remove] : []
  const { memberId = null, teamId = null } = action.type === 'assign' ? action : {}
  const [standings, labels, members, teams] = await ctx.asActor.batch(
    selectStandings(ctx.asActor, ids),
    selectLabelIds(ctx.asActor, wantedLabels),
    selectActiveMember(ctx.asActor, memberId),
    selectTeamExists(ctx.asActor, teamId),
  )
  assertLabels(wantedLabels, labels.rows)
  if (memberId !== null && members.rows.length === 0) {
    throw new AppError('INVALID_REQUEST', 'There is no such member who could answer.', {
      errors: [{ path: 'memberId', message: 'Not an active member of this team.' }],
    })
  }
  if (teamId !== null && teams.rows.length === 0) {
    throw new AppError('INVALID_REQUEST', 'There is no such team.', {
      errors: [{ path: 'teamId', message: 'Not a team of yours.' }],
    })
  }
  const outcomes = new Map<string, BulkOutcome>(ids.map((id) => [id, 'not_found']))
  const changes: SaltedChange[] = []
  for (const row of standings.rows) {
    const change = changeOf(action, row.id, { ...row, snoozedUntil: toIso(row.snoozedUntil) })
    outcomes.set(row.id, typeof change === 'string' ? change : 'unchanged')
    if (typeof change !== 'string') changes.push({ ...change, salt: row.salt })
  }
  return { outcomes, changes, standings: standings.rows }
}

function assertTime(ctx: CommandCtx, action: BulkAction): void {
  if (action.type !== 'snooze' || action.until === null) return
  const inMs = Date.parse(action.until) - ctx.now()
  if (inMs > 0 && inMs <= SNOOZE_MAX_MS) return
  throw new AppError('INVALID_REQUEST', 'Choose a time in the future, at most a year away.', {
    errors: [{ path: 'until', message: 'In the future, at most a year away.' }],
  })
}

type Statement = ReturnType<typeof forgetChanges>

/**
 * One transaction for all of them, and for what goes with them; then everybody who may see it is told.
 *
 * @param memberId null: the system.
 * @returns the conversations that were changed: not those in which somebody was faster.
 */
export async function writeAll(
  ctx: SystemCtx,
  changes: SaltedChange[],
  memberId: string | null,
  also: Statement[] = [],
): Promise<string[]> {
  if (changes.length + also.length === 0) return []
  const lines = new Map<string, string>()
  const writes = await Promise.all(
    changes.map(async ({ salt, ...change }) => {
      const activity = activityOf(change)
      const as = { action: actionOf(change, activity), details: detailsOf(change, activity) }
      if (!activity) return { ...change, ...as, line: null }
      const id = ctx.newId()
      lines.set(change.id, id)
      const box = await sealMessage(ctx.vault, ctx.tenantId, fromPgBytes(salt), id, { content: { activity } })
      return { ...change, ...as, line: { id, box, seq: ctx.nextSeq() } }
    }),
  )
  const moves = changes.flatMap(({ id, before, after }) => labelMoves(id, before.labelIds ?? [], after.labelIds ?? []))
  const standing = writes.filter(({ after }) => after.labelIds === undefined)
  const given = changes.flatMap(({ id, before, after, isUndo }): Notice[] => {
    const to = after.assigneeId ?? null
    const messageId = lines.get(id)
    if (isUndo || to === null || to === before.assigneeId || to === memberId || !messageId) return []
    return [{ memberId: to, kind: 'assigned', conversationId: id, messageId }]
  })
  const [changed, noted] = await ctx.db.batch(
    writeChanges(ctx.db, standing, memberId, ctx.now()),
    insertNotices(ctx.db, given),
    ...(moves.length > 0 && memberId !== null ? [moveLabels(ctx.db, moves, memberId)] : []),
    ...also,
  )
  const ids = [...changed.rows.map(({ id }) => id), ...new Set(moves.map((move) => move.conversationId))]
  const beforeOf = new Map(changes.map(({ id, before }) => [id, before]))
  await tellChanges(
    ctx,
    ids.map((id) => ({ conversationId: id, lineId: lines.get(id), formerAssigneeId: beforeOf.get(id)?.assigneeId })),
  )
  ctx.tell(noted.rows)
  return ids
}

/** As the audit log calls it. */
function actionOf({ after }: Change, activity: ReturnType<typeof activityOf>): AuditAction {
  if (activity) return `conversation.${activity.action}`
  return after.priority === undefined ? 'conversation.read' : 'conversation.prioritised'
}

function detailsOf({ after, afterDays }: Change, activity: ReturnType<typeof activityOf>): object {
  if (afterDays !== undefined) return { automatic: true, afterDays }
  if (!activity) return after.priority === undefined ? {} : { priority: after.priority }
  const { memberId, teamId, until } = activity
  return { ...(memberId && { memberId }), ...(teamId && { teamId }), ...(until && { until }) }
}
