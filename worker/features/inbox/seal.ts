import type { Direction, MessageContent, MessageType } from '../../contract/message.ts'
import type { Vault } from '../../crypto/vault.ts'

/** What a message's box holds. */
export interface SealedMessage {
  content: MessageContent
  /** WhatsApp's id of an inbound message or echo; it contains a phone number, so it is sealed. */
  wamid?: string
}

/** What a conversation's card holds: everything the list shows of it that is private. */
export interface Card {
  name: string | null
  phone: string | null
  username: string | null
  preview: { messageId: string; direction: Direction; type: MessageType; text: string } | null
}

export const attemptPlace = (id: string) => ({ table: 'message_attempts', id })
export const messagePlace = (id: string) => ({ table: 'messages', id })
export const cardPlace = (conversationId: string) => ({ table: 'conversations', id: conversationId })

export function sealMessage(vault: Vault, tenantId: string, salt: Uint8Array, id: string, sealed: SealedMessage) {
  return vault.sealForContact(tenantId, salt, messagePlace(id), sealed)
}

export function sealCard(vault: Vault, tenantId: string, salt: Uint8Array, conversationId: string, card: Card) {
  return vault.sealForContact(tenantId, salt, cardPlace(conversationId), card)
}
