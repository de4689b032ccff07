import { createHash } from 'node:crypto'
import { Refusal } from './app-client.ts'
import type { Colleague, Desk, Talk } from './lines.ts'
import type { TeamMember } from './tenants.ts'

/** A conversation that the team works on. */
export interface Case {
  conversationId: string
  talk: Talk
  labelIds: ReadonlyMap<string, string>
  /** Whether messages may really go out. */
  sends: boolean
}

/** What the client calls a message, the same in every run: it is written once. */
export const clientIdOf = ({ who }: Talk, kind: string) =>
  `seed-${createHash('sha256')
    .update(`${who.phone ?? who.username}|${kind}`)
    .digest('hex')
    .slice(0, 24)}`

/** Does on one conversation what its desk says, in the order in which a team would. Doing it again changes nothing. */
export async function workOn(
  { conversationId, talk, sends, labelIds }: Case,
  team: Record<Colleague, TeamMember>,
): Promise<void> {
  const { assignee, note, reply, template, labels, priority, snoozed, read, closedBy } = talk.desk
  const path = `/conversations/${conversationId}`
  const write = (by: Colleague, type: string, content: unknown) =>
    team[by].call('POST', `${path}/messages`, {
      clientMessageId: clientIdOf(talk, type),
      type,
      [type]: content,
    })
  const reader = assignee ?? 'olivia'
  if (assignee) await team[assignee].call('PUT', `${path}/assignee`, { memberId: team[assignee].memberId })
  if (labels) await team[reader].call('PUT', `${path}/labels`, { labelIds: labels.map((name) => labelIds.get(name)) })
  if (priority) await team[reader].call('PUT', `${path}/priority`, { priority })
  if (note) await write(note.by, 'note', { body: note.body })
  if (reply && sends) await write(reply.by, 'text', { body: reply.body }).catch(unless('WINDOW_CLOSED'))
  if (template && sends) await write(template.by, 'template', templateOf(template))
  if (read || reply) await team[reader].call('POST', `${path}/read`)
  if (snoozed) await team[reader].call('PUT', `${path}/snooze`, { until: null }).catch(unless('ALREADY_CLOSED'))
  if (closedBy) await team[closedBy].call('POST', `${path}/closure`).catch(unless('ALREADY_CLOSED'))
}

function templateOf({ name, language, parameters }: NonNullable<Desk['template']>) {
  const components = [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }]
  return { name, language: { code: language }, components }
}

/** Lets pass what a run that goes on days later, or does a step again, is told. */
const unless = (code: string) => (error: unknown) => {
  if (!(error instanceof Refusal && error.code === code)) throw error
}
