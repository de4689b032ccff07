import { listWidth, listWidthMax, listWidthMin } from '../../models/preferences.ts'
import { t } from '../../texts/index.ts'

const keyStep = 16
const clamp = (width: number) => Math.min(listWidthMax, Math.max(listWidthMin, Math.round(width)))

/** The line between the list and the thread; drag it, or use the arrow keys. */
export function PaneResizer() {
  const drag = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement
    const startX = event.clientX
    const startWidth = listWidth.peek()
    target.setPointerCapture(event.pointerId)
    target.onpointermove = (move) => {
      listWidth.value = clamp(startWidth + move.clientX - startX)
    }
    target.onpointerup = () => {
      target.onpointermove = null
    }
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved is a widget, which hr is not
    <div
      class="resizer"
      role="separator"
      aria-label={t.inbox.resize}
      aria-orientation="vertical"
      aria-valuenow={listWidth.value}
      aria-valuemin={listWidthMin}
      aria-valuemax={listWidthMax}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -keyStep : event.key === 'ArrowRight' ? keyStep : 0
        if (step !== 0) listWidth.value = clamp(listWidth.peek() + step)
      }}
    />
  )
}
