import { ApiError } from '../api/problem.ts'
import { t } from '../texts/index.ts'
import { recording } from './recording.ts'

/**
 * What a browser can record, best first: WhatsApp shows only OGG with Opus as a voice message. WebM holds the same Opus
 * and is put into OGG; AAC is sent as a sound file.
 */
const formats = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4;codecs=mp4a.40.2']
/** As many bars as the recorder shows. */
const levelsKept = 48
const levelEveryMs = 80
/** WhatsApp takes 16 MB; a voice is far below that in a quarter of an hour. */
const recordingMaxMs = 15 * 60_000

let stopRecording: ((keep: boolean) => void) | null = null

const microphone = { audio: { channelCount: 1, noiseSuppression: true } }
const formatOf = () => globalThis.MediaRecorder && formats.find((format) => MediaRecorder.isTypeSupported(format))

/**
 * Records until {@link endRecording}; one channel, as WhatsApp wants it.
 *
 * @returns the voice as WhatsApp takes it, or null if it was thrown away.
 * @throws ApiError if there is no microphone, it may not be used, or this browser cannot record.
 */
export async function recordVoice(conversationId: string): Promise<File | null> {
  if (recording.peek()) return null
  const mimeType = formatOf()
  const stream = await navigator.mediaDevices?.getUserMedia(microphone).catch(() => null)
  if (!mimeType || !stream) throw new ApiError({ status: 400, code: 'NO_MICROPHONE', detail: t.composer.noMicrophone })
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 })
  const parts: Blob[] = []
  recorder.ondataavailable = (event) => parts.push(event.data)
  const stopMeter = meter(stream)
  recording.value = { conversationId, startedAt: Date.now(), levels: [] }
  const isKept = await new Promise<boolean>((resolve) => {
    let keep = true
    recorder.onstop = () => resolve(keep)
    stopRecording = (kept) => {
      keep = kept
      if (recorder.state !== 'inactive') recorder.stop()
    }
    recorder.start(1_000)
    setTimeout(() => stopRecording?.(true), recordingMaxMs)
  })
  stopRecording = null
  stopMeter()
  for (const track of stream.getTracks()) track.stop()
  recording.value = null
  return isKept ? toVoice(new Blob(parts, { type: mimeType })) : null
}

/** @param keep false throws the recording away. */
export function endRecording(keep: boolean): void {
  stopRecording?.(keep)
}

async function toVoice(blob: Blob): Promise<File> {
  if (blob.type.startsWith('audio/mp4')) return new File([blob], 'voice.m4a', { type: 'audio/mp4' })
  const { webmToOgg } = await import('./webm-to-ogg.ts')
  const ogg = blob.type.startsWith('audio/webm') ? await webmToOgg(blob) : blob
  return new File([ogg], 'voice.ogg', { type: 'audio/ogg' })
}

/** Follows the loudness of a stream until the returned function is called. */
function meter(stream: MediaStream): () => void {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    const present = recording.peek()
    if (!present) return
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    const level = Math.min(1, Math.sqrt(power) * 4)
    recording.value = { ...present, levels: [...present.levels.slice(1 - levelsKept), level] }
  }, levelEveryMs)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
