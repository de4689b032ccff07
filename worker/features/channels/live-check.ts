import type { ChannelCheck } from '../../contract/channel.ts'
import { AppError } from '../../contract/problem.ts'
import type { GraphAccount, GraphNumber, TokenInfo } from '../../whatsapp/account-calls.ts'
import type { GraphClient, GraphResult } from '../../whatsapp/client.ts'

const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management']
/** 20 pages of 100: above what any account has. */
const PAGES_MAX = 20

export interface Credentials {
  phoneNumberId: string
  wabaId: string
  accessToken: string
}

export interface LiveCheck {
  check: ChannelCheck
  number: GraphNumber | null
  account: GraphAccount | null
  /** A token that ends, in words. */
  tokenNotice: string | null
  isSubscribed: boolean
  /** Part of it is not known, because WhatsApp did not answer. */
  isUnknown: boolean
}

type Line = ChannelCheck['checks'][number]

/**
 * Tries credentials at WhatsApp: is the token good and for long, does it read the number and the account, is the number
 * the account's, does an app get its webhooks.
 *
 * @param appToken The deployment's own (`id|secret`); null if it has none. Another app's token asks about itself.
 */
export async function checkLive(
  graph: GraphClient,
  credentials: Credentials,
  appToken: string | null,
  nowMs: number,
): Promise<LiveCheck> {
  const [token, number, account, isMember, apps] = await Promise.all([
    readToken(graph, credentials.accessToken, appToken),
    graph.getPhoneNumber(credentials),
    graph.getAccount(credentials),
    belongsTo(graph, credentials),
    graph.subscribedApps(credentials),
  ])
  const names = apps.kind === 'ok' ? apps.value.map((app) => app.whatsapp_business_api_data?.name ?? 'an app') : []
  const ending = token.kind === 'ok' ? endOf(token.value) : null
  const checks: Line[] = [
    tokenLine(token, number),
    ...(token.kind === 'ok' ? tokenFacts(token.value, ending, nowMs) : []),
    numberLine(number),
    accountLine(account, isMember),
    {
      name: 'webhook',
      ok: names.length > 0,
      detail:
        apps.kind !== 'ok'
          ? wordsOf(apps)
          : names.length > 0
            ? `Events of this account go to ${names.join(', ')}.`
            : 'No app is subscribed to this account, so no messages come in.',
    },
  ]
  return {
    check: { ok: checks.every((line) => line.ok), checks },
    number: number.kind === 'ok' ? number.value : null,
    account: account.kind === 'ok' ? account.value : null,
    tokenNotice: ending === null ? null : notice(ending),
    isSubscribed: names.length > 0,
    isUnknown: [number, account, isMember].some((result) => result.kind === 'unknown'),
  }
}

const fieldOf = {
  token: 'accessToken',
  scopes: 'accessToken',
  expiry: 'accessToken',
  number: 'phoneNumberId',
  account: 'wabaId',
  webhook: 'wabaId',
} as const

/**
 * Webhooks can be put right later; everything else must be good before a channel is kept.
 *
 * @throws AppError UNAVAILABLE if WhatsApp did not answer; PROVIDER_REFUSED with the fields it is about.
 */
export function assertUsable({ check, isUnknown }: LiveCheck): void {
  if (isUnknown) {
    throw new AppError('UNAVAILABLE', 'WhatsApp did not answer. Nothing was saved.', { retryAfterSeconds: 5 })
  }
  const errors = check.checks
    .filter((line) => !line.ok && line.name !== 'webhook')
    .map((line) => ({ path: fieldOf[line.name], message: line.detail }))
  if (errors.length > 0) throw new AppError('PROVIDER_REFUSED', errors[0]?.message, { errors })
}

/** What the token is; asked with the deployment's app, and if that may not, with the token itself. */
async function readToken(
  graph: GraphClient,
  inputToken: string,
  appToken: string | null,
): Promise<GraphResult<TokenInfo>> {
  const asApp = appToken ? await graph.debugToken({ inputToken, accessToken: appToken }) : null
  return asApp?.kind === 'ok' ? asApp : graph.debugToken({ inputToken, accessToken: inputToken })
}

