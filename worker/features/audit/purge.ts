import { asTenant } from '../../db/actor.ts'
import { CHAINS_PAGE, eachChain, type HeadsCtx, holds, readHead } from './heads.ts'
import { purgeRows, selectOverdue } from './repo.ts'

/** Seven years, with two leap days. */
const KEPT_MS = 2557 * 24 * 60 * 60_000
/** Short transactions; what a night does not get through, the next one does. */
const AT_ONCE = { max: 1_000, rounds: 50 }

/** The day from which on rows are kept: what was signed before it is older than seven years, all of it. */
export const keptSince = (nowMs: number): string => new Date(nowMs - KEPT_MS).toISOString().slice(0, 10)

/**
 * Removes rows of the audit logs that are older than seven years, in the order of their chains, up to the last head that was
 * signed before then: so that it can be proved, without believing the database, that no more is gone. A chain that is not
 * the signed one, or a row that is not as it was chained, stays as it is.
 */
export async function purgeAudit(ctx: HeadsCtx, atOnce = AT_ONCE): Promise<void> {
  const overdue = (after: string | null) => selectOverdue(ctx.db, after, CHAINS_PAGE)
  await eachChain(ctx.log, overdue, ({ tenantId, seq }) => purgeChain(ctx, tenantId, seq, atOnce))
}

async function purgeChain(
  ctx: HeadsCtx,
  tenantId: string,
  from: number,
  { max, rounds }: typeof AT_ONCE,
): Promise<void> {
  const { db, log } = ctx
  const head = await readHead(ctx, tenantId, keptSince(ctx.now()))
  if (head === null || (head !== 'forged' && head.seq < from)) return // Not signed for so long yet.
  if (head === 'forged' || !(await holds(asTenant(db, tenantId), head))) {
    log.error('audit.not_purged', { tenantId, reason: 'head' })
    return
  }
  let gone = from - 1
  for (let round = 0; round < rounds && gone < head.seq; round++) {
    const through = await purgeRows(db, tenantId, head.seq, max)
    if (through === gone) {
      log.error('audit.not_purged', { tenantId, reason: 'row' })
      return
    }
    gone = through
  }
  log.info('audit.purged', { tenantId, count: gone - from + 1 })
}
