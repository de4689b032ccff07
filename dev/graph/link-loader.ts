import type { Directory } from './accounts.ts'
import type { Chat, ChatMessage } from './chat.ts'
import { GraphError } from './graph-error.ts'
import { findLink } from './lifecycle.ts'
import { assertMedia, type MediaKind, type MediaShelf } from './media.ts'

/** Meta keeps what it fetched from one URL for this long. */
const CACHE_MS = 10 * 60_000
const FETCH_TIMEOUT_MS = 10_000

/**
 * Loads the media a business sends by link, once the send is accepted.
 *
 * @returns Null when the message now carries a media id, else the error that the send fails with.
 */
export function createLinkLoader(deps: { chat: Chat; media: MediaShelf; directory: Directory; now: () => number }) {
  const cache = new Map<string, { mediaId: string; atMs: number }>()

  return async function fetchLink(message: ChatMessage): Promise<{ code: number; details: string } | null> {
    const { link } = findLink(message) ?? { link: '' }
    const account = deps.directory.byPhoneNumber(message.phoneNumberId)
    if (!account) return { code: 131053, details: 'The business number is gone.' }
    const key = `${account.wabaId}:${message.type}:${link}`
    const cached = cache.get(key)
    const keep = (mediaId: string) => {
      deps.chat.setContent(message.id, { ...message.content, id: mediaId })
      return null
    }
    if (cached && cached.atMs > deps.now() - CACHE_MS) return keep(cached.mediaId)
    try {
      const response = await fetch(link, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
      if (!response.ok)
        return { code: 131053, details: `Downloading media from weblink failed with http code ${response.status}` }
      const bytes = Buffer.from(await response.arrayBuffer())
      const mimeType = response.headers.get('content-type')?.split(';')[0]?.trim() ?? ''
      assertMedia(mimeType, bytes, message.type as MediaKind)
      const media = await deps.media.add(account.wabaId, 'business', mimeType, bytes, null)
      cache.set(key, { mediaId: media.id, atMs: deps.now() })
      return keep(media.id)
    } catch (error) {
      if (error instanceof GraphError) return { code: error.code, details: error.details ?? error.message }
      return { code: 131053, details: 'Downloading media from weblink failed: the host did not answer' }
    }
  }
}
