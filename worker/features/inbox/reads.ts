import type { Page } from '../../contract/common.ts'
import type {
  Conversation,
  ConversationCounts,
  ConversationDetail,
  ConversationQuery,
  Queue,
} from '../../contract/conversation.ts'
import type { Ledger, LedgerEntry, Message } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'
import { normalisePhone, normaliseUserId, normaliseUsername } from '../../crypto/normalise.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso, toPgHex } from '../../db/columns.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { presentConversation, presentMessage } from './present.ts'
import { auditLedger, auditOpening } from './repo/read-audits.ts'
import {
  type ConversationListRow,
  countFailed,
  selectConversations,
  selectConversationsById,
  selectConversationsByIdentity,
  selectCounts,
  selectCustomer,
  selectEpisodes,
  selectExists,
  selectIdentities,
  selectLedger,
  selectMessages,
  selectOpenPerMember,
  selectQueue,
  selectSealed,
  selectThread,
  sortKey,
} from './repo/reads.ts'
import { attemptPlace, messagePlace, type SealedMessage } from './seal.ts'

/** What a read works with: the database as the person, and the vault. Reads never go through an object. */
export interface ReadCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
}

export async function listConversations(ctx: ReadCtx, query: ConversationQuery): Promise<Page<Conversation>> {
  const tenantId = ctx.actor.tenantId
  if (query.ids) {
    const [result] = await ctx.asActor.batch(selectConversationsById(ctx.asActor, query.ids.split(',')))
    return { data: await presentAll(ctx, result.rows), nextCursor: null }
  }
  if (query.sort === 'window-closes' && query.window === 'closed') {
    throw new AppError('INVALID_REQUEST', 'Closed windows cannot be sorted by when they close.')
  }
  const before = decodeCursor(query.cursor)
  const [result] = await ctx.asActor.batch(selectConversations(ctx.asActor, query, ctx.actor.memberId, before))
  const rows = result.rows.slice(0, query.limit)
  const last = result.rows.length > query.limit ? rows.at(-1) : undefined
  const data = await Promise.all(rows.map((row) => presentConversation(ctx.vault, tenantId, row)))
  if (!last) return { data, nextCursor: null }
  const { id, priority } = last
  const rank = query.sort === 'priority' ? priority : undefined
  return { data, nextCursor: encodeCursor({ at: String(last[sortKey[query.sort]]), id, rank }) }
}

export async function getCounts(ctx: ReadCtx): Promise<ConversationCounts> {
  const [result] = await ctx.asActor.batch(selectCounts(ctx.asActor, ctx.actor.memberId))
  const none = { mine: 0, unassigned: 0, all: 0, unread: 0, snoozed: 0, closing: 0, mentions: 0, notifications: 0 }
  return result.rows[0] ?? none
}

/** A conversation with its customer's identities and its episodes. @throws AppError NOT_FOUND */
export async function getConversation(ctx: ReadCtx, conversationId: string): Promise<ConversationDetail> {
  const { asActor, vault, actor } = ctx
  const [found, identities, episodes, customers] = await asActor.batch(
    selectConversationsById(asActor, [conversationId]),
    selectIdentities(asActor, conversationId),
    selectEpisodes(asActor, conversationId),
    selectCustomer(asActor, conversationId),
  )
  const row = found.rows[0]
  const customer = customers.rows[0]
  if (!row || !customer) throw new AppError('NOT_FOUND')
  const salt = fromPgBytes(row.salt)
  return {
    ...(await presentConversation(vault, actor.tenantId, row)),
    customerSince: toIso(customer.since),
    contactLabelIds: customer.labelIds,
    identities: await Promise.all(
      identities.rows.map(async (identity) => {
        const place = { table: 'contact_identities', id: identity.id }
        const box = fromPgBytes(identity.box)
        const { value } = await vault.openForContact<{ value: string }>(actor.tenantId, salt, place, box)
        return {
          kind: identity.kind,
          value: identity.kind === 'phone' ? `+${value}` : value,
          current: identity.current,
          seenAt: toIso(identity.seenAt),
          note: identity.note,
        }
      }),
    ),
    episodes: episodes.rows.map((episode) => ({
      id: episode.id,
      openedAt: toIso(episode.openedAt),
      firstReplyAt: toIso(episode.firstReplyAt),
      closedAt: toIso(episode.closedAt),
      closedBy: episode.closedBy,
    })),
  }
}

