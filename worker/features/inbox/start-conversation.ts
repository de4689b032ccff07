import type { Conversation, NewConversation } from '../../contract/conversation.ts'
import type { Message } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'
import { customerStatements, noWrites, shownName } from '../contacts/index.ts'
import type { ApplyChannel } from './apply-ctx.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { assignConversation, getFacts } from './conversation-commands.ts'
import { presentConversation } from './present.ts'
import { insertConversations } from './repo/apply.ts'
import { selectConversationOf, selectFacts } from './repo/commands.ts'
import { selectConversationsById, selectMessageByClientId } from './repo/reads.ts'
import { sealCard } from './seal.ts'
import { assertNobodyWrites, writeMessage } from './send-message.ts'
import { fillTemplate } from './template-content.ts'

/**
 * Writes to a customer first: finds or makes the contact and its one conversation on the channel, then sends.
 * @throws AppError FORBIDDEN, NOT_FOUND, and what sending throws (only a template opens a conversation).
 */
export async function startConversation(
  ctx: CommandCtx,
  input: NewConversation,
): Promise<{ conversation: Conversation; message: Message }> {
  requireRole(ctx.actor, 'startConversation')
  if (input.message.type === 'note' || input.message.type === 'reaction') {
    throw new AppError('INVALID_REQUEST', 'A conversation starts with a message to the customer.')
  }
  if (input.message.context)
    throw new AppError('INVALID_REQUEST', 'The first message of a conversation quotes nothing.')
  const channel = await ctx.channel(input.channelId)
  if (!channel) throw new AppError('NOT_FOUND', 'There is no such channel.')
  const sent = await findSent(ctx, input.message.clientMessageId)
  const conversationId = sent ?? (await ctx.customers.exclusively(() => findOrCreate(ctx, input, channel)))
  const [found] = await ctx.asActor.batch(selectFacts(ctx.asActor, conversationId))
  let [facts] = found.rows
  if (!facts) throw new AppError('NOT_FOUND', 'A colleague is already in conversation with this customer.')
  if (sent === null) await assertNobodyWrites(ctx, conversationId, input.message)
  if (facts.onlyAssigneeSends && facts.assigneeId === null) {
    // Who writes first has it.
    await assignConversation(ctx, { conversationId, memberId: ctx.actor.memberId })
    facts = await getFacts(ctx, conversationId)
  }
  const message = await writeMessage(ctx, facts, input.message)
  const [rows] = await ctx.db.batch(selectConversationsById(ctx.db, [conversationId]))
  if (!rows.rows[0]) throw new AppError('NOT_FOUND')
  return { conversation: await presentConversation(ctx.vault, ctx.tenantId, rows.rows[0]), message }
}

/** The conversation that a message of this client id already stands in. */
async function findSent(ctx: CommandCtx, clientMessageId: string): Promise<string | null> {
  const [found] = await ctx.asActor.batch(selectMessageByClientId(ctx.asActor, clientMessageId))
  return found.rows[0]?.conversationId ?? null
}

async function findOrCreate(ctx: CommandCtx, input: NewConversation, channel: ApplyChannel): Promise<string> {
  if (input.contactId) return forContact(ctx, input.contactId, input.channelId)
  const { customers } = ctx
  const { portfolioId, wabaId } = channel
  const customer = input.phone ? { phone: input.phone } : {}
  await customers.load([{ portfolioId, customer }])
  const known = input.phone ? customers.find(portfolioId, 'phone', input.phone) : null
  const there = known?.conversations.get(input.channelId)
  if (there) return there
  if (input.message.type !== 'template') {
    throw new AppError('WINDOW_CLOSED', 'This customer has never written to this number. Send a template first.')
  }
  // Before anything is made: a template that cannot be sent must not leave an empty conversation behind.
  await fillTemplate(ctx, { wabaId, channelId: channel.id, optedOut: false }, input.message.template)
  const writes = noWrites()
  try {
    const contact = known ?? (await customers.resolve(portfolioId, customer, ctx.now(), writes))
    if (input.name && shownName(contact) === null) await customers.edit(contact, { givenName: input.name }, writes)
    const id = ctx.newId()
    const card = await sealCard(ctx.vault, ctx.tenantId, contact.salt, id, {
      name: shownName(contact),
      phone: contact.phone,
      username: contact.username,
      preview: null,
    })
    const row = {
      id,
      channelId: input.channelId,
      contactId: contact.id,
      status: 'open',
      card,
      atMs: ctx.now(),
    } as const
    await ctx.db.batch(...customerStatements(ctx.db, writes), insertConversations(ctx.db, [row]))
    contact.conversations.set(input.channelId, id)
    return id
  } catch (error) {
    customers.forget()
    throw error
  }
}

async function forContact(ctx: CommandCtx, contactId: string, channelId: string): Promise<string> {
  const [found] = await ctx.asActor.batch(selectConversationOf(ctx.asActor, contactId, channelId))
  if (!found.rows[0])
    throw new AppError('NOT_FOUND', 'This contact has no conversation on this channel; give the phone.')
  return found.rows[0].id
}
