import './lightbox.css'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { mediaUrl } from '../../../api/endpoints.ts'
import { contentUrl } from '../../../models/attachments.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { formatExact } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'

interface LightboxProps {
  images: readonly ShownMessage[]
  startId: string
  onClose: () => void
}

/** A photo as large as the screen; the arrow keys leaf through the thread's others. */
export function Lightbox({ images, startId, onClose }: LightboxProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const stored = images.filter((image) => image.media?.state === 'stored')
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      stored.findIndex((image) => image.id === startId),
    ),
  )
  useEffect(() => {
    const before = document.activeElement
    ref.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const shown = stored[at]
  const move = (step: number) => setAt((present) => Math.min(stored.length - 1, Math.max(0, present + step)))
  if (!shown?.media) return null
  return (
    <dialog
      ref={ref}
      class="lightbox"
      aria-label={t.message.media.lightbox}
      onCancel={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') move(-1)
        if (event.key === 'ArrowRight') move(1)
      }}
    >
      <img src={contentUrl(shown.media.id)} alt={shown.image?.caption ?? t.message.media.image} />
      <p class="lightbox-caption">{shown.image?.caption ?? formatExact(shown.occurredAt)}</p>
      <div class="lightbox-tools">
        <a class="icon-btn" href={mediaUrl(shown.media.id, true)} download aria-label={t.message.media.download}>
          <Download size={18} aria-hidden="true" />
        </a>
        <IconButton label={t.common.close} onClick={onClose}>
          <X size={20} aria-hidden="true" />
        </IconButton>
      </div>
      {at > 0 && (
        <IconButton class="lightbox-move previous" label={t.message.media.previous} onClick={() => move(-1)}>
          <ChevronLeft size={24} aria-hidden="true" />
        </IconButton>
      )}
      {at < stored.length - 1 && (
        <IconButton class="lightbox-move next" label={t.message.media.next} onClick={() => move(1)}>
          <ChevronRight size={24} aria-hidden="true" />
        </IconButton>
      )}
    </dialog>
  )
}
