import type { JournalEvent } from '../../contract/events.ts'
import type { ParkedEvent } from '../../contract/parked.ts'
import { AppError } from '../../contract/problem.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import type { InboxPort } from '../../ports.ts'
import { selectParked, selectParkedBox, setReplayed } from './repo/parked.ts'

interface ParkedCtx {
  actor: Pick<Actor, 'memberId'>
  asActor: TenantDb
  intake: IntakeKeys
  inbox: InboxPort
}

/** Somebody of the platform's staff is no member; the audit log knows them by the trail. */
type ReplayCtx = Omit<ParkedCtx, 'actor'> & { actor: { memberId: string | null } }

export async function listParked({ asActor }: ParkedCtx): Promise<ParkedEvent[]> {
  const [result] = await asActor.batch(selectParked(asActor))
  return result.rows.map((row) => ({ ...row, parkedAt: toIso(row.parkedAt), replayedAt: toIso(row.replayedAt) }))
}

/**
 * Gives a parked event to the journal again. If it still cannot be applied it is parked anew.
 *
 * @param channelId Where it is to go instead of the channel that it came for.
 * @throws AppError NOT_FOUND (or replayed before, or lost with its file), UNAVAILABLE if the journal is full.
 */
export async function replayParked(
  { actor, asActor, intake, inbox }: ReplayCtx,
  id: string,
  channelId: string | null = null,
): Promise<void> {
  const [found] = await asActor.batch(selectParkedBox(asActor, id))
  const row = found.rows[0]
  if (!row || row.kind === 'lost') throw new AppError('NOT_FOUND')
  const isRow = row.kind === 'journal'
  const opened = JSON.parse(fromUtf8(await intake.open(fromPgBytes(row.box), isRow ? 'journal' : 'parked')))
  const parked: JournalEvent[] = isRow ? opened : [opened]
  const events = channelId === null ? parked : parked.map((each) => ({ ...each, channelId }))
  if (!(await inbox.receive(events))) throw new AppError('UNAVAILABLE', 'The journal is full. Try again later.')
  await asActor.batch(setReplayed(asActor, id, actor.memberId))
}
