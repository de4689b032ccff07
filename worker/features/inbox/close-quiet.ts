import { fromPgBytes } from '../../db/columns.ts'
import { selectQuiet, settleClosure } from './repo/automatic.ts'
import { changeConversation, closingQuiet } from './repo/commands.ts'
import { sealMessage } from './seal.ts'
import { type SystemCtx, tellChanges } from './system-ctx.ts'

/** So many at a time; the rest comes with the next sweep. */
const CLOSED_MAX = 100

/** Closes conversations in which nobody said a word for as long as the tenant says. A message of the customer opens them again. */
export async function closeQuiet(ctx: SystemCtx): Promise<void> {
  const { db, vault, tenantId } = ctx
  const [quiet] = await db.batch(selectQuiet(db, CLOSED_MAX))
  const lines = await Promise.all(
    quiet.rows.map(async ({ id: conversationId, salt, afterDays }) => {
      const id = ctx.newId()
      const content = { activity: { action: 'closed' as const, memberId: null, afterDays } }
      const box = await sealMessage(vault, tenantId, fromPgBytes(salt), id, { content })
      return { id, conversationId, afterDays, box, memberId: null, atMs: ctx.now(), seq: ctx.nextSeq() }
    }),
  )
  const results = await db.batch(
    ...lines.map((line) => {
      const details = { automatic: true, afterDays: line.afterDays }
      return changeConversation(db, closingQuiet(line.afterDays), line, 'conversation.closed', details)
    }),
    settleClosure(db, lines.length === CLOSED_MAX),
  )
  const closed = lines.filter((_, index) => (results[index]?.rows.length ?? 0) > 0)
  await tellChanges(
    ctx,
    closed.map(({ id: lineId, conversationId }) => ({ conversationId, lineId })),
  )
}
