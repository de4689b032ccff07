export { type Applied, type ApplyChannel, type ApplyCtx, applyEvents } from './apply-events.ts'
export { wakeSnoozed } from './change-conversations.ts'
export type { CommandCtx } from './command-ctx.ts'
export { requireRole } from './command-ctx.ts'
export { type CommandName, type CommandOf, runCommand } from './commands.ts'
export { type OpenedMessage, openClaimed } from './open-claimed.ts'
export {
  getConversation,
  getCounts,
  getLedger,
  listConversations,
  listMessages,
  readMessages,
  searchConversations,
} from './reads.ts'
export {
  type ClaimedMessage,
  claimMessages,
  claimSends,
  claimSnoozes,
  findOpenAttempts,
  nextDue,
  releaseAttempts,
} from './repo/outbox.ts'
export { parkEvent } from './repo/parked.ts'
export { COUNTED_MAX, countListed, type ListFilter } from './repo/reads.ts'
