import { type Call, openApp, Refusal } from './app-client.ts'
import { confirmAddress } from './mailbox.ts'

interface Member {
  id: string
  email: string | null
  joinedAt: string
}

export interface Account {
  email: string
  name: string
  password: string
}

/** Somebody of the team, signed in. */
export interface TeamMember {
  memberId: string
  /** When they joined, in epoch milliseconds. */
  joinedMs: number
  call: Call
}

export interface NewNumber {
  organization: string
  phoneNumberId: string
  wabaId: string
  displayPhoneNumber: string
  accessToken: string
}

/** The demo's people cannot be made here: sign-up is closed, or somebody else uses their addresses. */
export class NoDemo extends Error {}

/** @returns null if the account is not there, has another password, was shut out, or wants a second factor. */
export async function findMember(appUrl: string, { email, password }: Account): Promise<TeamMember | null> {
  const call = openApp(appUrl)
  try {
    await call('POST', '/auth/signin', { email, password })
    return await describeSelf(call)
  } catch (error) {
    if (error instanceof Refusal && [401, 403].includes(error.status)) return null
    throw error
  }
}

/** Who is signed in. */
async function describeSelf(call: Call): Promise<TeamMember> {
  const { memberId } = await call<{ memberId: string }>('GET', '/me')
  const self = (await listMembers(call)).find((member) => member.id === memberId)
  if (!self) throw new NoDemo('who is signed in is not of the team')
  return { memberId, joinedMs: Date.parse(self.joinedAt), call }
}

/** The owner of an organization; both are made if they are not there. @throws NoDemo */
export async function ensureOwner(
  { appUrl, mailUrl, setupToken }: { appUrl: string; mailUrl: string | null; setupToken: string },
  owner: Account,
  organization: string,
): Promise<TeamMember> {
  const found = await findMember(appUrl, owner)
  if (found) {
    await confirm(found.call, mailUrl)
    return found
  }
  const call = openApp(appUrl)
  try {
    await call('POST', '/auth/signup', { ...owner, organization, setupToken })
  } catch (error) {
    throw error instanceof Refusal && error.status < 429 ? new NoDemo(error.message) : error
  }
  await confirm(call, mailUrl)
  return describeSelf(call)
}

async function confirm(call: Call, mailUrl: string | null): Promise<void> {
  try {
    await confirmAddress(call, mailUrl)
  } catch (error) {
    throw error instanceof Refusal ? error : new NoDemo((error as Error).message)
  }
}

/** A colleague; invited by the owner, and the invitation accepted, if they are not there. @throws NoDemo */
export async function ensureColleague(
  { appUrl, mailUrl }: { appUrl: string; mailUrl: string | null },
  owner: Pick<TeamMember, 'call'>,
  wish: Account & { role: string },
): Promise<TeamMember> {
  const { email, password, name, role } = wish
  const members = await listMembers(owner.call)
  if (members.some((member) => member.email === email)) {
    const found = await findMember(appUrl, wish)
    if (!found) throw new NoDemo(`${email} cannot sign in with the password of the demo`)
    return found
  }
  await dropInvitations(owner.call, email)
  const { link } = await owner.call<{ link: string }>('POST', '/team/invitations', { email, role })
  const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token')
  const call = openApp(appUrl)
  const joined = { token, password, name }
  const { emailVerified } = await call<{ emailVerified: boolean }>('POST', '/auth/invitations/accept', joined)
  if (!emailVerified && mailUrl !== null) {
    await call('POST', '/auth/email/resend')
    await confirm(call, mailUrl)
  }
  return describeSelf(call)
}

/** The channel of a number. @returns its id. */
export async function ensureChannel(owner: TeamMember, number: NewNumber): Promise<string> {
  const { organization, phoneNumberId, wabaId, displayPhoneNumber, accessToken } = number
  const shape = { phoneNumberId, wabaId, displayPhoneNumber, accessToken }
  const { data } = await owner.call<{ data: { id: string; phoneNumberId: string }[] }>('GET', '/channels')
  const known = data.find((channel) => channel.phoneNumberId === number.phoneNumberId)
  if (known) return known.id
  return (await owner.call<{ id: string }>('POST', '/channels', { name: organization, ...shape })).id
}

/** An invitation of a run that broke off: its link was shown once and is lost. */
async function dropInvitations(call: Call, email: string): Promise<void> {
  const { data } = await call<{ data: { id: string; email: string; acceptedAt: string | null }[] }>(
    'GET',
    '/team/invitations',
  )
  for (const invitation of data) {
    if (invitation.email === email && invitation.acceptedAt === null) {
      await call('DELETE', `/team/invitations/${invitation.id}`)
    }
  }
}

const listMembers = async (call: Call) => (await call<{ data: Member[] }>('GET', '/team/members')).data
