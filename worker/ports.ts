import type { JournalEvent } from './contract/events.ts'
import type { OutgoingFrame } from './contract/frames.ts'

/** The doors to the objects, as features see them. Implementations: objects.ts. */

/** Where a tenant's objects live: fixed at sign-up, part of their ids. */
export type Jurisdiction = 'default' | 'eu' | 'us'

export interface InboxPort {
  /** @returns false if the journal is full: the events must go to the intake. */
  receive(events: JournalEvent[]): Promise<boolean>
}

export interface HubPort {
  publish(frames: OutgoingFrame[]): Promise<void>
  /** Cuts sockets off at once: those of a member, of a session, or all. */
  disconnect(who: { memberId?: string; sessionId?: string }): Promise<void>
}

export interface SenderPort {
  wake(channelId: string): Promise<void>
  /** The channel's settings changed: they are read again before the next message. */
  reload(channelId: string): Promise<void>
}
