import { Download, FileText } from 'lucide-preact'
import { mediaUrl } from '../../../api/endpoints.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { withoutTurns } from '../../../texts/direction.ts'
import { formatBytes } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { MediaFrame } from './media-frame.tsx'

/** A file to download. It is never opened inside the app: what is in it was made by a stranger. */
export function DocumentCard({ message }: { message: ShownMessage }) {
  const name = withoutTurns(message.document?.filename ?? t.message.media.document)
  const { media } = message
  const kind = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase()
  const facts = [kind, media?.bytes != null && formatBytes(media.bytes)].filter(Boolean).join(' · ')
  return (
    <MediaFrame message={message}>
      {(mediaId) => (
        <a class="document" href={mediaUrl(mediaId, true)} download={name}>
          <span class="document-icon">
            <FileText size={18} aria-hidden="true" />
          </span>
          <span class="document-text">
            <strong>
              <bdi>{name}</bdi>
            </strong>
            <span>{facts}</span>
          </span>
          <Download size={16} aria-label={t.message.media.download} />
        </a>
      )}
    </MediaFrame>
  )
}
