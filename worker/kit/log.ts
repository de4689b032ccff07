/** What a log line may hold: ids, names of our own, counts, times and states. Never text, phones, wamids or keys. */
const FIELDS = [
  ...['requestId', 'tenantId', 'channelId', 'conversationId', 'contactId', 'messageId', 'attemptId', 'campaignId'],
  ...['templateId', 'mediaId', 'memberId', 'userId', 'sessionId', 'eventId', 'jobId', 'keyId', 'id'],
  ...['objectName', 'queue', 'cron', 'job', 'kind', 'route', 'method', 'status', 'state', 'from', 'to', 'reason'],
  ...['count', 'total', 'size', 'version', 'attempt', 'attempts', 'delaySeconds', 'durationMs', 'waitMs', 'lagMs'],
  ...['code', 'metaCode', 'errorClass', 'sqlstate', 'constraint', 'frames', 'provider', 'environment'],
] as const

export type LogField = (typeof FIELDS)[number]
export type LogLevel = 'info' | 'warn' | 'error'
export type LogValue = string | number | boolean | null | undefined | readonly string[]
export type LogFields = { readonly [field in LogField]?: LogValue }

export interface Log {
  /** @param event Dotted and our own, such as `import.retry`. */
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** The same log with these fields on every line. */
  with(fields: LogFields): Log
}

export type WriteLine = (level: LogLevel, line: string) => void

const ALLOWED: ReadonlySet<string> = new Set(FIELDS)
const TEXT_MAX = 200

/** One JSON line per call. A field that is not on the list is left out, whatever the types said. */
export function createLog(write: WriteLine = writeToConsole, base: LogFields = {}): Log {
  const at = (level: LogLevel) => (event: string, fields: LogFields) =>
    write(level, JSON.stringify({ level, event, ...allowed(base), ...allowed(fields) }))
  const [info, warn, error] = [at('info'), at('warn'), at('error')]
  return {
    info: (event, fields = {}) => info(event, fields),
    warn: (event, fields = {}) => warn(event, fields),
    error: (event, fields = {}) => error(event, fields),
    with: (fields) => createLog(write, { ...base, ...fields }),
  }
}

function writeToConsole(level: LogLevel, line: string): void {
  console[level](line)
}

function allowed(fields: LogFields): Record<string, LogValue> {
  const kept = Object.entries(fields).filter(([field, value]) => ALLOWED.has(field) && isLogValue(value))
  return Object.fromEntries(kept.map(([field, value]) => [field, short(value)]))
}

function isLogValue(value: unknown): value is LogValue {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'string')
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function short(value: LogValue): LogValue {
  return typeof value === 'string' ? value.slice(0, TEXT_MAX) : value
}
