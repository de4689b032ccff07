import { AppError } from '../../contract/problem.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import { isPublicUrl } from '../../kit/public-url.ts'
import { readAtMost } from '../../kit/read-at-most.ts'

/** What decides whom a tenant may have us ask. */
export interface OutsideCtx {
  settings: { ENVIRONMENT: string }
}

/** Providers and resolvers answer within a second; their documents have a few thousand bytes. */
const PATIENCE_MS = 5_000
const BYTES_MAX = 256 * 1024

/** Whether we ask what a tenant's owners, or their provider, named. */
export const mayAsk = ({ settings }: OutsideCtx, url: string): boolean =>
  isPublicUrl(url, { loopback: settings.ENVIRONMENT === 'development' })

/**
 * JSON of a server that we do not know: bounded in time and size, no redirects.
 *
 * @returns the status, and the body, null if it is no JSON.
 * @throws AppError UNAVAILABLE if there is no answer, or too much of one.
 */
export async function askOutside(url: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetch(url, { ...init, redirect: 'manual', signal })
    return { status: response.status, body: parse(await readAtMost(response, BYTES_MAX)) }
  } catch {
    throw new AppError('UNAVAILABLE', 'The sign-in service of your organization does not answer. Try again later.')
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    return null
  }
}
