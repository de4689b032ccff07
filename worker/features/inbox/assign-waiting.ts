import { fromPgBytes } from '../../db/columns.ts'
import type { Present } from '../../ports.ts'
import { pickAssignee } from './assignment-policy.ts'
import {
  type Handover,
  handOver,
  selectAbandoned,
  selectAssignment,
  selectCandidates,
  selectUnassigned,
  settleAssignments,
} from './repo/assignment.ts'
import { sealMessage } from './seal.ts'
import { type SystemCtx, tellChanges } from './system-ctx.ts'

/**
 * Finds somebody who is present and has room for conversations that nobody has. Who has none stays in the work list and
 * is tried again. Running it twice at once, or again, gives nothing to two people: each handover checks what it found.
 */
export async function assignWaiting(ctx: SystemCtx, conversationIds: string[], online: string[]): Promise<void> {
  const { db } = ctx
  const [settings, found, waiting] = await db.batch(
    selectAssignment(db),
    selectCandidates(db, online),
    selectUnassigned(db, conversationIds),
    settleAssignments(db, conversationIds),
  )
  const mode = settings.rows[0]?.mode ?? 'manual'
  if (mode === 'manual') return
  const candidates = found.rows.map((row) => ({ ...row, givenAtMs: row.givenAt ? Date.parse(row.givenAt) : 0 }))
  const plans: Plan[] = []
  for (const { id, teamId, salt } of waiting.rows) {
    const chosen = pickAssignee(mode, candidates, teamId)
    if (!chosen) continue
    chosen.has += 1
    chosen.givenAtMs = ctx.now() + plans.length
    plans.push({ conversationId: id, salt, from: null, to: chosen.id })
  }
  await handAllOver(ctx, plans)
}

/** Takes conversations whose customer waits from members who have been away for too long, and finds others for them. */
export async function freeAbandoned(ctx: SystemCtx, { online, leftAtMs }: Present): Promise<void> {
  const { db } = ctx
  const [settings, abandoned] = await db.batch(
    selectAssignment(db),
    selectAbandoned(db, online),
    settleAssignments(db, [db.tenantId]),
  )
  const awayMinutes = settings.rows[0]?.awayMinutes ?? 0
  if (awayMinutes === 0) return
  const beforeMs = ctx.now() - awayMinutes * 60_000
  const plans = abandoned.rows
    .filter(({ assigneeId }) => (leftAtMs[assigneeId] ?? 0) <= beforeMs)
    .map(({ id, salt, assigneeId }) => ({ conversationId: id, salt, from: assigneeId, to: null }))
  const freed = await handAllOver(ctx, plans)
  if (freed.length > 0) await assignWaiting(ctx, freed, online)
}

type Plan = Pick<Handover, 'conversationId' | 'from' | 'to'> & { salt: Uint8Array | string }

/** @returns the conversations that really changed hands. */
async function handAllOver(ctx: SystemCtx, plans: Plan[]): Promise<string[]> {
  if (plans.length === 0) return []
  const { db, vault, tenantId } = ctx
  const handovers = await Promise.all(
    plans.map(async ({ conversationId, from, to, salt }) => {
      const id = ctx.newId()
      const activity = { action: to === null ? ('unassigned' as const) : ('assigned' as const), memberId: to }
      const box = await sealMessage(vault, tenantId, fromPgBytes(salt), id, { content: { activity } })
      return { conversationId, from, to, line: { id, box, atMs: ctx.now(), seq: ctx.nextSeq() } }
    }),
  )
  const results = await db.batch(...handovers.map((each) => handOver(db, each)))
  const changed = handovers.filter((_, index) => (results[index]?.rows.length ?? 0) > 0)
  if (changed.length > 0) await tell(ctx, changed)
  return changed.map(({ conversationId }) => conversationId)
}

async function tell(ctx: SystemCtx, changed: Handover[]): Promise<void> {
  const given = changed.flatMap(({ conversationId, to, line }) =>
    to === null ? [] : [{ memberId: to, kind: 'assigned' as const, conversationId, messageId: line.id }],
  )
  const changes = changed.map(({ conversationId, from, line }) => ({
    conversationId,
    lineId: line.id,
    formerAssigneeId: from,
  }))
  await tellChanges(ctx, changes, given)
}
