import { DraftInput, type DraftKept, type DraftSave, type SavedDraft } from '../../contract/draft.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import type { HubPort } from '../../ports.ts'
import { type DraftRow, deleteDraft, selectDraft, selectDraftFiles, upsertDraft } from './repo.ts'

export interface DraftsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  hub: Pick<HubPort, 'publish'>
  log: Log
  now(): number
}

type ReadCtx = Omit<DraftsCtx, 'hub' | 'log'>

/** WhatsApp keeps an uploaded file for 30 days; one is left to write in. */
const FILE_KEPT_MS = 29 * 24 * 60 * 60_000

/** A draft has no id of its own: member and conversation name it. */
const place = (memberId: string, conversationId: string) => ({ table: 'drafts', id: `${memberId} ${conversationId}` })

/** What the member left here, on whichever device. @throws AppError NOT_FOUND (no such conversation for them) */
export async function findDraft(ctx: ReadCtx, conversationId: string): Promise<SavedDraft | null> {
  const { actor, vault } = ctx
  const { salt, box, updatedAt } = await getRow(ctx, conversationId)
  if (box === null || updatedAt === null) return null
  const where = place(actor.memberId, conversationId)
  const sealed = await vault.openForContact<unknown>(actor.tenantId, fromPgBytes(salt), where, fromPgBytes(box))
  const draft = DraftInput.parse(sealed)
  const files = await filesOf(ctx, conversationId, draft.files)
  return { ...draft, files, filesGone: draft.files.length - files.length, updatedAt: toIso(updatedAt) }
}

/**
 * Keeps what is written, or nothing if nothing is, and tells the member's windows that it did. Not audited: it is nobody's
 * business but the writer's, and it changes with every word.
 *
 * @throws AppError NOT_FOUND, DRAFT_CHANGED (another one is there than the one it is based on)
 */
export async function saveDraft(ctx: DraftsCtx, conversationId: string, input: DraftSave): Promise<DraftKept> {
  const { basedOn, ...draft } = input
  const { actor, asActor, vault } = ctx
  const { memberId, tenantId } = actor
  const before = await getRow(ctx, conversationId)
  const there = { memberId, conversationId, basedOn }
  if (isEmpty(draft)) {
    const [{ rows }] = await asActor.batch(deleteDraft(asActor, there))
    if (rows.length > 0) await tellWindows(ctx, conversationId, null)
    else if (before.updatedAt !== null) throwIfBased(there)
    return { updatedAt: null }
  }
  const box = await vault.sealForContact(tenantId, fromPgBytes(before.salt), place(memberId, conversationId), draft)
  const [{ rows }] = await asActor.batch(upsertDraft(asActor, { ...there, box, atMs: ctx.now() }))
  if (!rows[0]) throwIfBased(there)
  const updatedAt = toIso(rows[0]?.updatedAt ?? before.updatedAt)
  if (rows[0]) await tellWindows(ctx, conversationId, updatedAt)
  return { updatedAt }
}

function throwIfBased({ basedOn }: Pick<DraftSave, 'basedOn'>): void {
  if (basedOn !== undefined) throw new AppError('DRAFT_CHANGED')
}

/** It is kept by now: a window that is not told reads it when its person comes back to it. */
async function tellWindows({ actor, hub, log }: DraftsCtx, conversationId: string, updatedAt: string | null) {
  const { memberId } = actor
  try {
    await hub.publish([
      { type: 'draft.updated', data: { conversationId, updatedAt }, ids: { conversationId }, memberId },
    ])
  } catch (error) {
    log.warn('draft.untold', { conversationId, ...errorFacts(error) })
  }
}

const isEmpty = ({ text, note, buttons, quoteId, files }: DraftInput): boolean =>
  text.trim() === '' && note.trim() === '' && buttons.length === 0 && quoteId === null && files.length === 0

/** Those that can still be sent from here: the member's own, not sent yet, and known at WhatsApp. */
async function filesOf(
  { actor, asActor, now }: ReadCtx,
  conversationId: string,
  files: DraftInput['files'],
): Promise<SavedDraft['files']> {
  if (files.length === 0) return []
  const mediaIds = files.map(({ mediaId }) => mediaId)
  const since = new Date(now() - FILE_KEPT_MS)
  const [{ rows }] = await asActor.batch(
    selectDraftFiles(asActor, { memberId: actor.memberId, conversationId, mediaIds, since }),
  )
  const there = new Map(rows.map(({ id, bytes, ...row }) => [id, { ...row, bytes: Number(bytes) }]))
  return files.flatMap((file) => {
    const media = there.get(file.mediaId)
    return media ? [{ ...file, ...media }] : []
  })
}

async function getRow({ asActor, actor }: ReadCtx, conversationId: string): Promise<DraftRow> {
  const [{ rows }] = await asActor.batch(selectDraft(asActor, actor.memberId, conversationId))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}
