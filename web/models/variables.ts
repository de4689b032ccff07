import { variablesOf } from '../../worker/contract/variables.ts'

/** Variables that nobody filled in: a customer must not see them. */
export function openVariables(text: string): string[] {
  return variablesOf(text).map(({ whole }) => whole)
}
