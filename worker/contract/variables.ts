// No zod here: the screens carry this too.

/** `{{contact.first_name}}`, or with what to say where there is none: `{{contact.first_name|there}}`. */
const variable = /\{\{\s*([a-z_]+\.[a-z_]+)\s*(?:\|([^{}]*))?\}\}/g

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
