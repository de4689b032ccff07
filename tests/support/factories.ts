import { env, exports } from 'cloudflare:workers'
import { type SQL, sql } from 'drizzle-orm'
import { inject } from 'vitest'
import type { Channel, NewChannel } from '../../worker/contract/channel.ts'
import type { Role } from '../../worker/contract/roles.ts'
import type { CreatedInvitation, Me, SignUp } from '../../worker/contract/team.ts'
import { asTenant } from '../../worker/db/actor.ts'
import { connect } from '../../worker/db/connect.ts'
import type { Bindings } from '../../worker/env.ts'
import { sweepEmails } from '../../worker/jobs/send-email.ts'
import { newId } from '../../worker/kit/ids.ts'
import { servicesOf } from '../../worker/services.ts'
import { mailedTokens } from './mailbox.ts'

export const PASSWORD = 'correct horse battery'
const bindings = env as unknown as Bindings
export const services = servicesOf(bindings)

/** What an answer was. `body` is the parsed JSON, or null. */
export interface Answer<T = unknown> {
  status: number
  body: T
  text: string
  headers: Headers
}

export interface RequestOptions {
  cookie?: string
  headers?: Record<string, string>
  origin?: string | null
}

/** Calls the Worker as a browser of the app's own pages does. `path` begins with `/api`. */
export async function call<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  { cookie, headers = {}, origin = services.settings.APP_URL }: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await worker().fetch(new URL(path, services.settings.APP_URL).href, {
    method,
    headers: {
      ...(origin !== null && { origin }),
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: (isJson ? JSON.parse(text) : null) as T, text, headers: response.headers }
}

/** Somebody who is signed in. */
export interface Person {
  me: Me
  cookie: string
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>>
}

export const newEmail = () => `${newId()}@example.test`

/** A tenant with its owner, through the sign-up door and the link that confirms the address. */
export async function newTenant(input: Partial<SignUp> = {}): Promise<Person> {
  const owner = await newUnconfirmed(input)
  await confirm(owner)
  return { ...owner, me: { ...owner.me, emailVerified: true } }
}

/** Waits for a link to a page that is mailed to an address, other than a known one. @returns its token. */
export async function awaitMailedToken(email: string, page: string, known?: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    await sweepEmails(bindings)
    const token = (await mailedTokens(email, page)).find((each) => each !== known)
    if (token) return token
    await new Promise((resolve) => setTimeout(resolve, 20)) // Another suite's sweep has it in hand.
  }
  throw new Error(`no link to ${page} came to ${email}`)
}

/** Follows the link that confirms somebody's address. */
export async function confirm(who: Person): Promise<void> {
  const token = await awaitMailedToken(who.me.email, 'verify-email')
  expectStatus(await who.call('POST', '/api/auth/email/verify', { token }), 204)
}

/** A tenant whose owner has not confirmed their address. */
export async function newUnconfirmed(input: Partial<SignUp> = {}): Promise<Person> {
  const wish = { email: newEmail(), password: PASSWORD, name: 'Olive Owner', organization: 'Test Shop', ...input }
  return personOf(await call<Me>('POST', '/api/auth/signup', wish), 201)
}

export async function invite(by: Person, role: Exclude<Role, 'owner'>, email = newEmail()): Promise<CreatedInvitation> {
  return expectStatus(await by.call<CreatedInvitation>('POST', '/api/team/invitations', { email, role }), 201)
}

export const tokenOf = (invitation: CreatedInvitation) => invitation.link?.split('#token=')[1] ?? ''

/** A colleague, through an invitation. */
export async function newMember(owner: Person, role: Role, name = 'Max Member'): Promise<Person> {
  const invitation = await invite(owner, role === 'owner' ? 'admin' : role)
  const joined = { token: tokenOf(invitation), name, password: PASSWORD }
  const member = personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
  if (role !== 'owner') return member
  expectStatus(await owner.call('PATCH', `/api/team/members/${member.me.memberId}`, { role }), 200)
  return signIn(member.me.email)
}

/** As {@link newMember}, of somebody who confirmed their address. */
export async function newConfirmedMember(owner: Person, role: Role): Promise<Person> {
  const member = await newMember(owner, role)
  await member.call('POST', '/api/auth/email/resend')
  await confirm(member)
  return member
}

export async function signIn(email: string, password = PASSWORD): Promise<Person> {
  return personOf(await call<Me>('POST', '/api/auth/signin', { email, password }), 200)
}

export function personOf(answer: Answer<Me>, status: number): Person {
  const me = expectStatus(answer, status)
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return { me, cookie, call: (method, path, body) => call(method, path, body, { cookie }) }
}

export interface GraphNumber {
  wabaId: string
  phoneNumberId: string
  displayPhoneNumber: string
  verifiedName: string
  businessId: string
  accessTokens: string[]
  appSecret?: string
  webhookUrl?: string
}

/** A business number that the Graph stand-in knows, with an account and a token of its own. */
export async function newGraphNumber(input: Partial<GraphNumber> = {}): Promise<GraphNumber> {
  const number = {
    wabaId: digits(15),
    phoneNumberId: digits(15),
    displayPhoneNumber: `1555${digits(7)}`,
    verifiedName: 'Test Shop',
    businessId: digits(15),
    accessTokens: [`token-${newId()}`],
    ...input,
  }
  const response = await fetch(`${services.settings.GRAPH_API_URL}/__accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(number),
  })
  if (response.status !== 201) throw new Error(`the Graph stand-in answered ${response.status}`)
  return number
}

export const credentialsOf = (number: GraphNumber, more: Partial<NewChannel> = {}): NewChannel => ({
  name: 'Shop',
  phoneNumberId: number.phoneNumberId,
  wabaId: number.wabaId,
  displayPhoneNumber: number.displayPhoneNumber,
  accessToken: number.accessTokens[0] ?? '',
  ...more,
})

/** A connected number, through the route. */
export async function newChannel(
  owner: Person,
  more: Partial<NewChannel> = {},
): Promise<{ channel: Channel; number: GraphNumber }> {
  const number = await newGraphNumber(more.appSecret ? { appSecret: more.appSecret } : {})
  const answer = await owner.call<Channel>('POST', '/api/channels', credentialsOf(number, more))
  return { channel: expectStatus(answer, 201), number }
}

export interface AuditRow extends Record<string, unknown> {
  action: string
  memberId: string | null
  subjectId: string | null
  details: Record<string, unknown>
  sessionId: string | null
  requestId: string | null
}

/** The audit log of a tenant, oldest first. */
export async function auditOf({ me }: Person): Promise<AuditRow[]> {
  const db = asTenant(services.db, me.tenant.id)
  const [{ rows }] = await db.batch(
    db.build.execute<AuditRow>(sql`
      select action, member_id as "memberId", subject_id as "subjectId", details,
        session_id as "sessionId", request_id as "requestId"
      from audit_log order by at, id`),
  )
  return rows
}

/** Looks, or reaches, behind the curtain: as the owner of the schema. */
export function asOwner<T extends Record<string, unknown>>(query: SQL) {
  const { ownerUrl, neonFetchEndpoint } = inject('services')
  return connect(ownerUrl, neonFetchEndpoint).execute<T>(query)
}

function expectStatus<T>(answer: Answer<T>, status: number): T {
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

function digits(length: number): string {
  const random = crypto.getRandomValues(new Uint8Array(length))
  return `1${[...random.subarray(1)].map((byte) => byte % 10).join('')}`
}

function worker(): { fetch(url: string, init: RequestInit): Promise<Response> } {
  return (exports as unknown as { default: { fetch(url: string, init: RequestInit): Promise<Response> } }).default
}
