import type { DraftInput, SavedDraft } from '../../contract/draft.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { type DraftRow, deleteDraft, selectDraft, upsertDraft } from './repo.ts'

export interface DraftsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  now(): number
}

/** A draft has no id of its own: member and conversation name it. */
const place = (memberId: string, conversationId: string) => ({ table: 'drafts', id: `${memberId} ${conversationId}` })

/** What the member left here, on whichever device. @throws AppError NOT_FOUND (no such conversation for them) */
export async function findDraft(ctx: DraftsCtx, conversationId: string): Promise<SavedDraft | null> {
  const { actor, vault } = ctx
  const { salt, box, updatedAt } = await getRow(ctx, conversationId)
  if (box === null || updatedAt === null) return null
  const where = place(actor.memberId, conversationId)
  const draft = await vault.openForContact<DraftInput>(actor.tenantId, fromPgBytes(salt), where, fromPgBytes(box))
  return { ...draft, updatedAt: toIso(updatedAt) }
}

/**
 * Keeps what is written, or nothing if nothing is. Not audited: it is nobody's business but the writer's, and it changes
 * with every word.
 *
 * @throws AppError NOT_FOUND
 */
export async function saveDraft(ctx: DraftsCtx, conversationId: string, draft: DraftInput): Promise<void> {
  const { actor, asActor, vault } = ctx
  const { salt } = await getRow(ctx, conversationId)
  const { memberId } = actor
  if (isEmpty(draft)) {
    await asActor.batch(deleteDraft(asActor, memberId, conversationId))
    return
  }
  const box = await vault.sealForContact(actor.tenantId, fromPgBytes(salt), place(memberId, conversationId), draft)
  await asActor.batch(upsertDraft(asActor, { memberId, conversationId, box, atMs: ctx.now() }))
}

const isEmpty = ({ text, note, buttons }: DraftInput): boolean =>
  text.trim() === '' && note.trim() === '' && buttons.length === 0

async function getRow({ asActor, actor }: DraftsCtx, conversationId: string): Promise<DraftRow> {
  const [{ rows }] = await asActor.batch(selectDraft(asActor, actor.memberId, conversationId))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}
