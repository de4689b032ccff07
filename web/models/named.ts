import { channels } from './channels.ts'
import { labels } from './labels.ts'
import { invitations } from './manage-team.ts'
import { members, teams } from './team.ts'

/** What an id of something of the organization stands for, as far as its lists are here; nothing of customers. */
export function nameOf(id: string): string | null {
  const known = [members, teams, labels, channels].flatMap(
    (list): { id: string; name: string }[] => list.value.value ?? [],
  )
  const invited = invitations.value.value?.find((invitation) => invitation.id === id)
  return known.find((one) => one.id === id)?.name ?? invited?.email ?? null
}
