import { AppError } from '../../contract/problem.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { type KnownContact, selectGroup, shownName } from '../contacts/index.ts'
import type { CommandCtx } from './command-ctx.ts'
import { presentConversation } from './present.ts'
import { selectCards, updateCards } from './repo/cards.ts'
import { selectConversationsById } from './repo/reads.ts'
import { type Card, cardPlace, sealCard } from './seal.ts'

/** A person: the contact they are shown as, and those merged into it. */
export interface People {
  survivor: KnownContact
  people: KnownContact[]
  ids: string[]
}

export const peopleOf = (survivor: KnownContact, people: KnownContact[]): People => ({
  survivor,
  people,
  ids: people.map((each) => each.id),
})

/** The person that an id belongs to. @throws AppError NOT_FOUND */
export async function getPeople(ctx: CommandCtx, contactId: string): Promise<People> {
  const [group] = await ctx.db.batch(selectGroup(ctx.db, contactId))
  const people = await ctx.customers.byId(group.rows.map((row) => row.id))
  const survivor = people.find((each) => each.mergedInto === null)
  if (!survivor) throw new AppError('NOT_FOUND')
  return peopleOf(survivor, people)
}

/**
 * Runs a change of people while nobody else builds on them, then shows it on the cards of their conversations.
 *
 * @param change Commits; what it returns may name whose cards changed. If it throws, what is remembered of customers
 *   may be wrong and is forgotten.
 */
export async function changePeople<T>(ctx: CommandCtx, change: () => Promise<T>): Promise<T> {
  return ctx.customers.exclusively(async () => {
    try {
      const result = await change()
      if (isPeople(result)) await showOnCards(ctx, result)
      return result
    } catch (error) {
      ctx.customers.forget()
      throw error
    }
  })
}

function isPeople(result: unknown): result is People {
  return typeof result === 'object' && result !== null && 'survivor' in result
}

/** Seals the cards of these people anew, with the names they have now, and tells everybody. */
export async function showOnCards(ctx: CommandCtx, { survivor, people, ids }: People): Promise<void> {
  const { db, vault, tenantId } = ctx
  const byId = new Map(people.map((person) => [person.id, person]))
  const [found] = await db.batch(selectCards(db, ids))
  const cards = await Promise.all(
    found.rows.map(async ({ id, contactId, card, lastMessageId }) => {
      const person = byId.get(contactId) as KnownContact
      const { preview } = await vault.openForContact<Card>(tenantId, person.salt, cardPlace(id), fromPgBytes(card))
      const { phone, username } = person
      const sealed = await sealCard(vault, tenantId, person.salt, id, {
        ...{ name: shownName(person), phone, username, preview },
      })
      return { id, card: sealed, lastMessageId }
    }),
  )
  const frames = []
  if (cards.length > 0) {
    const [, stored] = await db.batch(
      updateCards(db, cards),
      selectConversationsById(
        db,
        cards.map((card) => card.id),
      ),
    )
    for (const row of stored.rows) {
      const ids = { conversationId: row.id }
      const conversation = await presentConversation(vault, tenantId, row)
      const data = { ...ids, conversation }
      frames.push({ type: 'conversation.updated', data, ids, assigneeId: row.assigneeId } as const)
    }
  }
  const contact = { contactId: survivor.id }
  ctx.publish([{ type: 'contact.updated', data: contact, ids: contact }, ...frames])
}
