import { DEMO, DEV_SECRETS } from '../../dev/config.ts'
import type { BusinessNumber } from './webhook-body.ts'

/** A tenant with one channel, made through the doors that customers use. */
export interface Tenant {
  number: BusinessNumber
  owner: Person
  /** Everybody who may have sockets open: the owner first. */
  people: Person[]
}

export interface Person {
  cookie: string
  tenantId: string
  memberId: string
  userId: string
}

const { shop, password } = DEMO

/** Signs up, connects the number that the Graph stand-in knows, and invites so many agents. */
export async function createTenant(appUrl: string, agents: number): Promise<Tenant> {
  const owner = await signUp(appUrl, shop.owner, shop.organization)
  const { phoneNumberId, wabaId, displayPhoneNumber, accessToken } = shop
  const channel = { name: 'Main', phoneNumberId, wabaId, displayPhoneNumber: `+${displayPhoneNumber}`, accessToken }
  await post(appUrl, '/api/channels', channel, owner.cookie)
  const people = [owner]
  for (let n = 1; n <= agents; n++) people.push(await invite(appUrl, owner, n))
  return {
    number: { phoneNumberId, wabaId, displayPhoneNumber, appSecret: DEV_SECRETS.META_APP_SECRET },
    owner,
    people,
  }
}

/** A tenant that has its owner and nothing else. */
export const signUp = (appUrl: string, email: string, organization: string): Promise<Person> =>
  enter(appUrl, '/api/auth/signup', { email, password, name: 'Owner', organization })

async function invite(appUrl: string, owner: Person, n: number): Promise<Person> {
  const invitation = { email: `agent${n}@bench.test`, role: 'agent' }
  const answer = await post(appUrl, '/api/team/invitations', invitation, owner.cookie)
  const { link } = (await answer.json()) as { link: string }
  const token = /[A-Za-z0-9_-]{20,}$/.exec(link)?.[0] ?? ''
  return await enter(appUrl, '/api/auth/invitations/accept', { token, password, name: `Agent ${n}` })
}

async function enter(appUrl: string, path: string, body: object): Promise<Person> {
  const answer = await post(appUrl, path, body)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const me = (await answer.json()) as { tenant: { id: string }; memberId: string; userId: string }
  return { cookie, tenantId: me.tenant.id, memberId: me.memberId, userId: me.userId }
}

async function post(appUrl: string, path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: appUrl, cookie }
  const answer = await fetch(appUrl + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
