import type { lowestRole, Operation, Role, roles } from '../../worker/contract/roles.ts'

// The contract's own table stands beside zod, which no screen needs. Its types are literals: a difference between the
// two tables does not compile.
const order: typeof roles = ['owner', 'admin', 'supervisor', 'agent', 'viewer']
const lowest: typeof lowestRole = {
  readInbox: 'viewer',
  readHealth: 'viewer',
  readTeam: 'viewer',
  readTemplates: 'viewer',
  readChannels: 'viewer',
  reply: 'agent',
  startConversation: 'agent',
  assign: 'agent',
  close: 'agent',
  markRead: 'agent',
  uploadMedia: 'agent',
  retryMessage: 'agent',
  readLedger: 'agent',
  syncTemplates: 'supervisor',
  replayParked: 'admin',
  manageChannels: 'admin',
  inviteMembers: 'admin',
  manageMembers: 'admin',
  manageTenant: 'admin',
}

/** Whether a role may do an operation. */
export function roleAllows(role: Role, operation: Operation): boolean {
  return order.indexOf(role) <= order.indexOf(lowest[operation])
}
