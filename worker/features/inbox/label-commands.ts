import type { Conversation } from '../../contract/conversation.ts'
import type { LabelSet, LabelSuggestion } from '../../contract/label.ts'
import { AppError } from '../../contract/problem.ts'
import { contactWrites } from '../contacts/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { contactUpdated } from './contact-commands.ts'
import { publishConversation, readConversation } from './conversation-commands.ts'
import { getPeople } from './people.ts'
import type { ReadCtx } from './reads.ts'
import { selectFacts } from './repo/commands.ts'
import {
  changeContactLabels,
  changeConversationLabels,
  type LabelChange,
  selectContactLabels,
  selectConversationLabels,
  selectLabelIds,
  selectSuggestions,
} from './repo/labels.ts'
import { selectExists } from './repo/reads.ts'

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
  const change = changeOf(
    ctx,
    present.rows.map(({ id }) => id),
    labelIds,
  )
  if (!change) return readConversation(ctx, conversationId)
  await ctx.db.batch(changeConversationLabels(ctx.db, [conversationId], change))
  return publishConversation(ctx, facts.rows[0])
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
  const change = changeOf(
    ctx,
    present.rows.map(({ id }) => id),
    labelIds,
  )
  if (!change) return { labelIds }
  const [, changed] = await ctx.db.batch(
    changeContactLabels(ctx.db, survivor.id, ids, change),
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

/** null: they are as wanted already. */
function changeOf({ actor }: CommandCtx, present: string[], wanted: string[]): LabelChange | null {
  const add = wanted.filter((id) => !present.includes(id))
  const remove = present.filter((id) => !wanted.includes(id))
  return add.length + remove.length === 0 ? null : { add, remove, memberId: actor.memberId }
}
