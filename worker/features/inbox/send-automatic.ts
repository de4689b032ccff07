import { openingText } from '../../contract/opening-text.ts'
import { fillVariables } from '../../contract/variables.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { randomBytes } from '../../kit/bytes.ts'
import { type PersonFields, shownName } from '../contacts/index.ts'
import { type AutomaticAnswer, automaticAnswer, openHours, selectHours } from '../hours/index.ts'
import { presentMessage } from './present.ts'
import {
  type AutomaticMessage,
  type GreetableRow,
  insertAutomatic,
  selectGreetable,
  settleGreetings,
} from './repo/automatic.ts'
import { selectMessages } from './repo/reads.ts'
import { sealMessage } from './seal.ts'
import type { SystemCtx } from './system-ctx.ts'

type Hours = NonNullable<Awaited<ReturnType<typeof openHours>>>

/**
 * Greets customers who wait, or tells them when it opens, where their tenant wants that. What is to be said goes into the
 * outbox in the transaction that takes it off the work list: after a crash it is there once, or comes again.
 */
export async function sendAutomatic(ctx: SystemCtx, conversationIds: string[]): Promise<void> {
  const { db, vault, tenantId } = ctx
  const [found, greetable] = await db.batch(selectHours(db), selectGreetable(db, conversationIds))
  const hours = await openHours(vault, tenantId, found.rows[0])
  const planned = hours ? await Promise.all(greetable.rows.map((row) => plan(ctx, hours, row))) : []
  const messages = planned.filter((each) => each !== null)
  const results = await db.batch(
    ...messages.map((message) => insertAutomatic(db, message)),
    settleGreetings(db, conversationIds),
  )
  const written = messages.filter((_, index) => (results[index]?.rows.length ?? 0) > 0)
  if (written.length > 0) await tell(ctx, written, greetable.rows)
}

async function plan(ctx: SystemCtx, hours: Hours, row: GreetableRow): Promise<AutomaticMessage | null> {
  const { vault, tenantId } = ctx
  const nowMs = ctx.now()
  const { openedBy, firstReplyAt, isResumed, isAttended } = row
  const openedAtMs = Date.parse(row.openedAt)
  const episode = { openedAtMs, openedBy, isReplied: firstReplyAt !== null, isResumed, isAttended }
  const answer = automaticAnswer(hours, episode, nowMs)
  if (!answer) return null
  const salt = fromPgBytes(row.salt)
  const place = { table: 'contacts', id: row.contactId }
  const person = await vault.openForContact<PersonFields>(tenantId, salt, place, fromPgBytes(row.contactBox))
  const body = fillVariables(answer.text, {
    'contact.first_name': shownName(person)?.trim().split(/\s+/)[0] ?? '',
    'hours.opening': openingText(answer.opensAtMs, hours),
  })
  if (body.trim() === '') return null
  const id = ctx.newId()
  return {
    id,
    conversationId: row.id,
    kind: answer.kind,
    box: await sealMessage(vault, tenantId, salt, id, { content: { text: { body } } }),
    clientMessageId: clientIdOf(answer, row),
    atMs: nowMs,
    seq: ctx.nextSeq(),
    eventKey: randomBytes(32),
  }
}

/** A greeting is said once in an episode; that it is closed once in a conversation until it opens. */
function clientIdOf({ kind, opensAtMs }: AutomaticAnswer, { id, episodeId }: GreetableRow): string {
  return kind === 'greeting' ? `greeting-${episodeId}` : `away-${id}-${opensAtMs / 1000}`
}

async function tell(ctx: SystemCtx, written: AutomaticMessage[], rows: GreetableRow[]): Promise<void> {
  const { db, vault, tenantId } = ctx
  const ids = written.map(({ id }) => id)
  const [read] = await db.batch(selectMessages(db, ids))
  const shown = await Promise.all(read.rows.map((row) => presentMessage(vault, tenantId, row)))
  const conversations = new Map(rows.map((row) => [row.id, row]))
  for (const message of shown) {
    const conversation = conversations.get(message.conversationId ?? '')
    if (!conversation) continue
    const data = { conversationId: conversation.id, messageId: message.id }
    const { assigneeId } = conversation
    ctx.publish([{ type: 'message.created', data: { ...data, message }, ids: data, assigneeId }])
  }
  for (const channelId of new Set(shown.map((message) => message.channelId))) ctx.wakeSender(channelId)
}
