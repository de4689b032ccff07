import { mediaUrl } from '../api/endpoints.ts'
import { ApiError } from '../api/problem.ts'
import { uploadFile } from '../api/upload.ts'
import { formatBytes } from '../texts/format.ts'
import { t } from '../texts/index.ts'
import { type AttachedAs, type Attachment, changeDraft, draftOf, filesMax } from './drafts.ts'
import { asSticker, asWhatsAppTakesIt } from './pictures.ts'
import { tell } from './toasts.ts'

/** The server takes at most this much in one request. */
const uploadMaxBytes = 25 * 1024 * 1024

function patch(conversationId: string, key: string, changes: Partial<Attachment>): void {
  const { attachments } = draftOf(conversationId).peek()
  const changed = attachments.map((one) => (one.key === key ? { ...one, ...changes } : one))
  changeDraft(conversationId, { attachments: changed })
}

/** Takes files into the draft, as many as it holds, and begins to upload them. */
export function attachFiles(
  conversationId: string,
  channelId: string,
  files: Iterable<File>,
  as: AttachedAs = 'file',
): void {
  const given = [...files]
  const taken = given.slice(0, Math.max(0, filesMax - draftOf(conversationId).peek().attachments.length))
  if (taken.length < given.length) tell(t.composer.filesLeftOut(given.length - taken.length, filesMax))
  for (const file of taken) {
    const attachment: Attachment = {
      key: crypto.randomUUID(),
      file,
      as,
      progress: 0,
      upload: null,
      error: null,
      handle: null,
      localUrl: as === 'voice' || file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
    }
    changeDraft(conversationId, { attachments: [...draftOf(conversationId).peek().attachments, attachment] })
    void startUpload(conversationId, channelId, attachment)
  }
}

/** Uploads a file of the draft, again if it failed before. */
export async function startUpload(
  conversationId: string,
  channelId: string,
  { key, file: given, as }: Attachment,
): Promise<void> {
  patch(conversationId, key, { error: null, progress: 0 })
  try {
    const file = as === 'sticker' ? await asSticker(given) : await asWhatsAppTakesIt(given)
    if (file.size > uploadMaxBytes) throw tooLarge()
    if (!isAttached(conversationId, key)) return
    const handle = uploadFile(file, channelId, (progress) => patch(conversationId, key, { progress }))
    patch(conversationId, key, { handle })
    patch(conversationId, key, { upload: await handle.done, progress: 1, handle: null })
  } catch (error) {
    patch(conversationId, key, { error, handle: null })
  }
}

const isAttached = (conversationId: string, key: string): boolean =>
  draftOf(conversationId)
    .peek()
    .attachments.some((one) => one.key === key)

function tooLarge(): ApiError {
  const detail = t.composer.fileTooLarge(formatBytes(uploadMaxBytes))
  return new ApiError({ status: 413, code: 'TOO_LARGE', detail })
}

export function removeAttachment(conversationId: string, key: string): void {
  const { attachments } = draftOf(conversationId).peek()
  const removed = attachments.find((one) => one.key === key)
  removed?.handle?.cancel()
  if (removed?.localUrl) URL.revokeObjectURL(removed.localUrl)
  changeDraft(conversationId, { attachments: attachments.filter((one) => one.key !== key) })
}

/** Pictures that were just sent are shown from the person's own file until the server's copy is asked for. */
const localUrls = new Map<string, string>()

export function keepLocal(mediaId: string, url: string): void {
  localUrls.set(mediaId, url)
}

export function contentUrl(mediaId: string): string {
  return localUrls.get(mediaId) ?? mediaUrl(mediaId)
}
