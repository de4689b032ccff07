/** What the app answered when it refused. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request}: ${status} ${code} ${detail}`)
    this.status = status
    this.code = code
  }
}

/** Calls the app's routes as somebody who is signed in, or as nobody yet. */
export type Call = <T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<T>

/** A browser's behaviour as far as it matters: an Origin, and the cookies it was given. Every call rejects with a Refusal. */
export function openApp(appUrl: string): Call {
  const cookies = new Map<string, string>()
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${appUrl}/api${path}`, {
      method,
      headers: {
        origin: appUrl,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const answer = parse(await response.text())
    if (response.ok) return answer as T
    const problem = (answer ?? {}) as { code?: string; detail?: string }
    throw new Refusal(`${method} /api${path}`, response.status, problem.code ?? '', problem.detail ?? '')
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}
