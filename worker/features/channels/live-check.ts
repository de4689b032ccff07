import type { ChannelCheck } from '../../contract/channel.ts'
import type { CheckCode, CheckLine } from '../../contract/channel-check.ts'
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
  /** When the token ends; null: never. */
  tokenEndsAt: Date | null
  isSubscribed: boolean
  /** Part of it is not known, because WhatsApp did not answer. */
  isUnknown: boolean
}

/** What each code says, in English. */
const details: Record<CheckCode, (value: string) => string> = {
  accepted: () => 'WhatsApp accepts it.',
  not_accepted: () => 'WhatsApp does not accept this access token.',
  works: () => 'It works; WhatsApp tells nothing more about it.',
  scopes_suffice: () => 'It may send, and manage templates.',
  scopes_missing: (scopes) => `The token lacks ${scopes}.`,
  never_ends: () => 'It does not expire.',
  ended: () => 'The access token has expired.',
  temporary: (end) =>
    `This access token is temporary: it ends on ${end.slice(0, 16).replace('T', ' ')} UTC. Use a system user’s token that does not expire.`,
  number_known: (number) => number,
  account_known: (name) => name || 'WhatsApp knows it.',
  number_elsewhere: () => 'This number does not belong to this account.',
  subscribed: (apps) => `Events of this account go to ${apps}.`,
  unsubscribed: () => 'No app is subscribed to this account, so no messages come in.',
  unanswered: () => 'WhatsApp did not answer.',
  no_permission: () => 'The access token has no permission for this.',
  not_found: () => 'WhatsApp does not know it, or the access token may not see it.',
  too_often: () => 'WhatsApp has been asked too often. Try again later.',
  refused: (code) => `WhatsApp refused it (${code}).`,
}

function line(name: CheckLine['name'], ok: boolean, code: CheckCode, value = ''): CheckLine {
  return { name, ok, code, value, detail: details[code](value) }
}

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
  const ending = token.kind === 'ok' ? endOf(token.value) : null
  const checks = [
    tokenLine(token, number),
    ...(token.kind === 'ok' ? tokenFacts(token.value, ending, nowMs) : []),
    numberLine(number),
    accountLine(account, isMember),
    webhookLine(apps),
  ]
  return {
    check: { ok: checks.every((line) => line.ok), checks },
    number: number.kind === 'ok' ? number.value : null,
    account: account.kind === 'ok' ? account.value : null,
    tokenEndsAt: ending === null ? null : new Date(ending),
    isSubscribed: apps.kind === 'ok' && apps.value.length > 0,
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
  const bad = check.checks.filter((line) => !line.ok && line.name !== 'webhook')
  // A refused token is refused whatever it was to read: that says nothing of the other fields.
  const refused = bad.find(({ name }) => name === 'token')?.detail
  const errors = bad
    .filter(({ name, detail }) => name === 'token' || detail !== refused)
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

function tokenLine(token: GraphResult<TokenInfo>, number: GraphResult<GraphNumber>): CheckLine {
  if (token.kind === 'ok') {
    const ok = token.value.is_valid
    return line('token', ok, ok ? 'accepted' : 'not_accepted')
  }
  // Who may not ask about the token may still use it.
  return number.kind === 'ok' ? line('token', true, 'works') : refusal('token', token)
}

/** Of a token that is not accepted, only that it ended: what else Meta says of it is nothing to go by. */
function tokenFacts(token: TokenInfo, endMs: number | null, nowMs: number): CheckLine[] {
  if (token.is_valid) return [scopesLine(token), expiryLine(endMs, nowMs)]
  return endMs === null ? [] : [expiryLine(endMs, nowMs)]
}

function scopesLine({ scopes }: TokenInfo): CheckLine {
  const missing = SCOPES.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return line('scopes', true, 'scopes_suffice')
  return line('scopes', false, 'scopes_missing', missing.join(', '))
}

/** Epoch milliseconds; null: never. */
function endOf({ expires_at, data_access_expires_at }: TokenInfo): number | null {
  const ends = [expires_at, data_access_expires_at].filter((seconds) => seconds !== undefined && seconds > 0)
  return ends.length > 0 ? Math.min(...(ends as number[])) * 1000 : null
}

function expiryLine(endMs: number | null, nowMs: number): CheckLine {
  if (endMs === null) return line('expiry', true, 'never_ends')
  if (endMs <= nowMs) return line('expiry', false, 'ended')
  return line('expiry', true, 'temporary', new Date(endMs).toISOString())
}

function numberLine(number: GraphResult<GraphNumber>): CheckLine {
  if (number.kind !== 'ok') return refusal('number', number)
  const { display_phone_number, verified_name } = number.value
  return line('number', true, 'number_known', [display_phone_number, verified_name].filter(Boolean).join(', '))
}

function accountLine(account: GraphResult<GraphAccount>, isMember: GraphResult<boolean>): CheckLine {
  if (account.kind !== 'ok') return refusal('account', account)
  if (isMember.kind !== 'ok') return refusal('account', isMember)
  if (!isMember.value) return line('account', false, 'number_elsewhere')
  return line('account', true, 'account_known', account.value.name ?? '')
}

function webhookLine(apps: Awaited<ReturnType<GraphClient['subscribedApps']>>): CheckLine {
  if (apps.kind !== 'ok') return refusal('webhook', apps)
  const names = apps.value.map((app) => app.whatsapp_business_api_data?.name ?? 'an app')
  return names.length > 0
    ? line('webhook', true, 'subscribed', names.join(', '))
    : line('webhook', false, 'unsubscribed')
}

type Refused = Exclude<GraphResult<unknown>, { kind: 'ok' }>

function refusal(name: CheckLine['name'], result: Refused): CheckLine {
  const [code, value] = refusalOf(result)
  return line(name, false, code, value)
}

/** Our own words: what Graph writes may hold anything. */
export function wordsOf(result: Refused): string {
  const [code, value = ''] = refusalOf(result)
  return details[code](value)
}

function refusalOf(result: Refused): [CheckCode, string?] {
  if (result.kind === 'unknown') return ['unanswered']
  const { code } = result.error
  if (code === 190 || code === 0) return ['not_accepted']
  if (code === 10 || code === 3 || (code >= 200 && code < 300)) return ['no_permission']
  if (code === 100) return ['not_found']
  if (code === 4 || code === 613 || (code >= 80_000 && code < 81_000)) return ['too_often']
  return ['refused', String(code)]
}
