import { useState } from 'preact/hooks'
import { contentUrl } from '../../../models/attachments.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { t } from '../../../texts/index.ts'
import { later } from '../../../ui/later.tsx'
import { MediaBroken, MediaFrame } from './media-frame.tsx'

const Lightbox = later(() => import('./lightbox.tsx').then((module) => module.Lightbox))

interface ImageMessageProps {
  message: ShownMessage
  images: readonly ShownMessage[]
}

export function ImageMessage({ message, images }: ImageMessageProps) {
  const [isOpen, setOpen] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const isSticker = message.type === 'sticker'
  return (
    <MediaFrame message={message}>
      {(mediaId) =>
        isBroken ? (
          <MediaBroken />
        ) : (
          <>
            <button
              type="button"
              class={isSticker ? 'sticker' : 'photo'}
              aria-label={t.message.media.openImage}
              onClick={() => setOpen(true)}
            >
              <img
                src={contentUrl(mediaId)}
                alt={message.image?.caption ?? (isSticker ? t.message.media.sticker : t.message.media.image)}
                loading="lazy"
                decoding="async"
                onError={() => setBroken(true)}
              />
            </button>
            {isOpen && <Lightbox images={images} startId={message.id} onClose={() => setOpen(false)} />}
          </>
        )
      }
    </MediaFrame>
  )
}

export function VideoMessage({ message }: { message: ShownMessage }) {
  return (
    <MediaFrame message={message}>
      {(mediaId) => (
        // biome-ignore lint/a11y/useMediaCaption: what a customer sends has no captions
        <video
          class="video"
          controls
          preload="metadata"
          playsInline
          src={contentUrl(mediaId)}
          aria-label={message.video?.caption ?? t.message.media.video}
        />
      )}
    </MediaFrame>
  )
}
