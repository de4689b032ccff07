import type { FieldError, Problem } from '../../worker/contract/problem.ts'

/** An answer that is not a success; `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly fields: FieldError[]
  readonly retryAfterMs: number | null

  constructor(facts: {
    status: number
    code: string
    detail: string
    requestId?: string | null
    fields?: FieldError[]
    retryAfterMs?: number | null
  }) {
    super(facts.detail)
    this.name = 'ApiError'
    this.status = facts.status
    this.code = facts.code
    this.requestId = facts.requestId ?? null
    this.fields = facts.fields ?? []
    this.retryAfterMs = facts.retryAfterMs ?? null
  }

  /** The request never reached the server, or its answer never reached us. */
  get offline(): boolean {
    return this.status === 0
  }

  /** The same request may succeed later. */
  get retryable(): boolean {
    return this.offline || this.status === 429 || this.status >= 500
  }
}

/** Whether the organization of the session is suspended or was deleted. */
export const isTenantOff = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'TENANT_SUSPENDED' || error.code === 'TENANT_DELETED')

/** Turns an answer that is not a success into an ApiError, whatever its body is. */
export function errorOf(status: number, bodyText: string, headers: { get(name: string): string | null }): ApiError {
  const problem = parseProblem(bodyText)
  const seconds = Number(headers.get('retry-after'))
  return new ApiError({
    status,
    code: problem?.code ?? 'UNKNOWN',
    detail: problem?.detail || problem?.title || '',
    requestId: problem?.requestId ?? headers.get('x-request-id'),
    fields: problem?.errors ?? [],
    retryAfterMs: seconds > 0 ? seconds * 1000 : null,
  })
}

function parseProblem(text: string): Partial<Problem> | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : null
  } catch {
    return null
  }
}
