// No zod here: the screens carry this too.

/** `{{contact.first_name}}`, or with what to say where there is none: `{{contact.first_name|there}}`. */
const variable = /\{\{\s*([a-z_]+\.[a-z_]+)\s*(?:\|([^{}]*))?\}\}/g

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

/** Why a canned reply cannot be filled in: a name that there is none of, or braces that are no variable. */
export type VariableProblem = { kind: 'unknown' | 'syntax'; part: string }

const shownMax = 40

/** The first thing in a text that would reach the customer in braces; null if there is none. */
export function variableProblem(text: string): VariableProblem | null {
  const isKnown = (name: string) => (variableNames as readonly string[]).includes(name)
  const unknown = variablesOf(text).find(({ name }) => !isKnown(name))
  if (unknown) return { kind: 'unknown', part: unknown.name }
  const rest = text.replace(variable, '')
  const start = rest.indexOf('{{')
  if (start < 0) return null
  const end = rest.indexOf('}}', start + 2)
  const name = end < 0 ? '' : (rest.slice(start + 2, end).split('|')[0] ?? '').trim()
  if (/^[\p{L}\p{N}_.-]{1,40}$/u.test(name) && !isKnown(name)) return { kind: 'unknown', part: name }
  const whole = rest.slice(start, end < 0 ? undefined : end + 2)
  return { kind: 'syntax', part: whole.length > shownMax ? `${whole.slice(0, shownMax)}…` : whole }
}

/** Fills variables in, or their fallback. What has neither stays for people to see. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, name: string, fallback: string | undefined) => {
    const value = values[name] ?? ''
    return value !== '' ? value : (fallback?.trim() ?? whole)
  })
}

/** The variables of a text, as they stand there and by name. */
export function variablesOf(text: string): { whole: string; name: string }[] {
  return [...text.matchAll(variable)].map(([whole, name = '']) => ({ whole, name }))
}
