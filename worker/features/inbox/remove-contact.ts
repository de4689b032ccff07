import { AppError } from '../../contract/problem.ts'
import { contactWrites } from '../contacts/index.ts'
import type { ApplyCtx } from './apply-ctx.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { contactUpdated } from './contact-commands.ts'
import { getPeople } from './people.ts'
import { selectCards } from './repo/cards.ts'
import { audit } from './repo/commands.ts'
import { selectConversationsById } from './repo/reads.ts'

/** A person has 10 seconds to change their mind; the rest is the way there and back. */
export const REMOVAL_GRACE_MS = 15_000

/**
 * Takes a person off every screen at once; a moment later they are erased ({@link eraseRemoved}).
 *
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function removeContact(ctx: CommandCtx, input: { contactId: string }): Promise<null> {
  requireRole(ctx.actor, 'removeContacts')
  const { survivor, ids } = await getPeople(ctx, input.contactId)
  const dueAt = new Date(ctx.now() + REMOVAL_GRACE_MS).toISOString()
  const [cards] = await ctx.db.batch(
    selectCards(ctx.db, ids),
    contactWrites.markRemoved(ctx.db, survivor.id, ids, dueAt),
    audit(ctx.db, ctx.actor.memberId, 'contact.removed', survivor.id),
  )
  const contact = { contactId: survivor.id }
  ctx.publish([
    { type: 'contact.removed', data: contact, ids: contact },
    ...cards.rows.map(({ id }) => {
      const ids = { conversationId: id }
      return { type: 'conversation.removed', data: ids, ids } as const
    }),
  ])
  // A moment after it is due by the database's clock.
  ctx.eraseLater(survivor.id, REMOVAL_GRACE_MS + 1_000)
  return null
}

/** @throws AppError FORBIDDEN; NOT_FOUND for nobody who could come back. */
export async function restoreContact(ctx: CommandCtx, input: { contactId: string }): Promise<null> {
  requireRole(ctx.actor, 'removeContacts')
  const [restored] = await ctx.db.batch(contactWrites.restoreRemoved(ctx.db, input.contactId))
  const ids = restored.rows.map((row) => row.id)
  if (ids.length === 0) throw new AppError('NOT_FOUND', 'This contact cannot be brought back any more.')
  const [, cards] = await ctx.db.batch(
    audit(ctx.db, ctx.actor.memberId, 'contact.restored', input.contactId),
    selectCards(ctx.db, ids),
  )
  const conversationIds = cards.rows.map((row) => row.id)
  const [stored] = await ctx.db.batch(selectConversationsById(ctx.db, conversationIds))
  ctx.publish([
    contactUpdated(input.contactId),
    ...stored.rows.map(({ id, assigneeId }) => {
      const ids = { conversationId: id }
      return { type: 'conversation.updated', data: ids, ids, assigneeId } as const
    }),
  ])
  return null
}

/**
 * Erases a removed person whose time to be brought back is over. May run again after a crash at any point: the files
 * go first, and one transaction does the rest.
 */
export async function eraseRemoved(
  ctx: ApplyCtx & { deleteFiles(mediaIds: string[]): Promise<void> },
  rootId: string,
): Promise<void> {
  await ctx.customers.exclusively(async () => {
    const [removed] = await ctx.db.batch(contactWrites.selectRemoved(ctx.db, rootId))
    const ids = removed.rows.map((row) => row.id)
    if (ids.length === 0) return
    const [files] = await ctx.db.batch(contactWrites.selectFiles(ctx.db, ids))
    await ctx.deleteFiles(files.rows.map((row) => row.id))
    await ctx.db.batch(...contactWrites.eraseContacts(ctx.db, rootId, ids))
    ctx.customers.forget()
  })
}
