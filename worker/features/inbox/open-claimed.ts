import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { toGraphPayload } from '../../whatsapp/graph-payload.ts'
import type { PersonFields } from '../contacts/index.ts'
import { type ClaimedMessage, selectNewestInbound } from './repo/outbox.ts'
import { attemptPlace, messagePlace, type SealedMessage } from './seal.ts'

export interface OpenedMessage {
  /** Digits; null for a customer known by user id only. */
  phone: string | null
  userId: string | null
  payload: ReturnType<typeof toGraphPayload>
}

/** What a media row's box holds: of a file that we uploaded, its name and WhatsApp's id. */
interface SealedFile {
  id?: string | null
}

/** Opens a claimed message for sending: the recipient, the content, the wamid of what it quotes. */
export async function openClaimed(vault: Vault, tenantId: string, claimed: ClaimedMessage): Promise<OpenedMessage> {
  const salt = fromPgBytes(claimed.salt)
  const [person, { content }, targetWamid, file] = await Promise.all([
    vault.openForContact<PersonFields>(
      tenantId,
      salt,
      { table: 'contacts', id: claimed.contactId },
      fromPgBytes(claimed.contactBox),
    ),
    vault.openForContact<SealedMessage>(tenantId, salt, messagePlace(claimed.id), fromPgBytes(claimed.box)),
    openTargetWamid(vault, tenantId, salt, claimed.target),
    claimed.mediaId && claimed.mediaBox
      ? vault.open<SealedFile>(tenantId, { table: 'media', id: claimed.mediaId }, fromPgBytes(claimed.mediaBox))
      : null,
  ])
  const mediaIds = new Map(claimed.mediaId && file?.id ? [[claimed.mediaId, file.id]] : [])
  return {
    phone: person.phone,
    userId: person.userId,
    payload: toGraphPayload({ type: claimed.type, content, targetWamid }, mediaIds),
  }
}

async function openTargetWamid(
  vault: Vault,
  tenantId: string,
  salt: Uint8Array,
  target: ClaimedMessage['target'],
): Promise<string | null> {
  if (!target) return null
  if (target.attemptId && target.attemptBox) {
    const place = attemptPlace(target.attemptId)
    return (await vault.open<{ wamid: string | null }>(tenantId, place, fromPgBytes(target.attemptBox))).wamid
  }
  const sealed = await vault.openForContact<SealedMessage>(
    tenantId,
    salt,
    messagePlace(target.id),
    fromPgBytes(target.box),
  )
  return sealed.wamid ?? null
}

/** WhatsApp's id of the customer's newest message in a conversation; null if they have never written. */
export async function findNewestInbound(db: TenantDb, vault: Vault, conversationId: string): Promise<string | null> {
  const [{ rows }] = await db.batch(selectNewestInbound(db, conversationId))
  const [row] = rows
  if (!row) return null
  const place = messagePlace(row.id)
  const sealed = await vault.openForContact<SealedMessage>(
    db.tenantId,
    fromPgBytes(row.salt),
    place,
    fromPgBytes(row.box),
  )
  return sealed.wamid ?? null
}
