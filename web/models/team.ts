import { computed, signal } from '@preact/signals'
import type { Member, Team } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { t } from '../texts/index.ts'
import { loadInto, loading } from './load.ts'
import { me } from './session.ts'

export const members = loading<Member[]>()
export const teams = loading<Team[]>()
/** Members who are looking at the app now. */
export const online = signal<ReadonlySet<string>>(new Set())

const byId = computed(() => new Map((members.value.value ?? []).map((member) => [member.id, member])))

export const readMembers = (): Promise<void> => loadInto(members, async () => (await api.listMembers()).data)
export const readTeams = (): Promise<void> => loadInto(teams, async () => (await api.listTeams()).data)

/** A colleague's name; oneself is "You". */
export function memberName(id: string | null): string {
  if (id === null) return t.thread.bySystem
  if (id === me.value?.memberId) return t.common.you
  return byId.value.get(id)?.name ?? t.thread.somebody
}

/** The name itself, also for oneself, as for a face. */
export function memberFullName(id: string): string {
  return byId.value.get(id)?.name ?? (id === me.value?.memberId ? me.value.name : t.thread.somebody)
}

export function teamName(id: string): string {
  return teams.value.value?.find((team) => team.id === id)?.name ?? t.thread.someTeam
}
