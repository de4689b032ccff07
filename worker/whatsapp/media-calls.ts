import { readError, UNREADABLE_CODE } from './errors.ts'
import {
  type GraphCall,
  type GraphResult,
  type Refused,
  readSuccess,
  reasonOf,
  TIMEOUT_MS,
  type Unknown,
} from './graph-call.ts'
import { type FilePart, multipartForm } from './multipart.ts'
import { type Raw, textOf } from './raw.ts'

/** A file that lies at Meta. `url` lives for 5 minutes (docs/sources.md#media-limits). */
export type GraphMedia = {
  id: string
  url: string
  mimeType: string | null
  sha256: string | null
  bytes: number | null
}

export type Download =
  | { kind: 'ok'; body: ReadableStream<Uint8Array>; bytes: number | null; mimeType: string | null }
  | Refused
  | Unknown
  /** The URL leads somewhere that must not see our token. */
  | { kind: 'forbidden-url' }

/** Uploads are sent before the answer begins: the time-out covers up to 100 MB on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000

export function createMediaCalls(call: GraphCall, baseUrl: string) {
  type Token = { accessToken: string }
  return {
    uploadMedia({ phoneNumberId, accessToken, file }: Token & { phoneNumberId: string; file: FilePart }) {
      const body = multipartForm({ messaging_product: 'whatsapp', type: file.mimeType }, file)
      const path = [phoneNumberId, 'media']
      return call({ method: 'POST', path, accessToken, body, timeoutMs: UPLOAD_TIMEOUT_MS }, readId)
    },

    /** @param phoneNumberId Makes Graph refuse a file of another number. */
    getMedia({ id, accessToken, phoneNumberId }: Token & { id: string; phoneNumberId?: string }) {
      const query = { phone_number_id: phoneNumberId }
      return call({ method: 'GET', path: [id], accessToken, query }, readMediaInfo)
    },

    /**
     * Opens the file behind a URL that `getMedia` gave. A 404 means that the URL expired: ask for it again.
     * The caller reads the body to its end or cancels it.
     */
    async downloadMedia({ url, accessToken }: Token & { url: string }): Promise<Download> {
      if (!mayDownload(url, baseUrl)) return { kind: 'forbidden-url' }
      try {
        const headers = { authorization: `Bearer ${accessToken}` }
        return await readDownload(await call.open(url, { headers }, TIMEOUT_MS))
      } catch (error) {
        return { kind: 'unknown', reason: reasonOf(error) }
      }
    },

    deleteMedia({ id, accessToken }: Token & { id: string }): Promise<GraphResult<true>> {
      return call({ method: 'DELETE', path: [id], accessToken }, readSuccess)
    },
  }
}

/** Whether our token may go to a URL: Meta's own hosts over https, or the configured stand-in's origin. */
export function mayDownload(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin, port, username, password } = new URL(url)
  if (username || password) return false
  if (origin === new URL(baseUrl).origin) return true
  const isMetas =
    hostname === 'lookaside.fbsbx.com' || hostname === 'graph.facebook.com' || hostname.endsWith('.fbcdn.net')
  return protocol === 'https:' && port === '' && isMetas
}

async function readDownload(response: Response): Promise<Download> {
  const { status, headers, body } = response
  if (response.ok && body) {
    const length = headers.get('content-length')
    const isPlain = !headers.has('content-encoding')
    return { kind: 'ok', body, bytes: length && isPlain ? Number(length) : null, mimeType: headers.get('content-type') }
  }
  await body?.cancel()
  if (status >= 300 && status < 400) return { kind: 'unknown', reason: 'redirect' }
  if (response.ok) return { kind: 'unknown', reason: 'broken-answer' }
  if (status >= 500) return { kind: 'unknown', reason: 'server-error' }
  return { kind: 'refused', httpStatus: status, error: { ...readError(null), code: UNREADABLE_CODE }, subcode: null }
}

function readId(answer: Raw): { id: string } | null {
  const id = textOf(answer.id)
  return id ? { id } : null
}

function readMediaInfo({ id, url, mime_type, sha256, file_size }: Raw): GraphMedia | null {
  const mediaId = textOf(id)
  const link = textOf(url)
  if (!mediaId || !link) return null
  const bytes = Number(file_size)
  return {
    id: mediaId,
    url: link,
    mimeType: textOf(mime_type) ?? null,
    sha256: textOf(sha256) ?? null,
    bytes: Number.isSafeInteger(bytes) && file_size !== null ? bytes : null,
  }
}
