import { CircleAlert, LoaderCircle } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { now } from '../../../models/clock.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { formatDuration } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'

interface MediaFrameProps {
  message: ShownMessage
  /** What stands here once the file is stored. */
  children: (mediaId: string) => ComponentChildren
}

/** A file as it stands: being fetched, failed with the reason, or there. */
export function MediaFrame({ message, children }: MediaFrameProps) {
  const { media } = message
  if (media?.state === 'stored') return <>{children(media.id)}</>
  const isPending = media?.state === 'pending'
  const leftMs = media?.retryUntil ? Date.parse(media.retryUntil) - now.value : 0
  return (
    <div class={`media-state ${isPending ? '' : 'failed'}`}>
      {isPending ? (
        <LoaderCircle class="spin" size={18} aria-hidden="true" />
      ) : (
        <CircleAlert size={18} aria-hidden="true" />
      )}
      <div>
        <strong>{t.preview[message.type]}</strong>
        <p>{isPending ? t.message.media.pending : reasonOf(media?.failure)}</p>
        {isPending && leftMs > 0 && <p>{t.message.media.pendingUntil(formatDuration(leftMs))}</p>}
        {!isPending && <p>{t.message.media.askAgain}</p>}
      </div>
    </div>
  )
}

function reasonOf(failure: string | null | undefined): string {
  const { failures, failed } = t.message.media
  return (failure && failures[failure]) || failed
}

/** What stands where a stored file could not be shown by the browser. */
export function MediaBroken() {
  return (
    <div class="media-state failed">
      <CircleAlert size={18} aria-hidden="true" />
      <p>{t.message.media.loadFailed}</p>
    </div>
  )
}
