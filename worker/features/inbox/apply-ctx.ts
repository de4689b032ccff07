import type { OutgoingFrame } from '../../contract/frames.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import type { CustomerDirectory } from '../contacts/index.ts'
import type { Notice } from '../notifications/index.ts'

/** A channel as far as applying its events needs it. */
export interface ApplyChannel {
  id: string
  wabaId: string
  portfolioId: string
}

export interface ApplyCtx {
  tenantId: string
  db: TenantDb
  vault: Vault
  customers: CustomerDirectory
  /** @throws if the tenant has no such channel any more. */
  channel(channelId: string): Promise<ApplyChannel | null>
  newId(): string
  /** A number greater than all before, of this tenant. */
  nextSeq(): number
  now(): number
}

/** What happens after the commit. */
export interface Applied {
  frames: OutgoingFrame[]
  /** Files to fetch now. */
  mediaIds: string[]
  /** Conversations that somebody is to be found for. */
  unassignedIds: string[]
  /** Conversations whose customer may be told something by itself. */
  greetableIds: string[]
  /** Messages of customers, for whoever has the conversation. */
  arrived: Notice[]
  /** Messages that are not sent, for whoever wrote them. */
  failedIds: string[]
}
