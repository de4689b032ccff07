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

const variable = /\{\{\s*([a-z_]+\.[a-z_]+)\s*(?:\|([^{}]*))?\}\}/g

const isKnown = (name: string): name is VariableName => (variableNames as readonly string[]).includes(name)

/** Fills variables in, or their fallback: `{{contact.first_name|there}}`. What has neither stays for the person to see. */
export function fillVariables(text: string, values: Record<VariableName, string>): string {
  return text.replace(variable, (whole, name: string, fallback: string | undefined) => {
    const value = isKnown(name) ? values[name] : ''
    return value !== '' ? value : (fallback?.trim() ?? whole)
  })
}

/** Variables that nobody filled in: a customer must not see them. */
export function openVariables(text: string): string[] {
  return [...text.matchAll(variable)].map(([whole]) => whole)
}

/** Names that a text uses and that there are none of. */
export function unknownVariables(text: string): string[] {
  return [...text.matchAll(variable)].map(([, name]) => name ?? '').filter((name) => !isKnown(name))
}
