/** What a browser may show in place: nothing that can hold a script. Everything else is only saved. */
const SHOWN_TYPES = new Set([
  ...['image/jpeg', 'image/png', 'image/webp'],
  ...['video/mp4', 'video/3gpp'],
  ...['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  'application/pdf',
])
const OTHER_TYPE = 'application/octet-stream'
const FILENAME_MAX = 200

/**
 * Headers under which a file of a stranger is safe to serve from our own origin.
 *
 * Every use asks us again (no-cache), so that signing out or losing a conversation takes effect at once; the bytes need
 * not travel again, as the content of an id never changes.
 *
 * @param filename As the sender named it.
 */
export function fileHeaders(
  file: { id: string; mimeType: string | null; filename: string },
  asDownload: boolean,
): Record<string, string> {
  const isShown = file.mimeType !== null && SHOWN_TYPES.has(file.mimeType)
  return {
    'content-type': isShown && file.mimeType ? file.mimeType : OTHER_TYPE,
    'content-disposition': disposition(isShown && !asDownload ? 'inline' : 'attachment', file.filename),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: etagOf(file),
  }
}

export const etagOf = ({ id }: { id: string }) => `"${id}"`

/** Whether the browser's copy is the file (If-None-Match). */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(etag) || tags.includes('*')
}

export interface ByteRange {
  start: number
  /** The last byte, included. */
  end: number
}

/**
 * The one range that is asked for (RFC 9110, 14.2).
 *
 * @returns null: send the whole file, as for a header that cannot be read or asks for several ranges.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'outside' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [first, last] = [match[1], match[2]].map((digits) => (digits ? Number(digits) : null))
  if (typeof first !== 'number') {
    const length = last ?? 0
    return length === 0 || size === 0 ? 'outside' : { start: Math.max(0, size - length), end: size - 1 }
  }
  if (typeof last === 'number' && last < first) return null
  return first >= size ? 'outside' : { start: first, end: Math.min(last ?? size - 1, size - 1) }
}

/**
 * A file name without folders, and without characters that would hide what it really is; null if nothing is left.
 */
export function cleanFilename(name: string): string | null {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  // Control characters, and those that turn the writing direction ("gpj.exe" would read "exe.jpg").
  const plain = last
    .toWellFormed()
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
  if (plain.length <= FILENAME_MAX) return plain || null
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? ''
  return plain.slice(0, FILENAME_MAX - extension.length).toWellFormed() + extension
}

/** RFC 6266: a plain name for old browsers, the real one in UTF-8. */
function disposition(kind: 'inline' | 'attachment', filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(filename).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
