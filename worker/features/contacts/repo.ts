import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toPgHex } from '../../db/columns.ts'
import type { CustomerWrites, IdentityKind } from './customers.ts'

export type IdentityNote = 'number_changed' | 'user_id_changed' | 'conflict' | 'recycled'

export interface ContactByIdentity {
  portfolioId: string
  kind: IdentityKind
  /** hex */
  valueIndex: string
  id: string
  salt: Uint8Array
  box: Uint8Array
  updatedAt: string
  conversations: Record<string, string>
}

/** The contacts that these blind indexes point at now, each with its conversations. One round trip. */
export async function findContactsByIdentity(db: TenantDb, indexes: Uint8Array[]): Promise<ContactByIdentity[]> {
  const wanted = JSON.stringify(indexes.map(toPgHex))
  const [result] = await db.batch(
    db.build.execute<Omit<ContactByIdentity, 'salt' | 'box'> & { salt: Uint8Array; box: Uint8Array }>(sql`
      select i.portfolio_id as "portfolioId", i.kind, encode(i.value_index, 'hex') as "valueIndex", c.id, c.salt, c.box,
        c.updated_at as "updatedAt",
        (select coalesce(json_object_agg(v.channel_id, v.id), '{}') from conversations v
         where v.tenant_id = c.tenant_id and v.contact_id = c.id) as conversations
      from contact_identities i
      join contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id
      where i.current and i.value_index = any (
        array(select value::bytea from json_array_elements_text(${wanted}::json))
      )`),
  )
  return result.rows.map((row) => ({ ...row, salt: fromPgBytes(row.salt), box: fromPgBytes(row.box) }))
}

/** The statements that store what resolving customers found out, in the order they must run. */
export function customerStatements(db: TenantDb, writes: CustomerWrites) {
  const statements = []
  if (writes.retired.length > 0) {
    const rows = JSON.stringify(writes.retired.map((row) => ({ ...row, valueIndex: toPgHex(row.valueIndex) })))
    statements.push(
      db.build.execute(sql`
        update contact_identities i set current = false, note = x.note
        from json_to_recordset(${rows}::json) as x("valueIndex" bytea, "portfolioId" text, kind text, note text)
        where i.value_index = x."valueIndex" and i.portfolio_id = x."portfolioId" and i.kind = x.kind and i.current`),
    )
  }
  if (writes.contacts.length > 0) {
    const rows = JSON.stringify(
      writes.contacts.map((row) => ({
        id: row.id,
        salt: toPgHex(row.salt),
        box: toPgHex(row.box),
        at: new Date(row.atMs).toISOString(),
      })),
    )
    statements.push(
      db.build.execute(sql`
        insert into contacts (id, salt, box, created_at, updated_at)
        select x.id, x.salt, x.box, x.at, x.at from json_to_recordset(${rows}::json)
          as x(id uuid, salt bytea, box bytea, at timestamptz)`),
    )
  }
  if (writes.changed.length > 0) {
    const newest = new Map(writes.changed.map((row) => [row.id, row]))
    const rows = JSON.stringify(
      [...newest.values()].map(({ id, box, atMs }) => ({ id, box: toPgHex(box), at: new Date(atMs).toISOString() })),
    )
    statements.push(
      db.build.execute(sql`
        update contacts c set box = x.box, updated_at = x.at
        from json_to_recordset(${rows}::json) as x(id uuid, box bytea, at timestamptz) where c.id = x.id`),
    )
  }
  if (writes.identities.length > 0) {
    const rows = JSON.stringify(
      writes.identities.map(({ atMs, ...row }) => ({
        ...row,
        valueIndex: toPgHex(row.valueIndex),
        box: toPgHex(row.box),
        at: new Date(atMs).toISOString(),
      })),
    )
    statements.push(
      db.build.execute(sql`
        insert into contact_identities
          (id, contact_id, portfolio_id, kind, value_index, index_version, box, current, note, seen_at)
        select x.id, x."contactId", x."portfolioId", x.kind, x."valueIndex", x."indexVersion", x.box, x.current, x.note, x.at
        from json_to_recordset(${rows}::json) as x(id uuid, "contactId" uuid, "portfolioId" text, kind text,
          "valueIndex" bytea, "indexVersion" integer, box bytea, current boolean, note text, at timestamptz)
        where x.note is distinct from 'conflict' or not exists (
          select from contact_identities i where i.contact_id = x."contactId" and i.value_index = x."valueIndex")
        on conflict do nothing`),
    )
  }
  return statements
}
