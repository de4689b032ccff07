import type { Frame } from '../../contract/frames.ts'

type WithoutSeq<F> = F extends Frame ? Omit<F, 'seq' | 'replay'> : never

/**
 * A frame on its way to the hub. `ids` is what the replay log keeps of its data; `assigneeId` decides who may see it
 * where agents see only their own: null means unassigned, undefined means everybody of the tenant.
 */
export type OutgoingFrame = WithoutSeq<Frame> & {
  ids: Record<string, string>
  assigneeId?: string | null
  /** A conversation that moved away from this member: they get `conversation.removed` instead, if they may not see it. */
  formerAssigneeId?: string | null
}
