import { AppError } from '../../contract/problem.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { contactWrites, customerStatements, noWrites, shownName } from '../contacts/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { callMergedAlike, contactUpdated } from './contact-commands.ts'
import { changePeople, getPeople, peopleOf, showOnCards } from './people.ts'
import { audit } from './repo/commands.ts'

const mergePlace = (id: string) => ({ table: 'contact_merges', id })

/**
 * Makes two contacts one person. Messages and conversations keep the contact they were sealed for, so that it can be
 * undone, and an answer goes to the number that wrote; every screen shows the survivor.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, ALREADY_MERGED
 */
export async function mergeContacts(
  ctx: CommandCtx,
  input: { contactId: string; mergedId: string; name?: string | undefined },
): Promise<null> {
  requireRole(ctx.actor, 'mergeContacts')
  const { customers, db, vault, tenantId } = ctx
  await changePeople(ctx, async () => {
    const [ours, theirs] = [await getPeople(ctx, input.contactId), await getPeople(ctx, input.mergedId)]
    const { survivor } = ours
    const merged = theirs.survivor
    if (survivor.id === merged.id) throw new AppError('ALREADY_MERGED')
    const people = [...ours.people, ...theirs.people]
    const id = ctx.newId()
    const before = survivor.givenName
    const box = before ? await vault.sealForContact(tenantId, survivor.salt, mergePlace(id), { before }) : null
    const writes = noWrites()
    // A name that a person chose: the next profile name must not call half of the person otherwise.
    const givenName = input.name ?? shownName(survivor) ?? shownName(merged) ?? undefined
    await customers.edit(survivor, { givenName }, writes)
    for (const person of theirs.people) person.mergedInto = survivor.id
    const blocked = people.some((person) => person.blocked)
    for (const person of people) person.blocked = blocked
    const everybody = peopleOf(survivor, people)
    await callMergedAlike(ctx, everybody, writes)
    await db.batch(
      ...customerStatements(db, writes),
      ...contactWrites.insertMerge(db, {
        ...{ id, survivorId: survivor.id, mergedId: merged.id, box, memberId: ctx.actor.memberId },
      }),
      audit(db, ctx.actor.memberId, 'contact.merged', survivor.id, { mergedId: merged.id }),
    )
    ctx.publish([contactUpdated(merged.id)])
    return everybody
  })
  return null
}

/** Takes a person out again, as they were; a withdrawn consent and a block stay with both. @throws AppError FORBIDDEN, NOT_FOUND */
export async function unmergeContacts(ctx: CommandCtx, input: { contactId: string; mergedId: string }): Promise<null> {
  requireRole(ctx.actor, 'mergeContacts')
  const { customers, db, vault, tenantId } = ctx
  await changePeople(ctx, async () => {
    const { survivor, people } = await getPeople(ctx, input.contactId)
    const [found] = await db.batch(contactWrites.selectMerge(db, survivor.id, input.mergedId))
    const merge = found.rows[0]
    if (!merge) throw new AppError('NOT_FOUND', 'This person was not merged in here.')
    const opened = merge.box
      ? await vault.openForContact<{ before: string }>(
          tenantId,
          survivor.salt,
          mergePlace(merge.id),
          fromPgBytes(merge.box),
        )
      : null
    const [subtree] = await db.batch(contactWrites.selectMergedBefore(db, input.mergedId))
    const out = await customers.byId(subtree.rows.map((row) => row.id))
    const merged = out.find((person) => person.id === input.mergedId)
    if (!merged) throw new AppError('NOT_FOUND')
    for (const person of out) person.mergedInto = person === merged ? null : merged.id
    const kept = people.filter((person) => !out.includes(person))
    const writes = noWrites()
    await customers.edit(survivor, { givenName: opened?.before }, writes)
    await customers.edit(merged, { survivorName: undefined }, writes)
    const both = [peopleOf(survivor, kept), peopleOf(merged, out)]
    for (const each of both) await callMergedAlike(ctx, each, writes)
    await db.batch(
      ...customerStatements(db, writes),
      ...contactWrites.undoMerge(db, merge.id, input.mergedId),
      audit(db, ctx.actor.memberId, 'contact.unmerged', survivor.id, { mergedId: merged.id }),
    )
    for (const each of both) await showOnCards(ctx, each)
  })
  return null
}
