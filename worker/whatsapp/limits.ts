import type { MediaType } from '../contract/message.ts'

// Numbers: docs/sources.md#media-limits.
const MIB = 1024 * 1024
const KIB = 1024

/** What WhatsApp takes as each kind of file, and how large it may be. */
export const mediaLimits: Record<MediaType, { types: readonly string[]; bytesMax: number }> = {
  image: { types: ['image/jpeg', 'image/png'], bytesMax: 5 * MIB },
  video: { types: ['video/mp4', 'video/3gpp'], bytesMax: 16 * MIB },
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], bytesMax: 16 * MIB },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    bytesMax: 100 * MIB,
  },
  /** When it moves; see {@link stillStickerBytesMax}. */
  sticker: { types: ['image/webp'], bytesMax: 500 * KIB },
}

/** A sticker that does not move. */
export const stillStickerBytesMax = 100 * KIB

/** The largest file that any kind allows. */
export const mediaBytesMax = mediaLimits.document.bytesMax

export type MediaKind =
  | { ok: true; kind: MediaType }
  /** `bytesMax` is the limit that was passed. */
  | { ok: false; reason: 'size'; kind: MediaType; bytesMax: number }
  | { ok: false; reason: 'type' }

/**
 * As which kind of message a file can be sent.
 *
 * @param mimeType With or without parameters (`audio/ogg; codecs=opus`).
 */
export function mediaKindOf(mimeType: string, bytes: number): MediaKind {
  const type = bareType(mimeType)
  for (const [kind, { types, bytesMax }] of Object.entries(mediaLimits) as [
    MediaType,
    (typeof mediaLimits)['image'],
  ][]) {
    if (!types.includes(type)) continue
    return bytes <= bytesMax ? { ok: true, kind } : { ok: false, reason: 'size', kind, bytesMax }
  }
  return { ok: false, reason: 'type' }
}

/** `image/jpeg` of `Image/JPEG; q=1`; the few types that browsers name differently get Meta's name. */
export function bareType(mimeType: string): string {
  const type = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return aliases.get(type) ?? type
}

const aliases = new Map([
  ['image/jpg', 'image/jpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/opus', 'audio/ogg'],
  ['audio/x-aac', 'audio/aac'],
])
