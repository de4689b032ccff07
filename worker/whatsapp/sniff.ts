import { bareType, mediaLimits } from './limits.ts'

const ooxml = 'application/vnd.openxmlformats-officedocument.'
const isoVideo = ['video/mp4', 'video/3gpp', 'audio/mp4']
/** QuickTime, HEIC and AVIF share the container, and WhatsApp takes none of them. */
const mp4Brands = new Set(['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'MSNV', 'M4V '])
/** WhatsApp takes each as plain text. */
const texts = ['text/plain', 'text/csv', 'text/tab-separated-values', 'text/markdown']
const oldOffice = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint']

type Signature = { at?: number; bytes: readonly number[]; type: (file: File) => string | null }
type File = { text: string; declared: string }

const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0))
const always = (type: string) => () => type

/** Files by their first bytes. */
const signatures: Signature[] = [
  { bytes: [0xff, 0xd8, 0xff], type: always('image/jpeg') },
  { bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a], type: always('image/png') },
  { at: 8, bytes: ascii('WEBP'), type: ({ text }) => (text.startsWith('RIFF') ? 'image/webp' : null) },
  { bytes: ascii('%PDF-'), type: always('application/pdf') },
  { bytes: ascii('#!AMR'), type: always('audio/amr') },
  // Only Opus is played: Vorbis has the same container.
  { bytes: ascii('OggS'), type: ({ text }) => (text.includes('OpusHead') ? 'audio/ogg' : null) },
  { bytes: ascii('ID3'), type: always('audio/mpeg') },
  { at: 4, bytes: ascii('ftyp'), type: isoType },
  { bytes: ascii('PK\u0003\u0004'), type: ooxmlType },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], type: ({ declared }) => among(oldOffice, declared) },
]

/** Bytes that {@link sniffMime} wants to see; fewer are enough for most types. */
export const SNIFF_BYTES = 4096

/**
 * What a file is by its first bytes; what it calls itself decides only between types that begin alike.
 *
 * @param declared The type the uploader named.
 * @returns One of the types that WhatsApp takes, or null.
 */
export function sniffMime(firstBytes: Uint8Array, declared: string): string | null {
  const first = firstBytes.subarray(0, SNIFF_BYTES)
  const file = { text: new TextDecoder('latin1').decode(first), declared: bareType(declared) }
  for (const { at = 0, bytes, type } of signatures) {
    if (bytes.every((byte, index) => first[at + index] === byte)) return type(file)
  }
  return mpegFrame(first) ?? (texts.includes(file.declared) && isText(first) ? 'text/plain' : null)
}

/** Whether a WebP says in its first chunk that it moves. */
export function isAnimatedWebp(firstBytes: Uint8Array): boolean {
  const isExtended = ascii('VP8X').every((byte, index) => firstBytes[12 + index] === byte)
  return isExtended && ((firstBytes[20] ?? 0) & 0x02) !== 0
}

/** MP4 and 3GP: the brand behind `ftyp` names the kind, often only roughly. */
function isoType({ text, declared }: File): string | null {
  const brand = text.slice(8, 12)
  if (brand === 'M4A ') return 'audio/mp4'
  if (brand.startsWith('3g')) return 'video/3gpp'
  if (!mp4Brands.has(brand)) return null
  return among(isoVideo, declared) ?? 'video/mp4'
}

/** Word, Excel and PowerPoint are zip files; the folder inside tells which, when it comes early enough. */
function ooxmlType({ text, declared }: File): string | null {
  const types = mediaLimits.document.types.filter((type) => type.startsWith(ooxml))
  const folders: [string, string][] = [
    ['word/', `${ooxml}wordprocessingml.document`],
    ['xl/', `${ooxml}spreadsheetml.sheet`],
    ['ppt/', `${ooxml}presentationml.presentation`],
  ]
  const found = folders.find(([folder]) => text.includes(folder))
  return found?.[1] ?? (text.includes('[Content_Types].xml') ? among(types, declared) : null)
}

/** Sound without a header starts with a frame: 11 bits set, then the layer, which is 0 for AAC. */
function mpegFrame([first = 0, second = 0]: Uint8Array): string | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  if ((second & 0xf6) === 0xf0) return 'audio/aac'
  return (second & 0x06) === 0 ? null : 'audio/mpeg'
}

function isText(bytes: Uint8Array): boolean {
  // The last character may be cut off.
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return bytes.length > 0 && !whole.decode(bytes, { stream: true }).includes('\0')
  } catch {
    return false
  }
}

const among = (types: readonly string[], type: string) => (types.includes(type) ? type : null)
