import { Mic, Pause, Play } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { contentUrl } from '../../../models/attachments.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { formatClock } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { MediaBroken, MediaFrame } from './media-frame.tsx'

const speeds = [1, 1.5, 2]
/** Only one recording plays at a time. */
let playing: HTMLAudioElement | null = null

export function AudioMessage({ message }: { message: ShownMessage }) {
  return (
    <MediaFrame message={message}>
      {(mediaId) => <AudioPlayer url={contentUrl(mediaId)} isVoice={message.audio?.voice === true} />}
    </MediaFrame>
  )
}

function AudioPlayer({ url, isVoice }: { url: string; isVoice: boolean }) {
  const ref = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [duration, setDuration] = useState(0)
  const [speed, setSpeed] = useState(1)
  const [isBroken, setBroken] = useState(false)
  if (isBroken) return <MediaBroken />
  const toggle = () => {
    const audio = ref.current
    if (!audio) return
    if (!audio.paused) return audio.pause()
    playing?.pause()
    playing = audio
    audio.playbackRate = speed
    audio.play().catch(() => setBroken(true))
  }
  const nextSpeed = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (ref.current) ref.current.playbackRate = next
  }
  // A recording made on the fly has no length in its head until it was played through.
  const length = Number.isFinite(duration) && duration > 0 ? duration : Math.max(at, 1)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a player is not a form's fieldset
    <div class="audio" role="group" aria-label={isVoice ? t.message.media.voice : t.message.media.audio}>
      <IconButton class="play" label={isPlaying ? t.message.media.pause : t.message.media.play} onClick={toggle}>
        {isPlaying ? <Pause size={17} aria-hidden="true" /> : <Play size={17} aria-hidden="true" />}
      </IconButton>
      <div class="audio-track">
        <input
          type="range"
          min={0}
          max={length}
          step={0.1}
          value={at}
          aria-label={t.message.media.position}
          aria-valuetext={formatClock(at)}
          style={{ '--played': `${(at / length) * 100}%` }}
          onInput={(event) => {
            if (ref.current) ref.current.currentTime = Number(event.currentTarget.value)
          }}
        />
        <span class="audio-times">
          {isVoice && <Mic size={11} aria-hidden="true" />}
          {formatClock(isPlaying || at > 0 ? at : duration)}
        </span>
      </div>
      <button type="button" class="speed" aria-label={t.message.media.speed(String(speed))} onClick={nextSpeed}>
        {t.message.media.times(String(speed))}
      </button>
      {/* biome-ignore lint/a11y/useMediaCaption: what a customer says has no captions */}
      <audio
        ref={ref}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => setDuration(event.currentTarget.duration)}
        onDurationChange={(event) => setDuration(event.currentTarget.duration)}
        onError={() => setBroken(true)}
      />
    </div>
  )
}
