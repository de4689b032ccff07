export type { Applied, ApplyChannel, ApplyCtx } from './apply-ctx.ts'
export { applyEvents } from './apply-events.ts'
export { assignWaiting, freeAbandoned } from './assign-waiting.ts'
export { wakeSnoozed } from './change-conversations.ts'
export { closeQuiet } from './close-quiet.ts'
export type { CommandCtx } from './command-ctx.ts'
export { requireRole } from './command-ctx.ts'
export { type CommandName, type CommandOf, runCommand } from './commands.ts'
export { findNewestInbound, type OpenedMessage, openClaimed } from './open-claimed.ts'
export { replayParked } from './parked-events.ts'
export {
  findPreview,
  getConversation,
  getCounts,
  getLedger,
  getQueue,
  listConversations,
  listMessages,
  readMessages,
  searchConversations,
} from './reads.ts'
export { releaseMembers } from './release-members.ts'
export { eraseRemoved } from './remove-contact.ts'
export {
  type ClaimedMessage,
  claimMessages,
  claimSends,
  findOpenAttempts,
  nextDue,
  releaseAttempts,
} from './repo/outbox.ts'
export { parkEvent } from './repo/parked.ts'
export { COUNTED_MAX, countListed, type ListFilter } from './repo/reads.ts'
export { claimDue, type DueWork, settleDue } from './repo/work.ts'
export { listScheduled, sendDue } from './scheduled.ts'
export { sendAutomatic } from './send-automatic.ts'
export type { SystemCtx } from './system-ctx.ts'
