import type { Conversation } from '../../contract/conversation.ts'
import type { LabelSet, LabelSuggestion } from '../../contract/label.ts'
import { AppError } from '../../contract/problem.ts'
import { contactWrites } from '../contacts/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { contactUpdated } from './contact-commands.ts'
import { getPeople } from './people.ts'
import type { ReadCtx } from './reads.ts'
import { selectFacts } from './repo/commands.ts'
import {
  changeContactLabels,
  type LabelMove,
  moveLabels,
  selectContactLabels,
  selectConversationLabels,
  selectLabelIds,
  selectSuggestions,
} from './repo/labels.ts'
import { selectExists } from './repo/reads.ts'
import { readConversation, tellChanges } from './system-ctx.ts'

/** Makes these the labels of the conversation. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function setConversationLabels(
  ctx: CommandCtx,
  { conversationId, labelIds }: LabelSet & { conversationId: string },
): Promise<Conversation> {
  requireRole(ctx.actor, 'label')
  const [facts, present, known] = await ctx.asActor.batch(
    selectFacts(ctx.asActor, conversationId),
    selectConversationLabels(ctx.asActor, conversationId),
    selectLabelIds(ctx.asActor, labelIds),
  )
  if (!facts.rows[0]) throw new AppError('NOT_FOUND')
  assertLabels(labelIds, known.rows)
  const moves = labelMoves(
    conversationId,
    present.rows.map(({ id }) => id),
    labelIds,
  )
  if (moves.length === 0) return readConversation(ctx, conversationId)
  await ctx.db.batch(moveLabels(ctx.db, moves, ctx.actor.memberId))
  await tellChanges(ctx, [{ conversationId }])
  return readConversation(ctx, conversationId)
}

/** Makes these the labels of the contact. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function setContactLabels(
  ctx: CommandCtx,
  { contactId, labelIds }: LabelSet & { contactId: string },
): Promise<LabelSet> {
  requireRole(ctx.actor, 'label')
  const { survivor, ids } = await getPeople(ctx, contactId)
  const [present, known] = await ctx.asActor.batch(
    selectContactLabels(ctx.asActor, ids),
    selectLabelIds(ctx.asActor, labelIds),
  )
  assertLabels(labelIds, known.rows)
  const change = differenceOf(
    present.rows.map(({ id }) => id),
    labelIds,
  )
  if (change.add.length + change.remove.length === 0) return { labelIds }
  const [, changed] = await ctx.db.batch(
    changeContactLabels(ctx.db, survivor.id, ids, { ...change, memberId: ctx.actor.memberId }),
    selectContactLabels(ctx.db, ids),
    contactWrites.touchContact(ctx.db, survivor.id),
  )
  ctx.publish([contactUpdated(survivor.id)])
  return { labelIds: changed.rows.map(({ id }) => id) }
}

/** Labels worth offering for a conversation. @throws AppError NOT_FOUND */
export async function suggestLabels({ asActor, actor }: ReadCtx, conversationId: string): Promise<LabelSuggestion[]> {
  const [there, suggested] = await asActor.batch(
    selectExists(asActor, conversationId),
    selectSuggestions(asActor, conversationId, actor.memberId),
  )
  if (there.rows.length === 0) throw new AppError('NOT_FOUND')
  return suggested.rows
}

/** @throws AppError INVALID_REQUEST for a label that is not there (any more). */
export function assertLabels(labelIds: string[], known: { id: string }[]): void {
  const there = new Set(known.map(({ id }) => id))
  const missing = labelIds.findIndex((id) => !there.has(id))
  if (missing === -1) return
  throw new AppError('INVALID_REQUEST', 'One of the labels is not there any more.', {
    errors: [{ path: `labelIds.${missing}`, message: 'There is no such label.' }],
  })
}

/** What leads from the labels of a conversation to the wanted ones. */
export function labelMoves(conversationId: string, present: string[], wanted: string[]): LabelMove[] {
  const { add, remove } = differenceOf(present, wanted)
  return [
    ...add.map((labelId) => ({ conversationId, labelId, add: true })),
    ...remove.map((labelId) => ({ conversationId, labelId, add: false })),
  ]
}

function differenceOf(present: string[], wanted: string[]): { add: string[]; remove: string[] } {
  return {
    add: wanted.filter((id) => !present.includes(id)),
    remove: present.filter((id) => !wanted.includes(id)),
  }
}
