import type { CustomerNotice } from '../../contract/conversation.ts'
import { customerStatements } from '../contacts/index.ts'
import type { Applied, ApplyCtx } from './apply-ctx.ts'
import { arrivalsOf, channelFrame, flaggedFrame, messageFrames, statusFrame } from './apply-frames.ts'
import type { Gathered, PlannedMessage } from './apply-gathered.ts'
import { cardOf } from './apply-message.ts'
import type { ChangedStatus, ConversationRow, FlaggedConversation, FreshMessage, MessageRow } from './apply-rows.ts'
import {
  applyPreferences,
  claimEarlyStatuses,
  completeMessages,
  finishAttempts,
  flagContacts,
  type InsertedMessages,
  insertChannelEvents,
  insertConversations,
  insertMedia,
  insertMessages,
  insertStatuses,
} from './repo/apply.ts'
import { channelEffects } from './repo/channel-effects.ts'
import { selectNotices } from './repo/reads.ts'
import { sealCard } from './seal.ts'

/** Writes everything in one transaction, and says what follows from it. */
export async function commitBatch(ctx: ApplyCtx, gathered: Gathered): Promise<Applied> {
  const { db } = ctx
  const { media, statuses, attempts, channelEvents, flags, preferences } = gathered
  const messages = firstOfEach(gathered.messages)
  await sealCards(ctx, messages)
  const statements = []
  statements.push(...customerStatements(db, gathered.writes))
  const conversations = await newConversations(ctx, gathered.conversations)
  if (conversations.length > 0) statements.push(insertConversations(db, conversations))
  const rows = messages.filter((each) => !each.completes).map((each) => each.row)
  const completed = messages.filter((each) => each.completes).map((each) => each.row)
  if (completed.length > 0) statements.push(completeMessages(db, completed))
  const freshAt = rows.length > 0 ? statements.push(insertMessages(db, rows)) - 1 : -1
  const hasEchoes = rows.some((row) => row.direction === 'outbound')
  const earlyAt = hasEchoes ? statements.push(claimEarlyStatuses(db, rows)) - 1 : -1
  const mediaAt = media.length > 0 ? statements.push(insertMedia(db, media)) - 1 : -1
  const attemptsAt = attempts.length > 0 ? statements.push(finishAttempts(db, attempts)) - 1 : -1
  const statusesAt = statuses.length > 0 ? statements.push(insertStatuses(db, statuses)) - 1 : -1
  const preferencesAt = preferences.length > 0 ? statements.push(applyPreferences(db, preferences)) - 1 : -1
  const flagsAt = flags.length > 0 ? statements.push(flagContacts(db, flags)) - 1 : -1
  // After whatever changes them.
  const shownIds = [...new Set(rows.filter((row) => row.shows).map((row) => row.conversationId))]
  const noticesAt = shownIds.length > 0 ? statements.push(selectNotices(db, shownIds)) - 1 : -1
  if (channelEvents.length > 0) {
    statements.push(
      insertChannelEvents(
        db,
        channelEvents.map((each) => each.row),
      ),
    )
    statements.push(...channelEffects(db, channelEvents))
  }
  const results = statements.length > 0 ? await db.batch(...statements) : []
  const rowsAt = <T>(index: number) => (index < 0 ? [] : (results[index] as unknown as { rows: T[] }).rows)
  const changes = [earlyAt, attemptsAt, statusesAt].flatMap((index) => rowsAt<ChangedStatus>(index))
  const [stored] = rowsAt<InsertedMessages>(freshAt)
  const fresh = freshOf(stored)
  const noticeRows = rowsAt<{ id: string; notice: CustomerNotice }>(noticesAt)
  const notices = new Map(noticeRows.map(({ id, notice }) => [id, notice]))
  const flagged = [preferencesAt, flagsAt].flatMap((index) => rowsAt<FlaggedConversation>(index))
  return {
    frames: [
      ...(await messageFrames(
        ctx,
        { messages, changedIds: [...gathered.mediaChanged, ...(stored?.inserted.linked ?? [])], notices },
        fresh,
      )),
      ...changes.map(statusFrame),
      ...flagged.map(flaggedFrame),
      ...channelEvents.map(({ row }) => channelFrame(row.channelId)),
    ],
    mediaIds: rowsAt<{ id: string }>(mediaAt).map((row) => row.id),
    unassignedIds: stored?.inserted.unassigned ?? [],
    greetableIds: stored?.inserted.greetable ?? [],
    arrived: arrivalsOf(messages, fresh),
    failedIds: changes.filter(({ status }) => status === 'failed').map(({ messageId }) => messageId),
  }
}

/** An event that came twice into one batch is one row: the insert tells only which rows are new. */
function firstOfEach(messages: PlannedMessage[]): PlannedMessage[] {
  const firsts = new Map<string, MessageRow>()
  return messages
    .sort((a, b) => a.row.seq - b.row.seq)
    .filter(({ row }) => {
      const first = firsts.get(row.id)
      if (first) first.copies += 1
      else firsts.set(row.id, row)
      return !first
    })
}

/** Only the newest message of a conversation in this batch needs its card. */
async function sealCards({ vault, tenantId }: ApplyCtx, messages: PlannedMessage[]): Promise<void> {
  const newest = new Map<string, PlannedMessage>()
  for (const planned of messages) {
    if (!planned.row.shows || planned.completes) continue
    const best = newest.get(planned.row.conversationId)
    if (!best || planned.row.atMs >= best.row.atMs) newest.set(planned.row.conversationId, planned)
  }
  const wanted = [...newest.values(), ...messages.filter((each) => each.completes)]
  await Promise.all(
    wanted.map(async (planned) => {
      const { conversationId } = planned.row
      planned.row.card = await sealCard(vault, tenantId, planned.contact.salt, conversationId, planned.card)
    }),
  )
}

function newConversations(
  { vault, tenantId }: ApplyCtx,
  conversations: Gathered['conversations'],
): Promise<ConversationRow[]> {
  return Promise.all(
    [...conversations].map(async ([id, { contact, channelId, atMs, status }]) => ({
      id,
      channelId,
      contactId: contact.id,
      status,
      atMs,
      card: await sealCard(vault, tenantId, contact.salt, id, cardOf(contact, null)),
    })),
  )
}

function freshOf(row: InsertedMessages | undefined): FreshMessage[] {
  const { fresh, conversations } = row?.inserted ?? { fresh: null, conversations: null }
  const byId = new Map((conversations ?? []).map((each) => [each.id, each]))
  return (fresh ?? []).flatMap(({ id, replyToId, conversationId }) => {
    const conversation = byId.get(conversationId)
    return conversation ? [{ id, replyToId, conversation }] : []
  })
}