async function belongsTo(
  graph: GraphClient,
  { phoneNumberId, wabaId, accessToken }: Credentials,
): Promise<GraphResult<boolean>> {
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const result = await graph.listNumbers({ wabaId, accessToken, after })
    if (result.kind !== 'ok') return result
    if (result.value.ids.includes(phoneNumberId)) return { kind: 'ok', value: true }
    if (result.value.after === null) break
    after = result.value.after
  }
  return { kind: 'ok', value: false }
}

function tokenLine(token: GraphResult<TokenInfo>, number: GraphResult<GraphNumber>): Line {
  if (token.kind === 'ok') {
    const ok = token.value.is_valid
    return { name: 'token', ok, detail: ok ? 'WhatsApp accepts it.' : 'WhatsApp does not accept this access token.' }
  }
  // Who may not ask about the token may still use it.
  return number.kind === 'ok'
    ? { name: 'token', ok: true, detail: 'It works; WhatsApp tells nothing more about it.' }
    : { name: 'token', ok: false, detail: wordsOf(token) }
}

/** Of a token that is not accepted, only that it ended: what else Meta says of it is nothing to go by. */
function tokenFacts(token: TokenInfo, endMs: number | null, nowMs: number): Line[] {
  if (token.is_valid) return [scopesLine(token), expiryLine(endMs, nowMs)]
  return endMs === null ? [] : [expiryLine(endMs, nowMs)]
}

function scopesLine({ scopes }: TokenInfo): Line {
  const missing = SCOPES.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return { name: 'scopes', ok: true, detail: 'It may send, and manage templates.' }
  return { name: 'scopes', ok: false, detail: `The token lacks ${missing.join(' and ')}.` }
}

/** Epoch milliseconds; null: never. */
function endOf({ expires_at, data_access_expires_at }: TokenInfo): number | null {
  const ends = [expires_at, data_access_expires_at].filter((seconds) => seconds !== undefined && seconds > 0)
  return ends.length > 0 ? Math.min(...(ends as number[])) * 1000 : null
}

function expiryLine(endMs: number | null, nowMs: number): Line {
  if (endMs === null) return { name: 'expiry', ok: true, detail: 'It does not expire.' }
  if (endMs <= nowMs) return { name: 'expiry', ok: false, detail: 'The access token has expired.' }
  return { name: 'expiry', ok: true, detail: notice(endMs) }
}

function notice(endMs: number): string {
  const end = `${new Date(endMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `This access token is temporary: it ends on ${end}. Use a system user’s token that does not expire.`
}

function numberLine(number: GraphResult<GraphNumber>): Line {
  if (number.kind !== 'ok') return { name: 'number', ok: false, detail: wordsOf(number) }
  const { display_phone_number, verified_name } = number.value
  return { name: 'number', ok: true, detail: [display_phone_number, verified_name].filter(Boolean).join(', ') }
}

function accountLine(account: GraphResult<GraphAccount>, isMember: GraphResult<boolean>): Line {
  if (account.kind !== 'ok') return { name: 'account', ok: false, detail: wordsOf(account) }
  if (isMember.kind !== 'ok') return { name: 'account', ok: false, detail: wordsOf(isMember) }
  if (!isMember.value) return { name: 'account', ok: false, detail: 'This number does not belong to this account.' }
  return { name: 'account', ok: true, detail: account.value.name ?? 'WhatsApp knows it.' }
}

/** Our own words: what Graph writes may hold anything. */
export function wordsOf(result: Exclude<GraphResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind === 'unknown') return 'WhatsApp did not answer.'
  const { code } = result.error
  if (code === 190 || code === 0) return 'WhatsApp does not accept this access token.'
  if (code === 10 || code === 3 || (code >= 200 && code < 300)) return 'The access token has no permission for this.'
  if (code === 100) return 'WhatsApp does not know it, or the access token may not see it.'
  if (code === 4 || code === 613 || (code >= 80_000 && code < 81_000)) {
    return 'WhatsApp has been asked too often. Try again later.'
  }
  return `WhatsApp refused it (${code}).`
}
