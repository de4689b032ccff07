import type { Desk, NewTeam, TeamChanges } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { me } from './session.ts'
import { readTeams } from './team.ts'

/** Changes how the team works. What is shown comes from the answer. */
export async function changeDesk(changes: Partial<Desk>): Promise<void> {
  const tenant = await api.changeTenant({ desk: changes })
  const person = me.peek()
  if (person) me.value = { ...person, tenant }
}

export async function saveTeam(id: string | null, team: NewTeam & TeamChanges): Promise<void> {
  if (id === null) await api.createTeam(team)
  else await api.changeTeam(id, team)
  await readTeams()
}

export async function removeTeam(id: string): Promise<void> {
  await api.removeTeam(id)
  await readTeams()
}
