import type { WritingMode } from './contract/conversation.ts'
import type { JournalEvent } from './contract/events.ts'
import type { OutgoingFrame } from './contract/frames.ts'

/** The doors to the objects, as features see them. Implementations: objects.ts. */

/** Where a tenant's objects live: fixed at sign-up, part of their ids. */
export type Jurisdiction = 'default' | 'eu' | 'us'

export interface InboxPort {
  /** @returns false if the journal is full: the events must go to the intake. */
  receive(events: JournalEvent[]): Promise<boolean>
}

/** Who is there. */
export interface Present {
  online: string[]
  viewing: { memberId: string; conversationId: string }[]
  /** By member: when their last window closed, in epoch milliseconds. */
  leftAtMs: Record<string, number>
}

/** The conversation that somebody looks at or writes in; its assignee decides who may know. */
export interface Spot {
  conversationId: string
  assigneeId: string | null
}

export interface HubPort {
  publish(frames: OutgoingFrame[]): Promise<void>
  /** A member's window shows another conversation, or none. */
  view(memberId: string, connectionId: string, spot: Spot | null): Promise<void>
  /** Somebody writes, or stopped. @param draft Passes through; null: not shared. */
  write(
    writer: Spot & { memberId: string; connectionId: string | null; mode: WritingMode },
    typing: boolean,
    draft: string | null,
  ): Promise<void>
  /** Members who are writing a reply in a conversation now. */
  repliers(conversationId: string): Promise<string[]>
  present(): Promise<Present>
  /** Cuts sockets off at once: those of a member, of a session, or all. */
  disconnect(who: { memberId?: string; sessionId?: string }): Promise<void>
}

/** The outbox of e-mails. */
export interface EmailPort {
  /** Whether this deployment sends e-mails. */
  isConfigured: boolean
  /** Says that one was queued. A nudge that is lost costs a minute. */
  wake(emailId: string): Promise<void>
}

export interface SenderPort {
  wake(channelId: string): Promise<void>
  /** The customer sees blue ticks, or that somebody is writing. Nothing is lost if it does not come about. */
  acknowledge(channelId: string, conversationId: string, typing: boolean): Promise<void>
  /** The channel's settings changed: they are read again before the next message. */
  reload(channelId: string): Promise<void>
}
