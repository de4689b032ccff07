import type { OutgoingFrame } from '../../contract/frames.ts'
import { fromPgBytes } from '../../db/columns.ts'
import type { Present } from '../../ports.ts'
import { insertNotices, type NotificationRow } from '../notifications/index.ts'
import type { ApplyCtx } from './apply-events.ts'
import { pickAssignee } from './assignment-policy.ts'
import { presentConversation, presentMessage } from './present.ts'
import {
  type Handover,
  handOver,
  selectAbandoned,
  selectAssignment,
  selectCandidates,
  selectUnassigned,
  settleAssignments,
} from './repo/assignment.ts'
import { selectConversationsById, selectMessages } from './repo/reads.ts'
import { sealMessage } from './seal.ts'

export interface AssignCtx extends ApplyCtx {
  publish(frames: OutgoingFrame[]): void
  tell(notices: NotificationRow[]): void
}

/**
 * Finds somebody who is present and has room for conversations that nobody has. Who has none stays in the work list and
 * is tried again. Running it twice at once, or again, gives nothing to two people: each handover checks what it found.
 */
export async function assignWaiting(ctx: AssignCtx, conversationIds: string[], online: string[]): Promise<void> {
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
export async function freeAbandoned(ctx: AssignCtx, { online, leftAtMs }: Present): Promise<void> {
  const { db } = ctx
  const [settings, abandoned] = await db.batch(selectAssignment(db), selectAbandoned(db, online))
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
async function handAllOver(ctx: AssignCtx, plans: Plan[]): Promise<string[]> {
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

async function tell(ctx: AssignCtx, changed: Handover[]): Promise<void> {
  const { db, vault, tenantId, publish } = ctx
  const given = changed.flatMap(({ conversationId, to, line }) =>
    to === null ? [] : [{ memberId: to, kind: 'assigned' as const, conversationId, messageId: line.id }],
  )
  const [conversations, lines, noted] = await db.batch(
    selectConversationsById(
      db,
      changed.map(({ conversationId }) => conversationId),
    ),
    selectMessages(
      db,
      changed.map(({ line }) => line.id),
    ),
    insertNotices(db, given),
  )
  ctx.tell(noted.rows)
  const formerly = new Map(changed.map(({ conversationId, from }) => [conversationId, from]))
  const shown = await Promise.all(conversations.rows.map((row) => presentConversation(vault, tenantId, row)))
  publish(
    shown.map((conversation) => ({
      type: 'conversation.updated',
      data: { conversationId: conversation.id, conversation },
      ids: { conversationId: conversation.id },
      assigneeId: conversation.assigneeId,
      formerAssigneeId: formerly.get(conversation.id) ?? null,
    })),
  )
  const assignees = new Map(shown.map(({ id, assigneeId }) => [id, assigneeId]))
  const messages = await Promise.all(lines.rows.map((row) => presentMessage(vault, tenantId, row)))
  publish(
    messages.flatMap((message) => {
      const { conversationId } = message
      if (conversationId === null) return []
      const ids = { conversationId, messageId: message.id }
      const assigneeId = assignees.get(conversationId) ?? null
      return [{ type: 'message.created' as const, data: { ...ids, message }, ids, assigneeId }]
    }),
  )
}
