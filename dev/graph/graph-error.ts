/** Meta's words and HTTP status for the codes the stand-in answers with (Cloud API error reference). */
const CODES: Record<number, { title: string; http: number; type?: string }> = {
  0: { title: 'AuthException', http: 401 },
  1: { title: 'API Unknown', http: 500 },
  2: { title: 'API Service', http: 503 },
  3: { title: 'API Method', http: 500 },
  4: { title: 'API Too Many Calls', http: 400 },
  10: { title: 'Permission Denied', http: 403 },
  33: { title: 'Parameter value is not valid', http: 400 },
  100: { title: 'Invalid parameter', http: 400 },
  104: { title: 'An access token is required to request this resource.', http: 400 },
  190: { title: 'Access token has expired', http: 401 },
  200: { title: 'API Permission', http: 403 },
  368: { title: 'Temporarily blocked for policies violations', http: 403 },
  2200: { title: 'Callback verification failed', http: 400 },
  80007: { title: 'Rate limit issues', http: 400 },
  130403: { title: 'Business blocked the user', http: 400 },
  130429: { title: 'Rate limit hit', http: 400 },
  130472: { title: "User's number is part of an experiment", http: 400 },
  130497: { title: 'Business account is restricted from messaging users in this country', http: 403 },
  131000: { title: 'Something went wrong', http: 500 },
  131005: { title: 'Access denied', http: 403 },
  131008: { title: 'Required parameter is missing', http: 400 },
  131009: { title: 'Parameter value is not valid', http: 400 },
  131016: { title: 'Service unavailable', http: 500 },
  131021: { title: 'Recipient cannot be sender', http: 400 },
  131026: { title: 'Message undeliverable', http: 400 },
  131030: { title: 'Recipient phone number not in allowed list', http: 400 },
  131031: { title: 'Account has been locked', http: 403 },
  131037: { title: 'Display name approval needed', http: 400 },
  131042: { title: 'Business eligibility payment issue', http: 400 },
  131045: { title: 'Incorrect certificate', http: 500 },
  131047: { title: 'Re-engagement message', http: 400 },
  131048: { title: 'Spam rate limit hit', http: 400 },
  131049: { title: 'Meta chose not to deliver', http: 400 },
  131050: { title: 'User has stopped receipt of marketing messages from this business', http: 400 },
  131051: { title: 'Unsupported message type', http: 400 },
  131052: { title: 'Media download error', http: 400 },
  131053: { title: 'Media upload error', http: 400 },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', http: 400 },
  131057: { title: 'Account in maintenance mode', http: 500 },
  131062: { title: 'Business-scoped user ID recipients are not supported for this message', http: 400 },
  132000: { title: 'Number of parameters does not match the expected number of params', http: 400 },
  132001: { title: 'Template name does not exist in the translation', http: 404 },
  132005: { title: 'Translated text too long', http: 400 },
  132007: { title: 'Template Format Character Policy Violated', http: 400 },
  132012: { title: 'Parameter format does not match format in the created template', http: 400 },
  132015: { title: 'Template is Paused', http: 400 },
  132016: { title: 'Template is Disabled', http: 400 },
  132018: { title: 'Template validation error', http: 400 },
  133005: { title: 'Two step verification PIN Mismatch', http: 400 },
  133010: { title: 'Phone number Not Registered', http: 400 },
  133016: { title: 'Account register deregister rate limit exceeded', http: 400 },
  139100: { title: 'Failed to block/unblock some users', http: 400 },
}

/** What a status webhook or a refused call says about a code. */
export function errorFacts(code: number): { title: string; http: number } {
  if (code > 200 && code < 300) return errorFacts(200)
  return CODES[code] ?? { title: 'Generic error', http: 400 }
}

/** A refusal in Meta's own form. */
export class GraphError extends Error {
  readonly code: number
  readonly details: string | undefined
  readonly extra: { subcode?: number; type?: string; http?: number; message?: string; userTitle?: string }

  constructor(code: number, details?: string, extra: GraphError['extra'] = {}) {
    super(extra.message ?? `(#${code}) ${errorFacts(code).title}`)
    this.code = code
    this.details = details
    this.extra = extra
  }

  get http(): number {
    return this.extra.http ?? errorFacts(this.code).http
  }

  /** The answer's body. Only errors of the messaging API carry `error_data`. */
  body(traceId: string) {
    return {
      error: {
        message: this.message,
        type: this.extra.type ?? 'OAuthException',
        code: this.code,
        ...(this.extra.subcode === undefined ? {} : { error_subcode: this.extra.subcode }),
        ...(this.details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        ...(this.extra.userTitle === undefined
          ? {}
          : { is_transient: false, error_user_title: this.extra.userTitle, error_user_msg: this.message }),
        fbtrace_id: traceId,
      },
    }
  }
}

/** What Graph answers for an object that is not there, or that the token may not see. */
export function unknownObject(id: string, verb: 'get' | 'post' | 'delete'): GraphError {
  const message = `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`
  return new GraphError(100, undefined, { subcode: 33, type: 'GraphMethodException', message })
}

/** The entry of a `statuses[].errors` list. */
export function statusError(code: number, details: string) {
  const { title } = errorFacts(code)
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

/** A refusal of the management API: code 100 with a subcode and words for the person. */
export function refused(subcode: number, userTitle: string, message: string): GraphError {
  return new GraphError(100, undefined, { subcode, userTitle, message })
}
