import type { Directory } from './accounts.ts'
import type { FaultSwitches } from './faults.ts'
import type { GraphOptions } from './options.ts'
import { sign } from './signature.ts'
import type { Store } from './store.ts'

/** How long a receiver may take before the attempt counts as failed. Meta does not document its own limit. */
const ANSWER_TIMEOUT_MS = 20_000

export interface Target {
  url: string
  appSecret: string
}

export interface Override {
  override_callback_uri: string
  verify_token: string
}

export type Targets = ReturnType<typeof createTargets>

/** Where an account's webhooks go, and whose secret signs them: number before WABA before app, as at Meta. */
export function createTargets(options: GraphOptions, store: Store, directory: Directory, faults: FaultSwitches) {
  return {
    /** An account whose app was unsubscribed gets no webhooks at all. */
    isSubscribed: (wabaId: string) => !store.setting(`unsubscribed:${wabaId}`, false),
    find(wabaId: string | null, phoneNumberId: string | null): Target {
      const override = (kind: string, id: string | null) =>
        id ? store.setting<Override | null>(`${kind}:${id}`, null) : null
      const own =
        (phoneNumberId && directory.byPhoneNumber(phoneNumberId)) || (wabaId && directory.byWaba(wabaId)) || null
      const chosen = override('number-webhook', phoneNumberId) ?? override('waba-webhook', wabaId)
      return {
        url: chosen?.override_callback_uri ?? own?.webhookUrl ?? options.webhookUrl,
        appSecret: faults.state.appSecret ?? own?.appSecret ?? options.appSecret,
      }
    },
  }
}

/**
 * One attempt to deliver a webhook.
 *
 * @returns The receiver's HTTP status; 0 when nobody answered in time.
 */
export async function postWebhook(target: Target, body: string | Uint8Array, stop?: AbortSignal): Promise<number> {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': sign(body, target.appSecret),
      },
      body: typeof body === 'string' ? body : new Uint8Array(body),
      redirect: 'manual',
      signal: stop ? AbortSignal.any([timeout, stop]) : timeout,
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}
