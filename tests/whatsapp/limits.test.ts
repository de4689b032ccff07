import { describe, expect, it } from 'vitest'
import { bareType, mediaKindOf, mediaLimits } from '../../worker/whatsapp/limits.ts'
import { sniffMime } from '../../worker/whatsapp/sniff.ts'

const MIB = 1024 * 1024
const bytesOf = (...parts: (string | number[])[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)))
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

describe('the kind of a file', () => {
  it.each([
    ['image/jpeg', 5 * MIB, 'image'],
    ['video/mp4', 16 * MIB, 'video'],
    ['audio/ogg; codecs=opus', 16 * MIB, 'audio'],
    ['application/pdf', 100 * MIB, 'document'],
    ['image/webp', 500 * 1024, 'sticker'],
  ])('%s up to %i bytes is a %s', (mimeType, bytesMax, kind) => {
    expect(mediaKindOf(mimeType, bytesMax)).toEqual({ ok: true, kind })
    expect(mediaKindOf(mimeType, bytesMax + 1)).toEqual({ ok: false, reason: 'size', kind, bytesMax })
  })

  it.each(['image/svg+xml', 'text/html', 'video/webm', 'application/zip', ''])('%s is none', (mimeType) => {
    expect(mediaKindOf(mimeType, 1)).toEqual({ ok: false, reason: 'type' })
  })

  it('browsers name some types in their own way', () => {
    expect(['Image/JPG', 'audio/x-m4a', 'audio/mp3'].map(bareType)).toEqual(['image/jpeg', 'audio/mp4', 'audio/mpeg'])
  })
})

describe('what a file is by its first bytes', () => {
  it.each<[string, Uint8Array, string, string | null]>([
    ['jpeg', bytesOf([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg', 'image/jpeg'],
    ['jpeg that calls itself png', bytesOf([0xff, 0xd8, 0xff, 0xe0]), 'image/png', 'image/jpeg'],
    ['png', bytesOf([0x89], 'PNG\r\n', [0x1a, 0x0a]), 'image/png', 'image/png'],
    ['webp', bytesOf('RIFF', [1, 0, 0, 0], 'WEBPVP8 '), 'image/webp', 'image/webp'],
    ['a RIFF that is no webp', bytesOf('RIFF', [1, 0, 0, 0], 'WAVEfmt '), 'image/webp', null],
    ['pdf', bytesOf('%PDF-1.7'), 'application/octet-stream', 'application/pdf'],
    ['opus', bytesOf('OggS', [0, 2], 'OpusHead'), 'audio/ogg', 'audio/ogg'],
    ['vorbis', bytesOf('OggS', [0, 2], '\u0001vorbis'), 'audio/ogg', null],
    ['mp3 with a tag', bytesOf('ID3', [3]), 'audio/mpeg', 'audio/mpeg'],
    ['mp3 frames', bytesOf([0xff, 0xfb, 0x90]), 'audio/mpeg', 'audio/mpeg'],
    ['aac frames', bytesOf([0xff, 0xf1, 0x50]), 'audio/aac', 'audio/aac'],
    ['amr', bytesOf('#!AMR\n'), 'audio/amr', 'audio/amr'],
    ['mp4', bytesOf([0, 0, 0, 32], 'ftypisom'), 'video/mp4', 'video/mp4'],
    ['mp4 sound', bytesOf([0, 0, 0, 32], 'ftypM4A '), 'audio/x-m4a', 'audio/mp4'],
    ['sound in a plain mp4', bytesOf([0, 0, 0, 32], 'ftypisom'), 'audio/mp4', 'audio/mp4'],
    ['3gp', bytesOf([0, 0, 0, 32], 'ftyp3gp4'), 'video/3gpp', 'video/3gpp'],
    ['quicktime', bytesOf([0, 0, 0, 32], 'ftypqt  '), 'video/mp4', null],
    ['heic', bytesOf([0, 0, 0, 32], 'ftypmif1'), 'image/jpeg', null],
    ['docx', bytesOf('PK\u0003\u0004', '[Content_Types].xml', 'word/document.xml'), xlsx, docx],
    ['an office file whose folder comes late', bytesOf('PK\u0003\u0004', '[Content_Types].xml'), xlsx, xlsx],
    ['zip', bytesOf('PK\u0003\u0004', 'secret.txt'), 'application/zip', null],
    ['zip that calls itself docx', bytesOf('PK\u0003\u0004', 'secret.txt'), docx, null],
    ['old word', bytesOf([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'application/msword', 'application/msword'],
    ['text', new TextEncoder().encode('Grüße'), 'text/plain', 'text/plain'],
    ['text cut inside a character', new TextEncoder().encode('Grüße').subarray(0, 3), 'text/plain', 'text/plain'],
    ['text that is not declared', bytesOf('<html>'), 'text/html', null],
    ['a table', new TextEncoder().encode('a,b'), 'text/csv', 'text/plain'],
    ['binary that calls itself text', bytesOf([0, 1, 2]), 'text/plain', null],
    ['nothing', new Uint8Array(), 'text/plain', null],
    ['webm', bytesOf([0x1a, 0x45, 0xdf, 0xa3]), 'video/webm', null],
  ])('%s', (_name, bytes, declared, expected) => {
    expect(sniffMime(bytes, declared)).toBe(expected)
  })

  it('gives only types that can be sent', () => {
    const types = Object.values(mediaLimits).flatMap((limit) => limit.types)
    expect(types.every((type) => mediaKindOf(type, 1).ok)).toBe(true)
  })
})
