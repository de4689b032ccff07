import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'

export type CardRow = { id: string; contactId: string; card: Uint8Array | string; lastMessageId: string | null }

/** The cards of all conversations of these contacts. */
export function selectCards(db: TenantDb, contactIds: string[]) {
  return db.build.execute<CardRow>(sql`
    select id, contact_id as "contactId", card, last_message_id as "lastMessageId" from conversations
    where contact_id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(contactIds)}::json)))`)
}

/** A card whose conversation got a newer message meanwhile has been sealed anew by it. */
export function updateCards(db: TenantDb, cards: { id: string; card: Uint8Array; lastMessageId: string | null }[]) {
  const input = JSON.stringify(cards.map((row) => ({ ...row, card: toPgHex(row.card) })))
  return db.build.execute(sql`
    update conversations v set card = x.card
    from json_to_recordset(${input}::json) as x(id uuid, card bytea, "lastMessageId" uuid)
    where v.id = x.id and v.last_message_id is not distinct from x."lastMessageId"`)
}
