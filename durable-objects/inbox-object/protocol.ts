import { AppError, type FieldError, type ProblemCode } from '../../worker/contract/problem.ts'

/** The outcome of a command across RPC, where an exception would lose its class. */
export type CommandResult =
  | { ok: true; value: string }
  | { ok: false; code: ProblemCode; detail: string; errors: FieldError[]; retryAfterSeconds: number | null }

export async function toResult(run: () => Promise<unknown>): Promise<CommandResult> {
  try {
    return { ok: true, value: JSON.stringify((await run()) ?? null) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, detail, errors, retryAfterSeconds } = error
    return { ok: false, code, detail, errors, retryAfterSeconds }
  }
}

/** @throws AppError as the command threw it. */
export function fromResult<T>(result: CommandResult): T {
  if (result.ok) return JSON.parse(result.value) as T
  const { code, detail, errors, retryAfterSeconds } = result
  throw new AppError(code, detail, { errors, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) })
}
