import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { Log } from '../../kit/log.ts'
import type { HubPort, SenderPort } from '../../ports.ts'
import type { GraphClient } from '../../whatsapp/client.ts'
import type { DirectoryServices } from './directory.ts'

/** What the verbs on channels work with. */
export interface ChannelCtx extends DirectoryServices {
  actor: Actor
  asActor: TenantDb
  /** Health counts everything that waits, whoever may read it. */
  asTenant: TenantDb
  vault: Vault
  intake: IntakeKeys
  graph: GraphClient
  hub: HubPort
  sender: SenderPort
  log: Log
  inbox: { backlog(): Promise<number>; forgetChannel(channelId: string): Promise<void> }
  settings: DirectoryServices['settings'] & {
    APP_URL: string
    META_APP_ID?: string | undefined
    META_APP_SECRET: string
    META_VERIFY_TOKEN: string
  }
  newId(): string
}

export const channelPlace = (id: string) => ({ table: 'channels', id })
