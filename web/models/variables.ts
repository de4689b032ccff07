import { variablesOf } from '../../worker/contract/variables.ts'

/** What a canned reply can say of the people and things it is about. */
export const variableNames = [
  'contact.name',
  'contact.first_name',
  'contact.phone',
  'contact.username',
  'agent.name',
  'agent.first_name',
  'tenant.name',
  'channel.name',
] as const
export type VariableName = (typeof variableNames)[number]

const isKnown = (name: string) => (variableNames as readonly string[]).includes(name)

/** Variables that nobody filled in: a customer must not see them. */
export function openVariables(text: string): string[] {
  return variablesOf(text).map(({ whole }) => whole)
}

/** Names that a text uses and that there are none of. */
export function unknownVariables(text: string): string[] {
  return variablesOf(text).flatMap(({ name }) => (isKnown(name) ? [] : [name]))
}
