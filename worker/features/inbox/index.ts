export { type Applied, type ApplyChannel, type ApplyCtx, applyEvents } from './apply-events.ts'
export { type AssignCtx, assignWaiting, freeAbandoned } from './assign-waiting.ts'
export type { CommandCtx } from './command-ctx.ts'
export { requireRole } from './command-ctx.ts'
export { type CommandName, type CommandOf, runCommand } from './commands.ts'
export { findNewestInbound, type OpenedMessage, openClaimed } from './open-claimed.ts'
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
export { claimDue, type DueWork } from './repo/work.ts'
