import { ApiError } from '../api/problem.ts'
import { reasonOf, requestIdOf } from '../models/toasts.ts'
import { FormProblem } from '../ui/field.tsx'

/** What the server said about one field. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  return error instanceof ApiError
    ? error.fields.find((field) => `${field.path}.`.startsWith(`${path}.`))?.message
    : undefined
}

const isRefusedPassword = (error: unknown) =>
  error instanceof ApiError && ['WEAK_PASSWORD', 'LEAKED_PASSWORD'].includes(error.code)

/** What the server said about a password that somebody made up. */
export function passwordProblem(error: unknown): string | undefined {
  return isRefusedPassword(error) ? reasonOf(error) : fieldProblem(error, 'password')
}

/** Why a form was refused; nothing if it was not, or if it is said at the field of the password. */
export function FormError({ error }: { error: unknown }) {
  return error === null || isRefusedPassword(error) ? null : (
    <FormProblem reason={reasonOf(error)} requestId={requestIdOf(error)} />
  )
}
