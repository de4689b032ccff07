import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RemoteFile } from './wire.ts'

/** The files of `files/`, drawn and spoken by programs for this project: nobody else has rights in them. */
export const FILES: Readonly<Record<string, string>> = {
  'mug.jpg': 'image/jpeg',
  'parcel.jpg': 'image/jpeg',
  'blanket.jpg': 'image/jpeg',
  'lamp.mp4': 'video/mp4',
  'voice.ogg': 'audio/ogg; codecs=opus',
  'voice-answer.ogg': 'audio/ogg; codecs=opus',
  'invoice.pdf': 'application/pdf',
  'sheep.webp': 'image/webp',
}

/** Keeps bytes at Graph and resolves with their id. */
export type Upload = (file: { name: string; mimeType: string; bytes: Uint8Array<ArrayBuffer> }) => Promise<string>

/** Puts every file where Graph finds it, and says how webhooks name it. */
export async function uploadFiles(upload: Upload): Promise<Map<string, RemoteFile>> {
  const named = Object.entries(FILES).map(async ([name, mimeType]) => {
    const bytes = new Uint8Array(await readFile(join(import.meta.dirname, 'files', name)))
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    return [name, { id: await upload({ name, mimeType, bytes }), mime_type: mimeType, sha256 }] as const
  })
  return new Map(await Promise.all(named))
}