/** A page of the thread, newest first. @throws AppError NOT_FOUND if the conversation is not there for the actor. */
export async function listMessages(
  ctx: ReadCtx,
  conversationId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Message>> {
  const before = decodeCursor(page.cursor, 'seq')
  // An agent who sees all is one of a tenant whose agents do.
  const isTold = before === null && ctx.actor.role !== 'agent'
  const [there, result] = await ctx.asActor.batch(
    selectExists(ctx.asActor, conversationId),
    selectThread(ctx.asActor, conversationId, page.limit + 1, before && { at: before.at, seq: Number(before.id) }),
    ...(isTold ? [auditOpening(ctx.asActor, ctx.actor, conversationId)] : []),
  )
  if (there.rows.length === 0) throw new AppError('NOT_FOUND')
  const rows = result.rows.slice(0, page.limit)
  const last = result.rows.length > page.limit ? rows.at(-1) : undefined
  return {
    data: await Promise.all(rows.map((row) => presentMessage(ctx.vault, ctx.actor.tenantId, row))),
    nextCursor: last ? encodeCursor({ at: last.occurredAt, id: last.seq }) : null,
  }
}

/** Those of the messages that are there for the actor. */
export async function readMessages(ctx: ReadCtx, ids: string[]): Promise<Message[]> {
  const [result] = await ctx.asActor.batch(selectMessages(ctx.asActor, ids))
  return Promise.all(result.rows.map((row) => presentMessage(ctx.vault, ctx.actor.tenantId, row)))
}

/** How the queue does: who waits, who has what, what failed. */
export async function getQueue({ asActor }: Pick<ReadCtx, 'asActor'>): Promise<Queue> {
  const [totals, open, failed] = await asActor.batch(
    selectQueue(asActor),
    selectOpenPerMember(asActor),
    countFailed(asActor),
  )
  const queue = totals.rows[0] ?? { waiting: 0, longestWaitingSince: null, unassigned: 0, closingSoon: 0 }
  return {
    ...queue,
    longestWaitingSince: toIso(queue.longestWaitingSince),
    failed: failed.rows[0]?.count ?? 0,
    open: open.rows,
  }
}

/** Conversations of the people whose full number, username or user id the text is. */
export async function searchConversations(ctx: ReadCtx, q: string, limit: number): Promise<Conversation[]> {
  const { vault, actor, asActor } = ctx
  const digits = normalisePhone(q)
  const wanted: [kind: string, value: string][] = [
    ['username', normaliseUsername(q)],
    ['user_id', normaliseUserId(q)],
  ]
  if (digits.length >= 5) wanted.push(['phone', digits.replace(/^00/, '')])
  const indexes = await Promise.all(wanted.map(([kind, value]) => vault.indexAll(actor.tenantId, kind, value)))
  const [result] = await asActor.batch(
    selectConversationsByIdentity(
      asActor,
      indexes.flat().map((index) => toPgHex(index.bytes)),
      limit,
    ),
  )
  return presentAll(ctx, result.rows)
}

/** The whole story of a message: accepted, each attempt and its answer, every status. @throws AppError NOT_FOUND */
export async function getLedger(ctx: ReadCtx, messageId: string): Promise<Ledger> {
  const { asActor, vault, actor } = ctx
  const [found, rows] = await asActor.batch(
    selectSealed(asActor, messageId),
    selectLedger(asActor, messageId),
    auditLedger(asActor, actor, messageId),
  )
  const message = found.rows[0]
  if (!message) throw new AppError('NOT_FOUND')
  const entries: LedgerEntry[] = []
  if (message.direction === 'inbound') {
    const salt = fromPgBytes(message.salt)
    const box = fromPgBytes(message.box)
    const sealed = await vault.openForContact<SealedMessage>(actor.tenantId, salt, messagePlace(messageId), box)
    entries.push({ ...emptyEntry, kind: 'received', at: toIso(message.occurredAt), wamid: sealed.wamid ?? null })
  }
  for (const row of rows.rows) {
    const answer = row.box
      ? await vault.open<{ wamid: string | null; error: { title: string; detail: string } | null }>(
          actor.tenantId,
          attemptPlace(row.attemptId as string),
          fromPgBytes(row.box),
        )
      : null
    const words = answer?.error ? [answer.error.title, answer.error.detail].filter(Boolean).join(': ') : null
    entries.push({
      at: toIso(row.at),
      kind: row.kind,
      attemptId: row.attemptId,
      wamid: answer?.wamid ?? null,
      status: row.status,
      detail: row.errorCode === null ? words : `${row.errorCode}${words ? ` ${words}` : ''}`,
      pricing: row.pricing,
    })
  }
  return { messageId, entries }
}

const emptyEntry = { attemptId: null, wamid: null, status: null, detail: null, pricing: null }

function presentAll(ctx: ReadCtx, rows: ConversationListRow[]): Promise<Conversation[]> {
  return Promise.all(rows.map((row) => presentConversation(ctx.vault, ctx.actor.tenantId, row)))
}

/** Who a conversation is with and its newest line; null without either. */
export async function findPreview(
  db: TenantDb,
  vault: Vault,
  conversationId: string,
): Promise<{ name: string; text: string } | null> {
  const [{ rows }] = await db.batch(selectConversationsById(db, [conversationId]))
  if (!rows[0]) return null
  const { contact, preview } = await presentConversation(vault, db.tenantId, rows[0])
  return { name: contact.name ?? contact.username ?? contact.phone ?? '', text: preview?.text ?? '' }
}
