import { GraphError, unknownObject } from './graph-error.ts'
import type { AccessToken, GraphAccount, GraphOptions } from './options.ts'
import type { Store } from './store.ts'

export const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const

/** Who a token speaks for. */
export interface Principal {
  type: 'SYSTEM_USER' | 'USER' | 'APP'
  /** Epoch milliseconds; 0 means never. */
  expiresAtMs: number
  scopes: readonly string[]
  accounts: readonly GraphAccount[]
}

export type Directory = ReturnType<typeof createDirectory>

/** The business numbers and tokens the stand-in knows: those it was started with and those added while it runs. */
export function createDirectory(options: GraphOptions, store: Store, now: () => number) {
  const added = store.setting<GraphAccount[]>('accounts', [])
  const all = () => [...options.accounts, ...added]
  const full = (token: AccessToken) => ({
    type: 'SYSTEM_USER' as const,
    expiresAtMs: 0,
    scopes: SCOPES,
    ...(typeof token === 'string' ? { token } : token),
  })

  /** What a token may do, expired or not; null when nobody issued it. */
  const findPrincipal = (token: string): Principal | null => {
    if (token === `${options.appId}|${options.appSecret}`) {
      return { type: 'APP', expiresAtMs: 0, scopes: SCOPES, accounts: all() }
    }
    const accounts = all().filter((account) => account.accessTokens.some((one) => full(one).token === token))
    const grant = accounts[0]?.accessTokens.map(full).find((one) => one.token === token)
    return grant ? { ...grant, accounts } : null
  }

  return {
    all,
    add(account: GraphAccount): void {
      const index = added.findIndex((one) => one.phoneNumberId === account.phoneNumberId)
      added.splice(index < 0 ? added.length : index, index < 0 ? 0 : 1, account)
      store.saveSetting('accounts', added)
    },
    byPhoneNumber: (id: string) => all().find((account) => account.phoneNumberId === id) ?? null,
    byWaba: (id: string) => all().find((account) => account.wabaId === id) ?? null,
    findPrincipal,
    /** @throws GraphError 104 without a token, 190 for one that is unknown or expired. */
    authenticate(token: string | null): Principal {
      if (!token)
        throw new GraphError(104, undefined, {
          message: '(#104) An access token is required to request this resource.',
        })
      const principal = findPrincipal(token)
      if (!principal)
        throw new GraphError(190, undefined, { message: 'Invalid OAuth access token - Cannot parse access token' })
      if (principal.expiresAtMs > 0 && principal.expiresAtMs <= now()) {
        const at = new Date(principal.expiresAtMs).toUTCString()
        throw new GraphError(190, undefined, {
          subcode: 463,
          message: `Error validating access token: Session has expired on ${at}.`,
        })
      }
      return principal
    },
  }
}

export type ScopeName = (typeof SCOPES)[number]

/** The account of a business number, if the token may use it. @throws GraphError 100/33, or 10 without the scope. */
export function numberOf(principal: Principal, id: string, scope: ScopeName, verb: 'get' | 'post' | 'delete' = 'post') {
  return allowed(
    principal,
    principal.accounts.find((account) => account.phoneNumberId === id),
    id,
    scope,
    verb,
  )
}

/** The first account of a WhatsApp Business account, if the token may use it. @throws GraphError as `numberOf`. */
export function wabaOf(principal: Principal, id: string, verb: 'get' | 'post' | 'delete' = 'get') {
  return allowed(
    principal,
    principal.accounts.find((account) => account.wabaId === id),
    id,
    SCOPES[1],
    verb,
  )
}

function allowed(
  principal: Principal,
  account: GraphAccount | undefined,
  id: string,
  scope: ScopeName,
  verb: 'get' | 'post' | 'delete',
): GraphAccount {
  if (!account) throw unknownObject(id, verb)
  if (!principal.scopes.includes(scope)) {
    throw new GraphError(10, undefined, { message: '(#10) Application does not have permission for this action' })
  }
  return account
}
