import './voice-recorder.css'
import { Check, Trash2 } from 'lucide-preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Recording } from '../../../models/recording.ts'
import { endRecording } from '../../../models/voice.ts'
import { t } from '../../../texts/composer.ts'
import { formatClock } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'

/** What is being recorded: how long, how loud, and what to do with it. */
export function VoiceRecorder({ recording: { startedAt, levels } }: { recording: Recording }) {
  const done = useRef<HTMLDivElement>(null)
  useEffect(() => {
    done.current?.querySelector<HTMLElement>('.primary')?.focus()
    // Leaving the conversation throws the recording away, as closing the window would.
    return () => endRecording(false)
  }, [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div ref={done} class="recorder" role="group" aria-label={t.voice.recording}>
      <Button kind="quiet" onClick={() => endRecording(false)}>
        <Trash2 size={16} aria-hidden="true" />
        {t.voice.cancel}
      </Button>
      <span class="recorder-time" role="timer">
        {formatClock((Date.now() - startedAt) / 1000)}
      </span>
      <svg class="recorder-levels" viewBox="0 0 192 32" preserveAspectRatio="xMaxYMid meet" aria-hidden="true">
        {levels.map((level, index) => {
          const height = Math.max(2, level * 30)
          const x = 192 - (levels.length - index) * 4
          return <rect key={x} x={x} y={16 - height / 2} width="2.4" height={height} rx="1.2" />
        })}
      </svg>
      <Button kind="primary" onClick={() => endRecording(true)}>
        <Check size={16} aria-hidden="true" />
        {t.voice.done}
      </Button>
    </div>
  )
}
