import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { assertMedia } from '../../dev/graph/media.ts'
import { webmToOgg } from '../../web/models/webm-to-ogg.ts'
import { sniffMime } from '../../worker/whatsapp/sniff.ts'

/** A second and a half of Chromium's test tone, as its MediaRecorder wrote it. */
const recorded = readFileSync(join(import.meta.dirname, '../fixtures/media/chromium-voice.webm'))

it('a recording of Chromium is refused as it is, and taken as OGG with its own sound', async () => {
  expect(() => assertMedia('audio/webm', recorded)).toThrow(expect.objectContaining({ code: 131053 }))
  expect(() => assertMedia('audio/ogg', recorded)).toThrow(expect.objectContaining({ code: 131053 }))
  const ogg = Buffer.from(await (await webmToOgg(new Blob([recorded], { type: 'audio/webm' }))).arrayBuffer())
  expect(() => assertMedia('audio/ogg', ogg)).not.toThrow()
  expect(sniffMime(ogg, 'audio/ogg')).toBe('audio/ogg')
  // Channels of the Opus header, then the time of the last page in samples of 48 kHz.
  expect(ogg[ogg.indexOf('OpusHead') + 9]).toBe(1)
  const lastPage = ogg.lastIndexOf('OggS')
  const seconds = Number(ogg.readBigInt64LE(lastPage + 6)) / 48_000
  expect(seconds).toBeGreaterThan(1)
  expect(seconds).toBeLessThan(2)
})

it('what holds no Opus is not sent as a voice', async () => {
  await expect(webmToOgg(new Blob(['not a recording']))).rejects.toThrow()
})
