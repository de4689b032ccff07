import { ApiError } from '../api/problem.ts'
import { t } from '../texts/index.ts'

/** WhatsApp takes these as they are; a WebP would become a sticker, and the others are refused. */
const takenAsTheyAre = ['image/jpeg', 'image/png', 'image/jpg']
const quality = 0.9

/**
 * The file itself, or the photo that WhatsApp's own app would make of it: a JPEG on white, of the first frame if it
 * moves.
 *
 * @throws ApiError if this browser cannot read the picture.
 */
export async function asWhatsAppTakesIt(file: File): Promise<File> {
  const isForeign = file.type.startsWith('image/') && !takenAsTheyAre.includes(file.type)
  return isForeign || (await isWebp(file)) ? toJpeg(file) : file
}

/** By its bytes: pictures saved from web pages often bear another kind's name. */
async function isWebp(file: File): Promise<boolean> {
  return (await file.slice(8, 12).text()) === 'WEBP'
}

async function toJpeg(file: File): Promise<File> {
  const picture = await createImageBitmap(file).catch(() => null)
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!picture || !pen) throw unreadable()
  canvas.width = picture.width
  canvas.height = picture.height
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0)
  picture.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (!blob) throw unreadable()
  return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' })
}

const unreadable = () => new ApiError({ status: 415, code: 'UNSUPPORTED_TYPE', detail: t.composer.fileUnreadable })
