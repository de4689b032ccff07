import type { Operation } from './role-table.ts'

// No zod here: the screens carry this table too.

const nouns = [
  'conversations',
  'contacts',
  'labels',
  'canned',
  'templates',
  'channels',
  'team',
  'analytics',
  'audit',
  'settings',
] as const
type Noun = (typeof nouns)[number]
export type Scope = `${Noun}:${'read' | 'write'}`

/** Every scope there is: what an API token may be good for. */
export const scopes: readonly Scope[] = nouns.flatMap((noun): Scope[] =>
  noun === 'analytics' || noun === 'audit' ? [`${noun}:read`] : [`${noun}:read`, `${noun}:write`],
)

/** What each operation is about; null: people only. The role of a token's maker is asked as well. */
export const nounOf: Record<Operation, Noun | null> = {
  readInbox: 'conversations',
  readQueue: 'conversations',
  readLedger: 'conversations',
  saveViews: 'conversations',
  shareViews: 'conversations',
  reply: 'conversations',
  startConversation: 'conversations',
  assign: 'conversations',
  close: 'conversations',
  label: 'conversations',
  snooze: 'conversations',
  setPriority: 'conversations',
  bulkChange: 'conversations',
  markRead: 'conversations',
  uploadMedia: 'conversations',
  retryMessage: 'conversations',
  readContacts: 'contacts',
  editContacts: 'contacts',
  blockContacts: 'contacts',
  mergeContacts: 'contacts',
  removeContacts: 'contacts',
  manageSegments: 'contacts',
  manageAttributes: 'contacts',
  readLabels: 'labels',
  createLabels: 'labels',
  manageLabels: 'labels',
  useCanned: 'canned',
  shareCanned: 'canned',
  readTemplates: 'templates',
  syncTemplates: 'templates',
  readChannels: 'channels',
  readHealth: 'channels',
  traceEvents: 'channels',
  replayParked: 'channels',
  manageChannels: 'channels',
  readTeam: 'team',
  inviteMembers: 'team',
  manageMembers: 'team',
  manageTeams: 'team',
  readAnalytics: 'analytics',
  readAudit: 'audit',
  readHours: 'settings',
  manageHours: 'settings',
  managePrices: 'settings',
  manageTenant: 'settings',
  transferOwnership: null,
  manageSso: null,
  manageTokens: null,
}
