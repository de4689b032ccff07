import type { MessageType } from '../../contract/message.ts'

/** A message to insert, with what it does to its conversation if it really is new. */
export interface MessageRow {
  id: string
  conversationId: string
  channelId: string
  contactId: string
  direction: 'inbound' | 'outbound'
  type: MessageType
  box: Uint8Array
  wamidIndex: Uint8Array
  replyToIndex: Uint8Array | null
  authorKind: 'customer' | 'business-app' | 'system'
  mediaId: string | null
  status: string
  atMs: number
  seq: number
  /** Counts as unread, reopens the conversation and starts an episode. */
  counts: boolean
  /** Opens the 24-hour window. */
  opensWindow: boolean
  /** Becomes the preview. */
  shows: boolean
  /** The business answered (from its WhatsApp app). */
  answers: boolean
  card: Uint8Array | null
  /** How often it is in the batch. */
  copies: number
}

export interface ConversationRow {
  id: string
  channelId: string
  contactId: string
  status: 'open' | 'closed'
  card: Uint8Array
  atMs: number
}

export interface StatusRow {
  eventKey: Uint8Array
  attemptId: string | null
  wamidIndex: Uint8Array
  /** The wamid, sealed for the attempt; null without one. */
  attemptBox: Uint8Array | null
  status: string
  errorCode: number | null
  pricing: Record<string, unknown> | null
  atMs: number
}

export interface AttemptRow {
  messageId: string
  attemptId: string
  outcome: 'sent' | 'failed' | 'retry' | 'unconfirmed'
  errorCode: number | null
  box: Uint8Array
  wamidIndex: Uint8Array | null
  atMs: number
  retryAtMs: number | null
}

export interface MediaRow {
  id: string
  messageId: string
  contactId: string
  channelId: string
  kind: string
  mimeType: string | null
  box: Uint8Array
  atMs: number
}

export interface ChannelEventRow {
  eventKey: Uint8Array
  channelId: string
  field: string
  box: Uint8Array
  atMs: number
}

/** What the insert of a message gave: only rows that were not there before. */
export interface FreshMessage {
  id: string
  replyToId: string | null
  conversation: ConversationState
}
export type ConversationState = {
  id: string
  channelId: string
  contactId: string
  status: 'open' | 'snoozed' | 'closed'
  assigneeId: string | null
  teamId: string | null
  unreadCount: number
  labelIds: string[]
  priority: number
  snoozedUntil: string | null
  windowClosesAt: string | null
  waitingSince: string | null
  lastMessageAt: string
  lastMessageId: string | null
}

/** A conversation whose customer cannot be written to as before, or can again. */
export type FlaggedConversation = { id: string; assigneeId: string | null }

export type ChangedStatus = {
  messageId: string
  conversationId: string | null
  assigneeId: string | null
  status: string
  failureCode: number | null
  retryAt: string | null
}

/** What a refusal says about the customer of a message, which is named by its attempt or its wamid. */
export interface CustomerFlag {
  attemptId: string | null
  wamidIndex: Uint8Array | null
  unreachableCode: number | null
  optedOut: boolean
  atMs: number
}

/** A customer's word on marketing, found by phone or user id. */
export interface PreferenceRow {
  valueIndexes: Uint8Array[]
  optedOut: boolean
  atMs: number
}
