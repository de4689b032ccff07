import { CircleAlert, FileText, Mic, RotateCcw, X } from 'lucide-preact'
import { ApiError } from '../../../api/problem.ts'
import { removeAttachment, startUpload } from '../../../models/attachments.ts'
import type { Attachment } from '../../../models/drafts.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { withoutTurns } from '../../../texts/direction.ts'
import { formatBytes, formatPercent } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'

interface AttachmentListProps {
  conversationId: string
  channelId: string
  attachments: readonly Attachment[]
}

/** The files that go with the next message, each with how far its upload is. */
export function AttachmentList({ conversationId, channelId, attachments }: AttachmentListProps) {
  if (attachments.length === 0) return null
  return (
    <ul class="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.key} class={attachment.error ? 'failed' : ''}>
          <Thumbnail attachment={attachment} />
          <span class="attachment-text">
            {attachment.as === 'voice' && attachment.localUrl ? (
              // biome-ignore lint/a11y/useMediaCaption: one's own voice, to be heard before it is sent
              <audio controls src={attachment.localUrl} aria-label={t.message.media.voice} />
            ) : (
              <strong>
                <bdi>{nameOf(attachment)}</bdi>
              </strong>
            )}
            <UploadState attachment={attachment} />
          </span>
          {mayHelpAgain(attachment.error) && (
            <IconButton
              class="small"
              label={t.composer.retryUpload}
              onClick={() => startUpload(conversationId, channelId, attachment)}
            >
              <RotateCcw size={14} aria-hidden="true" />
            </IconButton>
          )}
          <IconButton
            class="small"
            label={t.composer.removeFile(nameOf(attachment))}
            onClick={() => removeAttachment(conversationId, attachment.key)}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

/** What the file itself is refused for, it is refused for again. */
const mayHelpAgain = (error: unknown): boolean =>
  error !== null && !(error instanceof ApiError && [413, 415].includes(error.status))

const nameOf = ({ file }: Attachment): string => withoutTurns(file.name)

function Thumbnail({ attachment }: { attachment: Attachment }) {
  if (attachment.localUrl && attachment.as !== 'voice') return <img class="thumb" src={attachment.localUrl} alt="" />
  const Icon = attachment.error ? CircleAlert : attachment.as === 'voice' ? Mic : FileText
  return (
    <span class="thumb">
      <Icon size={16} aria-hidden="true" />
    </span>
  )
}

function UploadState({ attachment }: { attachment: Attachment }) {
  if (attachment.error !== null) {
    return (
      <span class="problem" role="alert">
        {t.composer.uploadFailed}: {reasonOf(attachment.error)}
      </span>
    )
  }
  if (attachment.upload) return <span>{formatBytes(attachment.upload.bytes)}</span>
  return (
    <>
      <span>{t.composer.uploading(formatPercent(attachment.progress))}</span>
      <progress value={attachment.progress} max={1} aria-label={t.composer.uploading('')} />
    </>
  )
}
