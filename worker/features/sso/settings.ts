import { AppError } from '../../contract/problem.ts'
import type { NewSso, Sso, SsoStep, SsoTest } from '../../contract/sso.ts'
import { newToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { type EndingServices, tellEnded } from '../identity/index.ts'
import { redirectUriOf } from './begin.ts'
import { presentDomain } from './domains.ts'
import { mayAsk, type OutsideCtx } from './outside.ts'
import { discover, forgetProvider, readKeys } from './provider.ts'
import { type SsoRow, saveSso, selectSso } from './repo.ts'
import { exchange } from './tokens.ts'

export interface SsoSettingsCtx extends EndingServices, OutsideCtx {
  settings: EndingServices['settings'] & { ENVIRONMENT: string; APP_URL: string }
  actor: Actor
  asActor: TenantDb
  vault: Vault
}

const secretPlace = (tenantId: string) => ({ table: 'sso_settings', id: tenantId })

/** The client secret of a tenant's settings. */
export async function openSecret(vault: Vault, tenantId: string, { secretBox }: Pick<SsoRow, 'secretBox'>) {
  return (await vault.openSecret<{ clientSecret: string }>(tenantId, secretPlace(tenantId), secretBox)).clientSecret
}

/** How the tenant's people sign in by its provider. Never the secret. */
export async function getSso({ asActor, settings }: SsoSettingsCtx): Promise<Sso> {
  const { sso, domains } = await selectSso(asActor)
  return {
    issuer: sso?.issuer ?? '',
    clientId: sso?.clientId ?? '',
    hasSecret: sso !== null,
    enabled: sso?.enabled ?? false,
    only: sso?.only ?? false,
    defaultRole: sso?.defaultRole ?? null,
    redirectUri: redirectUriOf(new URL(settings.APP_URL).origin, asActor.tenantId),
    domains: domains.map(presentDomain),
  }
}

/**
 * Changes it. With another issuer comes another secret: the one of the old provider is never sent to the new one.
 *
 * @throws AppError INVALID_REQUEST; SSO_REFUSED or UNAVAILABLE if it is to be on, and the provider is none
 */
export async function changeSso(ctx: SsoSettingsCtx, { clientSecret, ...wish }: NewSso): Promise<Sso> {
  const { actor, asActor, vault } = ctx
  if (!mayAsk(ctx, wish.issuer)) throw invalid('issuer', 'A public address that begins with https://.')
  const { sso, domains } = await selectSso(asActor)
  const present = sso?.issuer === wish.issuer ? sso.secretBox : null
  if (clientSecret === undefined && !present) throw invalid('clientSecret', 'Another provider has another secret.')
  if (wish.only && !wish.enabled) throw invalid('only', 'Turn the sign-in on first.')
  if (wish.enabled) {
    if (domains.every(({ provedAt }) => provedAt === null)) throw invalid('enabled', 'Prove a domain first.')
    await discover(ctx, wish.issuer)
  }
  const { tenantId, memberId } = actor
  const sealed =
    clientSecret === undefined ? null : await vault.sealSecret(tenantId, secretPlace(tenantId), { clientSecret })
  const secretBox = (sealed ?? present) as Uint8Array
  await tellEnded(ctx, await saveSso(asActor, { ...wish, secretBox, isNewSecret: sealed !== null }, memberId))
  return getSso(ctx)
}

/** Asks the provider as a sign-in would, up to where a person is needed. @throws AppError INVALID_REQUEST */
export async function testSso(ctx: SsoSettingsCtx): Promise<SsoTest> {
  const { sso } = await selectSso(ctx.asActor)
  if (!sso) throw new AppError('INVALID_REQUEST', 'Nothing is set up yet.')
  forgetProvider(sso.issuer)
  const secret = await openSecret(ctx.vault, ctx.actor.tenantId, sso)
  const passed: SsoStep[] = []
  const works = async (step: SsoStep, run: () => Promise<unknown>) => {
    await run()
    passed.push(step)
  }
  try {
    const provider = await discover(ctx, sso.issuer)
    passed.push('discovery')
    await works('keys', () => readKeys(provider.jwks_uri))
    await works('client', () => assertKnown(provider, { clientId: sso.clientId, secret }, ctx))
    return { passed, failed: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const failed = (['discovery', 'keys', 'client'] as const)[passed.length] ?? 'client'
    return { passed, failed }
  }
}

/** A code that is none: who knows the client refuses the code, who does not refuses the client (RFC 6749, 5.2). */
async function assertKnown(
  provider: Parameters<typeof exchange>[0],
  client: Parameters<typeof exchange>[1],
  { asActor, settings }: SsoSettingsCtx,
): Promise<void> {
  const redirectUri = redirectUriOf(new URL(settings.APP_URL).origin, asActor.tenantId)
  const { body } = await exchange(provider, client, { code: newToken(), redirectUri, verifier: newToken() })
  if ((body as { error?: unknown } | null)?.error !== 'invalid_grant') throw new AppError('SSO_REFUSED')
}

function invalid(path: string, message: string): AppError {
  return new AppError('INVALID_REQUEST', `${path}: ${message}`, { errors: [{ path, message }] })
}
