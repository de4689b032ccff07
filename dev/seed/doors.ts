import { setTimeout as wait } from 'node:timers/promises'
import { metaJson, sign } from '../graph/signature.ts'
import type { Upload } from './files.ts'

/** Where the seed goes in. */
export interface SeedTarget {
  appUrl: string
  /** The local Graph stand-in; null when another Graph is used: then files and the simulator's chats are left out. */
  graphUrl: string | null
  /** The local mailbox; null when another service sends the e-mails. */
  mailUrl: string | null
  /** The local identity provider and its DNS; null when the real DNS is asked: then nobody signs in by it. */
  ssoUrl: string | null
  /** Signs webhooks when there is no stand-in to do it. */
  appSecret: string
  /** Admits sign-ups where they are not open. */
  setupToken: string
}

const BUSY_RETRIES = 20

/** Delivers webhooks to the app, signed as Meta's. Resolves when the app has taken the body. @throws Error if it does not. */
export function openWebhooks(target: SeedTarget): (body: unknown) => Promise<void> {
  const post = target.graphUrl === null ? postSigned(target) : postThroughStandIn(target.graphUrl)
  return async (body) => {
    for (let tries = 1; ; tries++) {
      const status = await post(body)
      if (status === 200) return
      if (status !== 503 || tries === BUSY_RETRIES) throw new Error(`the app answered ${status} to a webhook`)
      await wait(500)
    }
  }
}

/** The stand-in signs, delivers, and shows the messages on its phones. */
function postThroughStandIn(graphUrl: string) {
  return async (body: unknown): Promise<number> => {
    const response = await fetch(`${graphUrl}/__webhooks`, { method: 'POST', body: JSON.stringify(body) })
    const { status } = (await response.json()) as { status: number }
    return status
  }
}

function postSigned({ appUrl, appSecret }: SeedTarget) {
  return async (body: unknown): Promise<number> => {
    const text = metaJson(body)
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': sign(text, appSecret) }
    const response = await fetch(`${appUrl}/webhooks/whatsapp`, { method: 'POST', headers, body: text })
    await response.arrayBuffer()
    return response.status
  }
}

interface GraphAccess {
  phoneNumberId: string
  wabaId: string
  accessToken: string
}

/** Keeps files at the stand-in by its media door; without one, ids are made up and the files cannot be fetched. */
export function openMedia(graphUrl: string | null, { phoneNumberId, accessToken }: GraphAccess): Upload {
  return async ({ name, mimeType, bytes }) => {
    if (graphUrl === null) return `${1_000_000_000_000_000 + Buffer.from(name).readUIntBE(0, 5)}`
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('type', mimeType)
    form.set('file', new File([bytes], name, { type: mimeType }))
    const { id } = await askGraph<{ id: string }>(`${graphUrl}/${phoneNumberId}/media`, accessToken, form)
    return id
  }
}

/** Meta's ids of an account's templates, by name; none without the stand-in. */
export async function findTemplateIds(graphUrl: string | null, { wabaId, accessToken }: GraphAccess) {
  if (graphUrl === null) return new Map<string, string>()
  const { data } = await askGraph<{ data: { id: string; name: string }[] }>(
    `${graphUrl}/${wabaId}/message_templates?limit=100`,
    accessToken,
  )
  return new Map(data.map(({ id, name }) => [name, id]))
}

async function askGraph<T>(url: string, accessToken: string, form?: FormData): Promise<T> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const response = await fetch(url, form ? { method: 'POST', headers, body: form } : { headers })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
