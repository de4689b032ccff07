import type { BulkAction, BulkInput, BulkOutcome, BulkResult } from '../../contract/bulk.ts'
import type { Conversation, NewPriority, NewSnooze } from '../../contract/conversation.ts'
import type { OutgoingFrame } from '../../contract/frames.ts'
import { AppError } from '../../contract/problem.ts'
import type { Operation } from '../../contract/roles.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import type { ApplyCtx } from './apply-events.ts'
import { activityOf, type Change, changeOf, undoing } from './changes.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { readConversation } from './conversation-commands.ts'
import { assertLabels, labelMoves } from './label-commands.ts'
import { presentConversation, presentMessage } from './present.ts'
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
import { selectActiveMember } from './repo/commands.ts'
import { moveLabels, selectLabelIds } from './repo/labels.ts'
import { selectConversationsById, selectMessages } from './repo/reads.ts'
import { sealMessage } from './seal.ts'

/** What writing changes works with; `memberId` null is the system. */
type ChangeCtx = Pick<ApplyCtx, 'tenantId' | 'db' | 'vault' | 'newId' | 'nextSeq' | 'now'> & {
  publish(frames: OutgoingFrame[]): void
}

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

/** Out of sight until a time, or until the customer writes. @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_CLOSED, INVALID_REQUEST */
export async function snoozeConversation(
  ctx: CommandCtx,
  { conversationId, until }: NewSnooze & { conversationId: string },
): Promise<Conversation> {
  const outcome = await changeOne(ctx, conversationId, { type: 'snooze', until })
  if (outcome === 'refused') throw new AppError('ALREADY_CLOSED', 'A closed conversation cannot be snoozed.')
  return readConversation(ctx, conversationId)
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function setPriority(
  ctx: CommandCtx,
  { conversationId, priority }: NewPriority & { conversationId: string },
): Promise<Conversation> {
  await changeOne(ctx, conversationId, { type: 'priority', priority })
  return readConversation(ctx, conversationId)
}

/**
 * Does one thing to many conversations, set-wise; each has its own outcome.
 * @throws AppError FORBIDDEN; INVALID_REQUEST for a member, label or time that cannot be.
 */
export async function changeConversations(ctx: CommandCtx, { ids, action }: BulkInput): Promise<BulkResult> {
  const { outcomes, changes } = await decide(ctx, ids, action)
  const bulkId = ctx.newId()
  const written = await write(ctx, changes, ctx.actor.memberId, [
    rememberChanges(ctx.db, bulkId, ctx.actor.memberId, changes.map(withoutSalt)),
  ])
  for (const id of written) outcomes.set(id, 'changed')
  return { data: [...outcomes].map(([id, outcome]) => ({ id, outcome })), bulkId: written.length > 0 ? bulkId : null }
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
  const written = new Set(await write(ctx, changes, ctx.actor.memberId, [forgetChanges(ctx.db, bulkId)]))
  return {
    data: back.map(({ id }) => ({
      id,
      outcome: written.has(id) ? 'changed' : saltOf.has(id) ? 'unchanged' : 'not_found',
    })),
    bulkId: null,
  }
}

/** Brings back the conversations whose time has come; those that came back before stay as they are. */
export async function wakeSnoozed(ctx: ChangeCtx, ids: string[]): Promise<void> {
  const [due] = await ctx.db.batch(selectDueSnoozes(ctx.db, ids, ctx.now()))
  const changes = due.rows.flatMap((row) => {
    const change = changeOf({ type: 'reopen' }, row.id, row)
    return typeof change === 'string' ? [] : [{ ...change, salt: row.salt }]
  })
  await write(ctx, changes, null, [settleSnoozes(ctx.db, ids, ctx.now())])
}

type SaltedChange = Change & Pick<StandingRow, 'salt'>

const withoutSalt = ({ salt: _, ...change }: SaltedChange): Change => change

async function changeOne(ctx: CommandCtx, id: string, action: BulkAction): Promise<BulkOutcome> {
  const { outcomes, changes } = await decide(ctx, [id], action)
  const outcome = outcomes.get(id) ?? 'not_found'
  if (outcome === 'not_found') throw new AppError('NOT_FOUND')
  await write(ctx, changes, ctx.actor.memberId)
  return outcome
}

/** What the action would change, of what the actor sees. Until it is written, what would change is `unchanged`. */
async function decide(
  ctx: CommandCtx,
  ids: string[],
  action: BulkAction,
): Promise<{ outcomes: Map<string, BulkOutcome>; changes: SaltedChange[] }> {
  requireRole(ctx.actor, operations[action.type])
  assertTime(ctx, action)
  const wantedLabels = action.type === 'label' ? [...action.add, ...action.remove] : []
  const wantedMember = action.type === 'assign' ? action.memberId : null
  const [standings, labels, members] = await ctx.asActor.batch(
    selectStandings(ctx.asActor, ids),
    selectLabelIds(ctx.asActor, wantedLabels),
    selectActiveMember(ctx.asActor, wantedMember ?? ctx.actor.memberId),
  )
  assertLabels(wantedLabels, labels.rows)
  if (wantedMember !== null && members.rows.length === 0) {
    throw new AppError('INVALID_REQUEST', 'There is no such member who could answer.', {
      errors: [{ path: 'action.memberId', message: 'Not an active member of this team.' }],
    })
  }
  const outcomes = new Map<string, BulkOutcome>(ids.map((id) => [id, 'not_found']))
  const changes: SaltedChange[] = []
  for (const row of standings.rows) {
    const change = changeOf(action, row.id, { ...row, snoozedUntil: toIso(row.snoozedUntil) })
    outcomes.set(row.id, typeof change === 'string' ? change : 'unchanged')
    if (typeof change !== 'string') changes.push({ ...change, salt: row.salt })
  }
  return { outcomes, changes }
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

/** One transaction for all of them, and for what goes with them; then everybody who may see it is told. */
async function write(
  ctx: ChangeCtx,
  changes: SaltedChange[],
  memberId: string | null,
  also: Statement[] = [],
): Promise<string[]> {
  if (changes.length + also.length === 0) return []
  const lines = new Map<string, string>()
  const writes = await Promise.all(
    changes.map(async ({ salt, ...change }) => {
      const activity = activityOf(change)
      if (!activity) return { ...change, action: actionOf(change), line: null }
      const id = ctx.newId()
      lines.set(change.id, id)
      const box = await sealMessage(ctx.vault, ctx.tenantId, fromPgBytes(salt), id, { content: { activity } })
      return { ...change, action: actionOf(change), line: { id, box, seq: ctx.nextSeq() } }
    }),
  )
  const moves = changes.flatMap(({ id, before, after }) => labelMoves(id, before.labelIds ?? [], after.labelIds ?? []))
  const standing = writes.filter(({ after }) => after.labelIds === undefined)
  const [changed] = await ctx.db.batch(
    writeChanges(ctx.db, standing, memberId, ctx.now()),
    ...(moves.length > 0 && memberId !== null ? [moveLabels(ctx.db, moves, memberId)] : []),
    ...also,
  )
  const ids = [...changed.rows.map(({ id }) => id), ...new Set(moves.map((move) => move.conversationId))]
  if (ids.length > 0) await tell(ctx, ids, changes, lines)
  return ids
}

/** As the audit log calls it. */
function actionOf(change: Change): string {
  const activity = activityOf(change)
  if (activity) return `conversation.${activity.action}`
  return change.after.priority === undefined ? 'conversation.read' : 'conversation.prioritised'
}

async function tell(ctx: ChangeCtx, ids: string[], changes: Change[], lines: Map<string, string>): Promise<void> {
  const { db, vault, tenantId } = ctx
  const lineIds = ids.flatMap((id) => lines.get(id) ?? [])
  const [rows, messages] = await db.batch(selectConversationsById(db, ids), selectMessages(db, lineIds))
  const beforeOf = new Map(changes.map(({ id, before }) => [id, before]))
  const assigneeOf = new Map(rows.rows.map((row) => [row.id, row.assigneeId]))
  const frames: OutgoingFrame[] = await Promise.all(
    rows.rows.map(async (row): Promise<OutgoingFrame> => {
      const former = beforeOf.get(row.id)?.assigneeId
      const data = { conversationId: row.id, conversation: await presentConversation(vault, tenantId, row) }
      return {
        ...{ type: 'conversation.updated', data, ids: { conversationId: row.id }, assigneeId: row.assigneeId },
        ...(former !== undefined && { formerAssigneeId: former }),
      }
    }),
  )
  for (const stored of messages.rows) {
    const message = await presentMessage(vault, tenantId, stored)
    const at = { conversationId: stored.conversationId ?? '', messageId: stored.id }
    const assigneeId = assigneeOf.get(at.conversationId) ?? null
    frames.push({ type: 'message.created', data: { ...at, message }, ids: at, assigneeId })
  }
  ctx.publish(frames)
}
