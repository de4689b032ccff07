import type { Desk, NewTeam, TeamChanges } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { readTeams } from './team.ts'
import { changeTenant } from './tenant.ts'

/** Changes how the team works. */
export const changeDesk = (desk: Partial<Desk>): Promise<void> => changeTenant({ desk })

export async function saveTeam(id: string | null, team: NewTeam & TeamChanges): Promise<void> {
  if (id === null) await api.createTeam(team)
  else await api.changeTeam(id, team)
  await readTeams()
}

export async function removeTeam(id: string): Promise<void> {
  await api.removeTeam(id)
  await readTeams()
}
