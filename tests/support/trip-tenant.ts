import { randomInt, randomUUID } from 'node:crypto'
import { type Call, openApp } from '../../dev/seed/app-client.ts'
import { confirmAddress } from '../../dev/seed/mailbox.ts'
import type { Stack } from './stack.ts'
import { within } from './trip-wait.ts'

const ANSWER_MS = 30_000

/** A business number at Graph. */
export interface TripNumber {
  phoneNumberId: string
  wabaId: string
  displayPhoneNumber: string
  accessToken: string
}

/** A tenant with one number, and its owner signed in. */
export interface TripTenant {
  /** As the owner. */
  call: Call
  channelId: string
  number: TripNumber
}

/** A browser's calls, each of which ends. @throws Error if the app has not answered after half a minute. */
export function openCalls(appUrl: string): Call {
  const call = openApp(appUrl)
  return (method, path, body) => within(`${method} ${path}`, ANSWER_MS, call(method, path, body))
}

/** Makes a tenant by sign-up, a number at the Graph stand-in, and the channel between them. */
export async function createTripTenant(stack: Pick<Stack, 'appUrl' | 'graphUrl' | 'mailUrl'>): Promise<TripTenant> {
  const call = openCalls(stack.appUrl)
  await call('POST', '/auth/signup', {
    email: `owner-${randomUUID()}@trip.test`,
    password: randomUUID(),
    name: 'Ole Owner',
    organization: 'Trip Shop',
  })
  await confirmAddress(call, stack.mailUrl)
  const digits = String(randomInt(1e11, 9e11))
  const number: TripNumber = {
    phoneNumberId: `1${digits}01`,
    wabaId: `2${digits}02`,
    displayPhoneNumber: `1555${digits.slice(0, 7)}`,
    accessToken: `trip-token-${digits}`,
  }
  return { call, number, channelId: await connectNumber(stack.graphUrl, call, number) }
}

/** Adds a number to the Graph stand-in, and its channel to a tenant. @returns the channel's id. */
export async function connectNumber(graphUrl: string, call: Call, number: TripNumber): Promise<string> {
  const { accessToken, ...shape } = number
  await askGraph(graphUrl, 'POST', '/__accounts', {
    ...shape,
    verifiedName: 'Trip Shop',
    businessId: `3${number.wabaId}`,
    accessTokens: [accessToken],
  })
  return (await call<{ id: string }>('POST', '/channels', { name: 'Trip', ...number })).id
}

/** Asks the Graph stand-in's development tools. @throws Error if it refuses. */
export async function askGraph<T>(graphUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(graphUrl + path, {
    method,
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}
