import type { BlockResult } from '../../contract/contact.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import type { GraphClient } from '../../whatsapp/client.ts'
import { findSendingChannel } from '../channels/index.ts'
import type { PersonFields } from './customers.ts'
import { selectGroup, selectGroupChannels } from './repo/reads.ts'

interface BlockDeps {
  asTenant: TenantDb
  vault: Vault
  graph: Pick<GraphClient, 'blockUser' | 'unblockUser'>
}

/** Whether a colleague has a conversation with the person that the actor does not see. */
export async function hasHiddenConversation(
  { asActor, asTenant }: Record<'asActor' | 'asTenant', TenantDb>,
  contactId: string,
): Promise<boolean> {
  const count = async (db: TenantDb) => (await db.batch(selectGroupChannels(db, contactId)))[0].rows.length
  const [seen, all] = await Promise.all([count(asActor), count(asTenant)])
  return all > seen
}

/**
 * Blocks a person at WhatsApp, or lets them in again, on every connected number they have a conversation with. What
 * WhatsApp refuses is said for each; blocking here does not hang on it.
 */
export async function blockAtMeta(
  { asTenant: db, vault, graph }: BlockDeps,
  contactId: string,
  blocked: boolean,
): Promise<BlockResult['channels']> {
  const [group, places] = await db.batch(selectGroup(db, contactId), selectGroupChannels(db, contactId))
  const rows = new Map(group.rows.map((row) => [row.id, row]))
  return Promise.all(
    places.rows.map(async ({ channelId, contactId: id }) => {
      const row = rows.get(id)
      const channel = await findSendingChannel(db, vault, channelId)
      if (!row || !channel || channel.state === 'disconnected') {
        return { channelId, done: false, reason: 'The number is not connected.' }
      }
      const place = { table: 'contacts', id }
      const salt = fromPgBytes(row.salt)
      const { phone, userId } = await vault.openForContact<PersonFields>(db.tenantId, salt, place, fromPgBytes(row.box))
      const { phoneNumberId, accessToken } = channel
      const request = { phoneNumberId, accessToken, user: phone ? `+${phone}` : (userId ?? '') }
      const result = await (blocked ? graph.blockUser(request) : graph.unblockUser(request))
      if (result.kind === 'ok') return { channelId, ...result.value }
      const reason = result.kind === 'refused' ? result.error.title : 'WhatsApp did not answer.'
      return { channelId, done: false, reason }
    }),
  )
}
