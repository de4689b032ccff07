import {
  BlobSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  OggOutputFormat,
  Output,
  WEBM,
} from 'mediabunny'

/**
 * Puts the Opus of a WebM recording into OGG, packet by packet: nothing is decoded, so that nothing is lost.
 *
 * @throws Error if there is no Opus in it.
 */
export async function webmToOgg(webm: Blob): Promise<Blob> {
  const input = new Input({ source: new BlobSource(webm), formats: [WEBM] })
  const track = await input.getPrimaryAudioTrack()
  if (track?.codec !== 'opus') throw new Error('the recording holds no Opus')
  const target = new BufferTarget()
  const output = new Output({ format: new OggOutputFormat(), target })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  const decoderConfig = await track.getDecoderConfig()
  let isFirst = true
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet, isFirst && decoderConfig ? { decoderConfig } : undefined)
    isFirst = false
  }
  await output.finalize()
  return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: 'audio/ogg' })
}
