import type { Conversation } from '../../worker/contract/conversation.ts'
import type { Message } from '../../worker/contract/message.ts'
import type { Desk, Me, Member } from '../../worker/contract/team.ts'

let count = 0

/** A fresh id in the shape of a UUIDv7. */
export function newId(): string {
  count += 1
  return `01931c2f-0000-7000-8000-${count.toString(16).padStart(12, '0')}`
}

export const hourMs = 3_600_000
export const inFuture = (ms: number): string => new Date(Date.now() + ms).toISOString()
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

export function aConversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    id: newId(),
    channelId: newId(),
    contact: { id: newId(), name: 'Jonas Okafor', phone: '+4915123456789', username: null },
    status: 'open',
    assigneeId: null,
    teamId: null,
    unreadCount: 0,
    labelIds: [],
    priority: 'none',
    snoozedUntil: null,
    windowClosesAt: inFuture(10 * hourMs),
    waitingSince: null,
    lastMessageAt: ago(60_000),
    preview: null,
    notice: null,
    ...changes,
  }
}

export function aMessage(changes: Partial<Message> = {}): Message {
  return {
    id: newId(),
    conversationId: newId(),
    channelId: newId(),
    contactId: newId(),
    clientMessageId: null,
    direction: 'inbound',
    type: 'text',
    status: 'received',
    failure: null,
    retryAt: null,
    author: { kind: 'customer', memberId: null },
    context: null,
    reactions: [],
    editedAt: null,
    revokedAt: null,
    media: null,
    priceCategory: null,
    occurredAt: ago(60_000),
    seq: count,
    text: { body: 'Hello' },
    ...changes,
  }
}

export function aDesk(changes: Partial<Desk> = {}): Desk {
  return {
    onlyAssigneeSends: false,
    signature: 'none',
    readReceipts: false,
    customerTyping: false,
    sharedDrafts: true,
    assignment: 'manual',
    agentCapacity: 20,
    awayMinutes: 0,
    closeAfterDays: 0,
    ...changes,
  }
}

export function aPerson(changes: Partial<Me> = {}): Me {
  return {
    userId: newId(),
    memberId: newId(),
    name: 'Ana Novak',
    emailVerified: true,
    email: 'ana@demo.test',
    role: 'agent',
    organizations: [],
    factorDueAt: null,
    bySso: false,
    tenant: {
      id: newId(),
      name: 'Demo Shop',
      plan: 'team',
      jurisdiction: 'default',
      agentsSeeOwnOnly: false,
      security: { sessionIdleMinutes: 720, sessionMaxDays: 30, mfaRoles: [], mfaFrom: ago(0) },
      desk: aDesk(),
      features: {},
    },
    ...changes,
  }
}

export const aMember = (name: string, changes: Partial<Member> = {}): Member => ({
  ...{ id: newId(), name, email: null, role: 'agent', active: true, capacity: null, leftAt: null },
  joinedAt: '2026-01-01T00:00:00.000Z',
  ...changes,
})
