import { type ApiToken, type CreatedApiToken, type NewApiToken, TOKEN_PREFIX } from '../../contract/api-token.ts'
import { AppError } from '../../contract/problem.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import type { EmailPort } from '../../ports.ts'
import { assertVerified, type EpochServices, noteAccessChanged } from '../identity/index.ts'
import { insertToken, revokeToken, selectTokens, TOKENS_MAX } from './repo.ts'

export interface ApiTokensCtx extends EpochServices {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  emails: EmailPort
  newId(): string
}

const place = (id: string) => ({ table: 'api_tokens', id })

/** Everybody's tokens that were not revoked, newest first. */
export async function listTokens({ actor, asActor, vault }: ApiTokensCtx): Promise<ApiToken[]> {
  const [{ rows }] = await asActor.batch(selectTokens(asActor))
  return Promise.all(
    rows.map(async ({ box, ...row }) => ({
      ...row,
      ...(await vault.open<{ name: string }>(actor.tenantId, place(row.id), fromPgBytes(box))),
      createdAt: toIso(row.createdAt),
      expiresAt: toIso(row.expiresAt),
      lastUsedAt: toIso(row.lastUsedAt),
    })),
  )
}

/** Makes a token. It is in this answer and nowhere else: stored is its hash. @throws AppError LIMIT_REACHED, EMAIL_NOT_VERIFIED */
export async function createToken(
  ctx: ApiTokensCtx,
  { name, scopes, origins, expiresInDays }: NewApiToken,
): Promise<CreatedApiToken> {
  const { actor, asActor, vault } = ctx
  await assertVerified(ctx)
  const id = ctx.newId()
  const token = TOKEN_PREFIX + newToken()
  const unique = { scopes: [...new Set(scopes)], origins: [...new Set(origins)] }
  const [tokenHash, box] = await Promise.all([hashToken(token), vault.seal(actor.tenantId, place(id), { name })])
  const { memberId } = actor
  const [{ rows }] = await asActor.batch(
    insertToken(asActor, { id, memberId, tokenHash, box, ...unique, expiresInDays }),
  )
  if (!rows[0]) throw new AppError('LIMIT_REACHED', `There are ${TOKENS_MAX} tokens already. Revoke one first.`)
  const { createdAt, expiresAt } = rows[0]
  const times = { createdAt: toIso(createdAt), expiresAt: toIso(expiresAt), lastUsedAt: null, lastNetwork: null }
  return { id, name, ...unique, memberId, ...times, token }
}

/** From now on the token opens nothing. @throws AppError NOT_FOUND, also if it was revoked before */
export async function endToken(ctx: ApiTokensCtx, tokenId: string): Promise<void> {
  const [{ rows }] = await ctx.asActor.batch(revokeToken(ctx.asActor, tokenId, ctx.actor.memberId))
  if (rows.length === 0) throw new AppError('NOT_FOUND')
  await noteAccessChanged(ctx, ctx.actor.tenantId)
}
