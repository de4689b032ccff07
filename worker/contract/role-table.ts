// No zod here: the screens carry this table too.

/** What a member may be, most powerful first. */
export const roles = ['owner', 'admin', 'supervisor', 'agent', 'viewer'] as const
export type Role = (typeof roles)[number]

/**
 * The one table of who may do what: the lowest role that is allowed each operation.
 * Routes, object commands and screens all read it.
 */
export const lowestRole = {
  readInbox: 'viewer',
  readHealth: 'viewer',
  readTeam: 'viewer',
  readTemplates: 'viewer',
  readChannels: 'viewer',
  readContacts: 'viewer',
  editContacts: 'agent',
  blockContacts: 'agent',
  mergeContacts: 'supervisor',
  removeContacts: 'supervisor',
  manageSegments: 'supervisor',
  manageAttributes: 'admin',
  readLabels: 'viewer',
  readHours: 'viewer',
  saveViews: 'viewer',
  reply: 'agent',
  startConversation: 'agent',
  assign: 'agent',
  close: 'agent',
  label: 'agent',
  snooze: 'agent',
  setPriority: 'agent',
  bulkChange: 'agent',
  createLabels: 'agent',
  markRead: 'agent',
  uploadMedia: 'agent',
  retryMessage: 'agent',
  readLedger: 'agent',
  readQueue: 'supervisor',
  readAnalytics: 'supervisor',
  useCanned: 'agent',
  shareCanned: 'supervisor',
  syncTemplates: 'supervisor',
  traceEvents: 'admin',
  readAudit: 'admin',
  manageLabels: 'supervisor',
  shareViews: 'supervisor',
  replayParked: 'admin',
  managePrices: 'admin',
  manageChannels: 'admin',
  inviteMembers: 'admin',
  manageMembers: 'admin',
  manageTenant: 'admin',
  manageTokens: 'admin',
  transferOwnership: 'owner',
  manageSso: 'owner',
  manageTeams: 'admin',
  manageHours: 'admin',
} as const satisfies Record<string, Role>

export type Operation = keyof typeof lowestRole

/** Whether a role may do an operation. */
export function roleAllows(role: Role, operation: Operation): boolean {
  return roles.indexOf(role) <= roles.indexOf(lowestRole[operation])
}
