import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { fromPgBytes, toPgHex } from '../../../db/columns.ts'
import type { CustomerWrites, IdentityKind } from '../customers.ts'

export type IdentityNote = 'number_changed' | 'user_id_changed' | 'conflict' | 'recycled'

export interface ContactRow {
  id: string
  salt: Uint8Array
  box: Uint8Array
  updatedAt: string
  blocked: boolean
  mergedInto: string | null
  conversations: Record<string, string>
}
export interface ContactByIdentity extends ContactRow {
  portfolioId: string
  kind: IdentityKind
  /** hex */
  valueIndex: string
}

const contactColumns = sql`
  c.id, c.salt, c.box, c.updated_at as "updatedAt", c.blocked_at is not null as blocked, c.merged_into as "mergedInto",
  (select coalesce(json_object_agg(v.channel_id, v.id), '{}') from conversations v
   where v.tenant_id = c.tenant_id and v.contact_id = c.id) as conversations`
const withBytes = <R extends { salt: Uint8Array; box: Uint8Array }>(rows: R[]): R[] =>
  rows.map((row) => ({ ...row, salt: fromPgBytes(row.salt), box: fromPgBytes(row.box) }))

/** The contacts that these blind indexes point at now, each with its conversations. One round trip. */
export async function findContactsByIdentity(db: TenantDb, indexes: Uint8Array[]): Promise<ContactByIdentity[]> {
  const wanted = JSON.stringify(indexes.map(toPgHex))
  const [result] = await db.batch(
    db.build.execute<ContactByIdentity & Record<string, unknown>>(sql`
      select i.portfolio_id as "portfolioId", i.kind, encode(i.value_index, 'hex') as "valueIndex", ${contactColumns}
      from contact_identities i
      join contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id
      where i.current and i.value_index = any (
        array(select value::bytea from json_array_elements_text(${wanted}::json))
      )`),
  )
  return withBytes(result.rows)
}

/** Contacts that are not erased, each with its conversations. */
export async function findContactsById(db: TenantDb, ids: string[]): Promise<ContactRow[]> {
  const [result] = await db.batch(
    db.build.execute<ContactRow & Record<string, unknown>>(sql`
      select ${contactColumns} from contacts c
      where c.id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json)))
        and c.erased_at is null`),
  )
  return withBytes(result.rows)
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
        country: row.country,
        at: new Date(row.atMs).toISOString(),
      })),
    )
    statements.push(
      db.build.execute(sql`
        insert into contacts (id, salt, box, country, created_at, updated_at, changed_at)
        select x.id, x.salt, x.box, x.country, x.at, x.at, x.at from json_to_recordset(${rows}::json)
          as x(id uuid, salt bytea, box bytea, country text, at timestamptz)`),
    )
  }
  if (writes.changed.length > 0) {
    const newest = new Map(writes.changed.map((row) => [row.id, row]))
    const rows = JSON.stringify(
      [...newest.values()].map(({ atMs, ...row }) => ({
        ...row,
        box: toPgHex(row.box),
        at: new Date(atMs).toISOString(),
      })),
    )
    statements.push(
      db.build.execute(sql`
        update contacts c set box = x.box, country = x.country, updated_at = x.at, changed_at = now()
        from json_to_recordset(${rows}::json) as x(id uuid, box bytea, country text, at timestamptz) where c.id = x.id`),
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
