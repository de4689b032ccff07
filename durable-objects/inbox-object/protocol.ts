import { AppError, type FieldError, type ProblemCode } from '../../worker/contract/problem.ts'

/** The outcome of a command across RPC, where an exception would lose its class. */
export type CommandResult =
  | { ok: true; value: string }
  | { ok: false; code: ProblemCode; detail: string; errors: FieldError[]; retryAfterSeconds: number | null }

const RETRY_AFTER_SECONDS = 5

/**
 * @param note Told of every error that is not ours: it must not leave the object as it is, since the runtime would log
 *   its message.
 */
export async function toResult(
  run: () => Promise<unknown>,
  isRetryable: (error: unknown) => boolean,
  note: (error: unknown) => void,
): Promise<CommandResult> {
  try {
    return { ok: true, value: JSON.stringify((await run()) ?? null) }
  } catch (error) {
    if (!(error instanceof AppError)) note(error)
    const { code, detail, errors, retryAfterSeconds } =
      error instanceof AppError ? error : ofUnknown(isRetryable(error))
    return { ok: false, code, detail, errors, retryAfterSeconds }
  }
}

function ofUnknown(retryable: boolean): AppError {
  if (!retryable) return new AppError('INTERNAL', 'Something broke on our side. If it stays, tell us the request id.')
  const detail = 'A part that this needs does not answer. Try again in a moment.'
  return new AppError('UNAVAILABLE', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

/** @throws AppError as the command threw it. */
export function fromResult<T>(result: CommandResult): T {
  if (result.ok) return JSON.parse(result.value) as T
  const { code, detail, errors, retryAfterSeconds } = result
  throw new AppError(code, detail, { errors, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) })
}
