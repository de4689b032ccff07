import type { Conversation } from '../../worker/contract/conversation.ts'
import type { Member } from '../../worker/contract/team.ts'
import { me } from './session.ts'
import { members } from './team.ts'

/** Colleagues who may be mentioned in a conversation: those who see it. */
export function mentionable({ assigneeId }: Pick<Conversation, 'assigneeId'>): Member[] {
  const person = me.value
  const isOwnOnly = person?.tenant.agentsSeeOwnOnly ?? false
  return (members.value.value ?? []).filter(
    ({ id, active, role }) =>
      active && id !== person?.memberId && (!isOwnOnly || role !== 'agent' || assigneeId === null || assigneeId === id),
  )
}

/** Whom a note names: `@` and the whole name, the longest first. */
export function mentionsIn(text: string, people: readonly Member[]): string[] {
  let rest = text
  const found: string[] = []
  for (const { id, name } of [...people].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${name}`)) continue
    found.push(id)
    rest = rest.replaceAll(`@${name}`, '')
  }
  return found
}

/** What stands behind the `@` that the caret is at; null if it is at none. */
export function mentionQuery(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|\s)@([\p{L}\p{N}.'-]{0,30})$/u.exec(text.slice(0, caret))
  return found ? { from: caret - (found[1]?.length ?? 0) - 1, query: found[1] ?? '' } : null
}

export function matching(people: readonly Member[], query: string): Member[] {
  const wanted = query.toLowerCase()
  const words = ({ name }: Member) => [name, ...name.split(/\s+/)]
  return people.filter((member) => words(member).some((word) => word.toLowerCase().startsWith(wanted))).slice(0, 6)
}
