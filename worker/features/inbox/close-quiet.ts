import { writeAll } from './change-conversations.ts'
import { changeOf } from './changes.ts'
import { selectQuiet, settleClosure } from './repo/automatic.ts'
import type { SystemCtx } from './system-ctx.ts'

/** So many at a time; the rest comes with the next sweep. */
const CLOSED_MAX = 100

/** Closes conversations in which nobody said a word for as long as the tenant says. A message of the customer opens them again. */
export async function closeQuiet(ctx: SystemCtx): Promise<void> {
  const [quiet] = await ctx.db.batch(selectQuiet(ctx.db, CLOSED_MAX))
  const changes = quiet.rows.flatMap(({ afterDays, ...row }) => {
    const change = changeOf({ type: 'close' }, row.id, row)
    return typeof change === 'string' ? [] : [{ ...change, afterDays, salt: row.salt }]
  })
  await writeAll(ctx, changes, null, [settleClosure(ctx.db, changes.length === CLOSED_MAX)])
}
