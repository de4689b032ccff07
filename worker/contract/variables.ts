// No zod here: the screens fill texts for their preview with the same code.

/** `{{name}}`, or `{{name|what to say where there is none}}`. */
const VARIABLE = /\{\{\s*([\w.]*)\s*(?:\|([^{}]*))?\}\}/g

/** The names of a text's variables, in order. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '')
}

/** The text with every variable's value; without one its fallback, or nothing. */
export function fillVariables(text: string, values: Readonly<Record<string, string | null>>): string {
  return text.replace(VARIABLE, (_, name: string, fallback = '') => values[name] ?? fallback.trim())
}
