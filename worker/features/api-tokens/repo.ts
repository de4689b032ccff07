import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { Role } from '../../contract/roles.ts'
import { type Scope, scopes } from '../../contract/scopes.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'

export const FoundTokenShape = z.object({
  tokenId: z.uuid(),
  tenantId: z.uuid(),
  memberId: z.uuid(),
  userId: z.uuid(),
  role: Role,
  sees: z.enum(['all', 'own']),
  jurisdiction: z.enum(['default', 'eu', 'us']),
  scopes: z.array(z.enum(scopes)),
  /** Sites whose pages may use it; missing in what was remembered before there were any. */
  origins: z.array(z.string()).default([]),
  /** The tenant's access epoch when this was read. */
  epoch: z.number().int(),
  expiresAtMs: z.number().int(),
})
export type FoundToken = z.infer<typeof FoundTokenShape>

/** Who a token acts as; null if it is unknown, revoked, over, or its maker may not act. Notes that it is used. */
export async function selectToken(
  db: Database,
  tokenHash: Uint8Array,
  network: string | null,
): Promise<FoundToken | null> {
  type Row = Omit<FoundToken, 'epoch' | 'expiresAtMs'> & { epoch: string; expiresAt: string }
  const { rows } = await db.execute<Row>(sql`
    select token_id as "tokenId", tenant_id as "tenantId", member_id as "memberId", user_id as "userId", role, sees,
      jurisdiction, array_to_json(scopes) as scopes, array_to_json(origins) as origins, epoch, expires_at as "expiresAt"
    from find_api_token(${toPgHex(tokenHash)}::bytea, ${network})`)
  const [row] = rows
  if (!row) return null
  const { epoch, expiresAt, ...who } = row
  return { ...who, epoch: Number(epoch), expiresAtMs: Date.parse(expiresAt) }
}

export type TokenRow = {
  id: string
  memberId: string
  box: Uint8Array | string
  scopes: Scope[]
  origins: string[]
  createdAt: string
  expiresAt: string
  lastUsedAt: string | null
  lastNetwork: string | null
}

export const TOKENS_MAX = 50

/** Those that were not revoked, newest first. */
export function selectTokens(db: TenantDb) {
  return db.build.execute<TokenRow>(sql`
    select id, member_id as "memberId", box, array_to_json(scopes) as scopes,
      array_to_json(origins) as origins, created_at as "createdAt",
      expires_at as "expiresAt", last_used_at as "lastUsedAt", last_network as "lastNetwork"
    from api_tokens where revoked_at is null order by created_at desc, id desc limit ${TOKENS_MAX}`)
}

export interface NewTokenRow {
  id: string
  memberId: string
  tokenHash: Uint8Array
  box: Uint8Array
  scopes: Scope[]
  origins: string[]
  expiresInDays: number
}

/** No row: there are as many as there may be. */
export function insertToken(db: TenantDb, row: NewTokenRow) {
  return db.build.execute<{ createdAt: string; expiresAt: string }>(sql`
    with made as (
      insert into api_tokens (id, member_id, token_hash, box, scopes, origins, expires_at)
      select ${row.id}::uuid, ${row.memberId}::uuid, ${toPgHex(row.tokenHash)}::bytea, ${toPgHex(row.box)}::bytea,
        array(select json_array_elements_text(${JSON.stringify(row.scopes)}::json)),
        array(select json_array_elements_text(${JSON.stringify(row.origins)}::json)),
        now() + make_interval(days => ${row.expiresInDays})
      where (select count(*) from api_tokens where revoked_at is null) < ${TOKENS_MAX}
      returning id, member_id, scopes, origins, created_at, expires_at
    ), audited as (
      insert into audit_log (member_id, action, subject_id, details)
      select member_id, 'api_token.created', id, jsonb_build_object('scopes', scopes, 'origins', origins)
      from made
    )
    select created_at as "createdAt", expires_at as "expiresAt" from made`)
}

/** No row: it is not there, or was revoked before. */
export function revokeToken(db: TenantDb, id: string, byMemberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with revoked as (
      update api_tokens set revoked_at = now() where id = ${id}::uuid and revoked_at is null returning id
    )
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'api_token.revoked', id from revoked returning subject_id as id`)
}
