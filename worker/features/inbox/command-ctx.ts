import type { OutgoingFrame } from '../../contract/frames.ts'
import { AppError } from '../../contract/problem.ts'
import { type Operation, roleAllows } from '../../contract/roles.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { NotificationRow } from '../notifications/index.ts'
import type { ApplyCtx } from './apply-ctx.ts'

/** What an agent's command works with, inside the tenant's inbox object: the one writer of conversations. */
export interface CommandCtx extends ApplyCtx {
  actor: Actor
  /** Reads as the person: what they may not see is not there. Writes go through `db`, as the machine. */
  asActor: TenantDb
  publish(frames: OutgoingFrame[]): void
  /** A lost wake is found by the minute sweep. */
  wakeSender(channelId: string): void
  /** Shows the customer that their messages were read. */
  acknowledge(channelId: string, conversationId: string): void
  /** Members who are writing a reply there now; nobody if that cannot be found out. */
  repliers(conversationId: string): Promise<string[]>
  /** Tells members what was noted for them. */
  tell(notices: NotificationRow[]): void
  /** Finds somebody for conversations that are due for it, after this command. */
  assignLater(conversationIds: string[]): void
  /** A timer that is lost is found by the minute sweep. */
  eraseLater(contactId: string, inMs: number): void
}

/** @throws AppError FORBIDDEN naming the role that is missing. */
export function requireRole(actor: Actor, operation: Operation): void {
  if (!roleAllows(actor.role, operation)) {
    throw new AppError('FORBIDDEN', `As ${actor.role} you may not do this. Ask an owner or admin of your team.`)
  }
}
