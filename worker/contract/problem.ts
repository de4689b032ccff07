import { z } from 'zod'

/**
 * Every code an answer can carry, with its HTTP status and whether the same request may succeed later.
 * Problems are answered as application/problem+json (RFC 9457).
 */
export const problemCodes = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid', retryable: false },
  NOT_JSON: { status: 400, title: 'The body is not JSON', retryable: false },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first', retryable: false },
  WRONG_CREDENTIALS: { status: 401, title: 'E-mail or password is wrong', retryable: false },
  WRONG_FACTOR: { status: 401, title: 'The code or passkey was not accepted', retryable: false },
  SIGN_IN_OVER: { status: 401, title: 'The sign-in took too long', retryable: false },
  STAFF_SIGN_IN: { status: 401, title: 'Sign in as staff first', retryable: false },
  SSO_REFUSED: { status: 401, title: 'The sign-in of your organization was not accepted', retryable: false },
  BAD_SIGNATURE: { status: 401, title: 'The signature does not match', retryable: false },
  WEAK_PASSWORD: { status: 400, title: 'The password is easy to guess', retryable: false },
  LEAKED_PASSWORD: { status: 400, title: 'The password is in lists of leaked ones', retryable: false },
  EMAIL_NOT_VERIFIED: { status: 403, title: 'Confirm your e-mail address first', retryable: false },
  FORBIDDEN: { status: 403, title: 'Your role does not allow this', retryable: false },
  WRONG_ORIGIN: { status: 403, title: 'The request comes from another site', retryable: false },
  STEP_UP_REQUIRED: { status: 403, title: 'Prove again that it is you', retryable: false },
  MFA_REQUIRED: { status: 403, title: 'Your organization wants two-step sign-in', retryable: false },
  SSO_REQUIRED: { status: 403, title: 'Sign in with your organization', retryable: false },
  TENANT_SUSPENDED: { status: 403, title: 'This organization is suspended', retryable: false },
  TENANT_DELETED: { status: 403, title: 'This organization was deleted', retryable: false },
  ADDRESS_NOT_ALLOWED: { status: 403, title: 'Staff do not come from this address', retryable: false },
  FACTOR_MISSING: { status: 403, title: 'Staff need a second factor', retryable: false },
  REASON_REQUIRED: { status: 403, title: 'Say first why you look into this tenant', retryable: false },
  SIGNUP_CLOSED: { status: 403, title: 'Sign-up is closed here', retryable: false },
  FEATURE_NOT_IN_PLAN: { status: 403, title: 'The plan does not include this', retryable: false },
  NOT_FOUND: { status: 404, title: 'Not found', retryable: false },
  DOMAIN_NOT_PROVED: { status: 409, title: 'The domain is not proved', retryable: false },
  EMAIL_OFF: { status: 409, title: 'No e-mails are sent here', retryable: false },
  WINDOW_CLOSED: { status: 409, title: 'The 24-hour window is closed', retryable: false },
  OPTED_OUT: { status: 409, title: 'The customer opted out', retryable: false },
  CHANNEL_DISCONNECTED: { status: 409, title: 'The number is not connected', retryable: false },
  NOT_ASSIGNEE: { status: 409, title: 'Only the assignee may answer', retryable: false },
  COLLEAGUE_WRITING: { status: 409, title: 'A colleague is writing a reply', retryable: false },
  DRAFT_CHANGED: { status: 409, title: 'The draft was changed elsewhere', retryable: false },
  LIMIT_REACHED: { status: 409, title: 'There are as many as there may be', retryable: false },
  ALREADY_EXISTS: { status: 409, title: 'It exists already', retryable: false },
  ALREADY_MERGED: { status: 409, title: 'They are one person already', retryable: false },
  IN_USE: { status: 409, title: 'It is in use', retryable: false },
  HAS_CONVERSATIONS: { status: 409, title: 'The customer has conversations', retryable: false },
  BLOCKED: { status: 409, title: 'The customer is blocked', retryable: false },
  ALREADY_CLOSED: { status: 409, title: 'The conversation is closed already', retryable: false },
  ALREADY_OPEN: { status: 409, title: 'The conversation is open already', retryable: false },
  ALREADY_ACCEPTED: { status: 409, title: 'The invitation was used already', retryable: false },
  NOT_RETRYABLE: { status: 409, title: 'This message cannot be sent again', retryable: false },
  LAST_OWNER: { status: 409, title: 'A tenant keeps at least one owner', retryable: false },
  IDEMPOTENCY_MISMATCH: { status: 409, title: 'The key was used for another request', retryable: false },
  TOO_SLOW: { status: 408, title: 'The body came too slowly', retryable: true },
  TOO_LARGE: { status: 413, title: 'The body is too large', retryable: false },
  UNSUPPORTED_TYPE: { status: 415, title: 'This type is not supported', retryable: false },
  WRONG_ENDING: { status: 415, title: 'The name of the file says another type than its content', retryable: false },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range is outside the file', retryable: false },
  PROVIDER_REFUSED: { status: 422, title: 'WhatsApp refused it', retryable: false },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests', retryable: true },
  INTERNAL: { status: 500, title: 'Something broke on our side', retryable: true },
  UNAVAILABLE: { status: 503, title: 'Not available right now', retryable: true },
} as const

export type ProblemCode = keyof typeof problemCodes

export const FieldError = z.object({ path: z.string(), message: z.string() })
export type FieldError = z.infer<typeof FieldError>

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(FieldError).optional(),
})
export type Problem = z.infer<typeof Problem>

/** The one error of ours that reaches a caller. `detail` is written for people and holds no customer data. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ProblemCode
  readonly detail: string
  readonly errors: FieldError[]
  readonly retryAfterSeconds: number | null

  constructor(code: ProblemCode, detail?: string, more: { errors?: FieldError[]; retryAfterSeconds?: number } = {}) {
    super(code)
    this.code = code
    this.detail = detail ?? `${problemCodes[code].title}.`
    this.errors = more.errors ?? []
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
  }
}
