import { type Role, roles } from '../../worker/contract/role-table.ts'
import type { Invitation, Member } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { tenancyApi } from '../api/tenancy.ts'
import { type Loaded, loadInto, loading } from './load.ts'
import { can, me, refreshMe } from './session.ts'
import { members, readMembers } from './team.ts'

export const invitations = loading<Invitation[]>()
export const readInvitations = async (): Promise<void> => {
  if (can('inviteMembers')) await loadInto(invitations, async () => (await api.listInvitations()).data)
}

/** Which role one may give to a colleague: only owners make owners. */
export const givableRoles = (): Role[] => roles.filter((role) => role !== 'owner' || me.value?.role === 'owner')

/** Whether one may change a colleague's role and access: only owners change owners, and nobody themselves. */
export function canChangeMember({ id, role }: Member): boolean {
  return can('manageMembers') && id !== me.value?.memberId && givableRoles().includes(role)
}

function update<T>(target: { value: Loaded<T[]> }, change: (present: T[]) => T[]): void {
  target.value = { ...target.value, value: change(target.value.value ?? []) }
}

export async function changeMember(
  id: string,
  changes: { role?: Role; active?: boolean; capacity?: number | null },
): Promise<void> {
  const changed = await api.changeMember(id, changes)
  update(members, (present) => present.map((member) => (member.id === id ? changed : member)))
}

export async function removeMember(id: string): Promise<void> {
  await tenancyApi.removeMember(id)
  await readMembers()
}

/** Another owns the organization instead of oneself. */
export async function giveOwnership(id: string): Promise<void> {
  await tenancyApi.giveOwnership(id)
  await Promise.all([refreshMe(), readMembers()])
}

/** Makes an invitation. Its link is in the answer and nowhere else. */
export async function invite(email: string, role: Exclude<Role, 'owner'>): Promise<string> {
  const { link, ...invitation } = await api.invite(email, role)
  // It takes the place of an open one to the same address.
  const isReplaced = (each: Invitation) => each.acceptedAt === null && each.email.toLowerCase() === email.toLowerCase()
  update(invitations, (present) => [invitation, ...present.filter((each) => !isReplaced(each))])
  return link ?? ''
}

/** Mails an invitation again, good for seven days from now. */
export async function resendInvitation(id: string): Promise<void> {
  const { link: _, ...renewed } = await api.resendInvitation(id)
  update(invitations, (present) => present.map((invitation) => (invitation.id === id ? renewed : invitation)))
}

export async function withdrawInvitation(id: string): Promise<void> {
  await api.withdrawInvitation(id)
  update(invitations, (present) => present.filter((invitation) => invitation.id !== id))
}
