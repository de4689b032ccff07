import { namedAs } from '../../worker/contract/file-names.ts'
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
  const type = await pictureTypeOf(file)
  return isForeign || type === 'image/webp' ? toJpeg(file) : underItsName(file, type)
}

/** By its bytes: pictures saved from web pages often bear another kind's name. */
async function pictureTypeOf(file: File): Promise<string | null> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer())
  const begin = String.fromCharCode(...bytes)
  if (begin.endsWith('WEBP')) return 'image/webp'
  if (begin.startsWith('\x89PNG')) return 'image/png'
  return begin.startsWith('\xff\xd8\xff') ? 'image/jpeg' : null
}

/** The server takes no file whose name ends like another kind. */
function underItsName(file: File, type: string | null): File {
  const name = type === null ? file.name : namedAs(file.name, type)
  return name === file.name ? file : new File([file], name, { type: type ?? file.type })
}

async function toJpeg(file: File): Promise<File> {
  const picture = await readPicture(file)
  const { canvas, pen } = blank(picture.width, picture.height)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0)
  return save(canvas, file, 'jpg', 'image/jpeg', quality)
}

/** WhatsApp wants stickers of this many pixels each way. */
const stickerSize = 512
const stillStickerBytesMax = 100 * 1024

/**
 * A sticker of a picture, whole and centred on nothing. A WebP that is small enough stays as it is, so that it may move.
 *
 * @throws ApiError if this browser cannot read the picture, or make a WebP that is small enough.
 */
export async function asSticker(file: File): Promise<File> {
  if ((await pictureTypeOf(file)) === 'image/webp') {
    const isAnimated = (await file.slice(0, 64).text()).includes('ANIM')
    if (isAnimated || file.size <= stillStickerBytesMax) return underItsName(file, 'image/webp')
  }
  const picture = await readPicture(file)
  const { canvas, pen } = blank(stickerSize, stickerSize)
  const scale = stickerSize / Math.max(picture.width, picture.height)
  const [width, height] = [picture.width * scale, picture.height * scale]
  pen.drawImage(picture, (stickerSize - width) / 2, (stickerSize - height) / 2, width, height)
  for (const tried of [0.9, 0.75, 0.5, 0.3]) {
    const sticker = await save(canvas, file, 'webp', 'image/webp', tried)
    if (sticker.type === 'image/webp' && sticker.size <= stillStickerBytesMax) return sticker
  }
  throw unreadable()
}

async function readPicture(file: File): Promise<ImageBitmap> {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) throw unreadable()
  return picture
}

function blank(width: number, height: number) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const pen = canvas.getContext('2d')
  if (!pen) throw unreadable()
  return { canvas, pen }
}

async function save(canvas: HTMLCanvasElement, { name }: File, suffix: string, type: string, tried: number) {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, tried))
  if (!blob) throw unreadable()
  return new File([blob], `${name.replace(/\.\w+$/, '')}.${suffix}`, { type: blob.type })
}

const unreadable = () => new ApiError({ status: 415, code: 'UNSUPPORTED_TYPE', detail: t.composer.fileUnreadable })
