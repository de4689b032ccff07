import { ApiError } from '../api/problem.ts'
import { reasonOf, requestIdOf } from '../models/toasts.ts'
import { FormProblem } from '../ui/field.tsx'

/** What the server said about one field. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  return error instanceof ApiError
    ? error.fields.find((field) => `${field.path}.`.startsWith(`${path}.`))?.message
    : undefined
}

/** Why a form was refused; nothing if it was not. */
export function FormError({ error }: { error: unknown }) {
  return error === null ? null : <FormProblem reason={reasonOf(error)} requestId={requestIdOf(error)} />
}
