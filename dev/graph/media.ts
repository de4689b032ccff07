import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { GraphError } from './graph-error.ts'
import type { Store } from './store.ts'
import { newObjectId } from './wamid.ts'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

export interface Media {
  id: string
  wabaId: string
  mimeType: string
  /** Hex, as Graph answers it; webhooks carry base64. */
  sha256: string
  size: number
  filename: string | null
  expiresAtMs: number
}

interface MediaRow {
  id: string
  waba_id: string
  mime_type: string
  sha256: string
  size: number
  filename: string | null
  expires_at_ms: number
}

const MB = 1024 * 1024
const DAY_MS = 86_400_000
const URL_LIFE_MS = 5 * 60_000
const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** Meta's media types, with the largest size in bytes. */
const LIMITS: Record<MediaKind, { max: number; types: readonly string[] }> = {
  audio: { max: 16 * MB, types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'] },
  image: { max: 5 * MB, types: ['image/jpeg', 'image/png'] },
  video: { max: 16 * MB, types: ['video/mp4', 'video/3gpp'] },
  sticker: { max: 500 * 1024, types: ['image/webp'] },
  document: {
    max: 100 * MB,
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${OFFICE}.wordprocessingml.document`,
      `${OFFICE}.spreadsheetml.sheet`,
      `${OFFICE}.presentationml.presentation`,
    ],
  },
}
const STATIC_STICKER_MAX = 100 * 1024

/** Beginnings that give a file away. */
const MAGIC: [RegExp, readonly string[]][] = [
  [/^\xff\xd8\xff/, ['image/jpeg']],
  [/^\x89PNG\r\n/, ['image/png']],
  [/^RIFF[\s\S]{4}WEBP/, ['image/webp']],
  [/^%PDF-/, ['application/pdf']],
  [/^OggS/, ['audio/ogg']],
  [/^.E\xdf\xa3/, ['video/webm', 'audio/webm']],
  [/^GIF8/, ['image/gif']],
  [/^[\s\S]{4}ftyp/, ['video/mp4', 'audio/mp4', 'video/3gpp']],
]

/** A MIME type without its parameters. */
function bareType(mimeType: string): string {
  return mimeType.replace(/;.*/, '').trim().toLowerCase()
}

/** Which kind of message a MIME type can travel in; null when WhatsApp takes it in none. */
export function kindOf(mimeType: string): MediaKind | null {
  const bare = bareType(mimeType)
  const kinds = Object.keys(LIMITS) as MediaKind[]
  return kinds.find((kind) => LIMITS[kind].types.includes(bare)) ?? null
}

/** @throws GraphError 131053 when WhatsApp would refuse the file. */
export function assertMedia(mimeType: string, bytes: Buffer, kind = kindOf(mimeType)): void {
  const bare = bareType(mimeType)
  if (!kind || !LIMITS[kind].types.includes(bare)) {
    throw new GraphError(131053, `Media file type ${bare || 'unknown'} is not supported${kind ? ` for ${kind}` : ''}`)
  }
  const isAnimated = bytes.subarray(0, 64).includes('ANIM')
  const max = kind === 'sticker' && !isAnimated ? STATIC_STICKER_MAX : LIMITS[kind].max
  if (bytes.length === 0) throw new GraphError(131053, 'The media file is empty')
  if (bytes.length > max)
    throw new GraphError(131053, `Media file size ${bytes.length} exceeds the maximum of ${max} bytes for ${kind}`)
  const found = MAGIC.find(([pattern]) => pattern.test(bytes.subarray(0, 16).toString('latin1')))
  if (found && !found[1].includes(bare)) {
    throw new GraphError(131053, `Media file was declared as ${bare} but its content is ${found[1][0]}`)
  }
  if (bare === 'audio/ogg' && !bytes.subarray(0, 128).includes('OpusHead')) {
    throw new GraphError(131053, 'Audio in an Ogg container must be encoded with Opus')
  }
}

export type MediaShelf = ReturnType<typeof createMedia>

/** Files of both directions: uploaded ones live 30 days, those customers send 7, download links 5 minutes. */
export function createMedia(store: Store, dataDir: string, now: () => number) {
  const folder = join(dataDir, 'media')
  mkdirSync(folder, { recursive: true })
  const hash = (id: string, expires: number, secret: string) =>
    createHmac('sha256', secret).update(`${id}:${expires}`).digest('base64url')

  const find = (id: string): Media | null => {
    const row = store.find<MediaRow>('select * from media where id = ? and expires_at_ms > ?', id, now())
    return (
      row && {
        id: row.id,
        wabaId: row.waba_id,
        mimeType: row.mime_type,
        sha256: row.sha256,
        size: row.size,
        filename: row.filename,
        expiresAtMs: row.expires_at_ms,
      }
    )
  }

  return {
    find,
    read: (id: string): Promise<Buffer> => readFile(join(folder, id)),
    /** Keeps a file. Its bytes are on disk when this resolves. */
    async add(
      wabaId: string,
      from: 'business' | 'customer',
      mimeType: string,
      bytes: Buffer,
      filename: string | null,
    ): Promise<Media> {
      const id = newObjectId()
      const file = await open(join(folder, id), 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const expiresAtMs = now() + (from === 'business' ? 30 : 7) * DAY_MS
      store.run(
        'insert into media (id, waba_id, mime_type, sha256, size, filename, created_at_ms, expires_at_ms) values (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        wabaId,
        mimeType,
        sha256,
        bytes.length,
        filename,
        now(),
        expiresAtMs,
      )
      return { id, wabaId, mimeType, sha256, size: bytes.length, filename, expiresAtMs }
    },
    async remove(id: string): Promise<void> {
      store.run('delete from media where id = ?', id)
      await unlink(join(folder, id))
    },
    /** A download link for the next five minutes. */
    linkTo(media: Media, origin: string, secret: string): string {
      const expires = Math.floor((now() + URL_LIFE_MS) / 1000)
      return `${origin}/whatsapp_business/attachments/?mid=${media.id}&ext=${expires}&hash=${hash(media.id, expires, secret)}`
    },
    /** What a download link leads to; null when it is forged, expired, or its file is gone. */
    openLink(
      query: { mid?: string | undefined; ext?: string | undefined; hash?: string | undefined },
      secret: string,
    ): Media | null {
      const expires = Number(query.ext)
      const expected = Buffer.from(hash(query.mid ?? '', expires, secret))
      const given = Buffer.from(query.hash ?? '')
      const genuine = given.length === expected.length && timingSafeEqual(given, expected)
      return genuine && expires * 1000 > now() ? find(query.mid ?? '') : null
    },
  }
}
