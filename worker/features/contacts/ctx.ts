import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'

/** What reading customers works with: the database as the person, and the vault. */
export interface ContactCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
}
/** The same, for what is made here. */
export interface ContactWriteCtx extends ContactCtx {
  newId(): string
}
