import { ImagePlus, X } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import type { Upload } from '../../../../worker/contract/channel.ts'
import { uploadFile } from '../../../api/upload.ts'
import { asWhatsAppTakesIt } from '../../../models/pictures.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'
import { formatPercent } from '../../../texts/format.ts'
import { IconButton } from '../../../ui/button.tsx'
import { FileButton } from '../../../ui/file-button.tsx'

interface PhotoFieldProps {
  channelId: string
  photo: Upload | null
  onPhoto: (photo: Upload | null) => void
}

/** One photo, uploaded as soon as it is chosen. */
export function PhotoField({ channelId, photo, onPhoto }: PhotoFieldProps) {
  const [name, setName] = useState('')
  const [progress, setProgress] = useState<number | null>(null)
  const [problem, setProblem] = useState<string>()
  const problemId = useId()
  const choose = async (file: File) => {
    setProblem(undefined)
    setProgress(0)
    try {
      onPhoto(await uploadFile(await asWhatsAppTakesIt(file), channelId, setProgress).done)
      setName(file.name)
    } catch (error) {
      setProblem(reasonOf(error))
    }
    setProgress(null)
  }
  if (photo) {
    return (
      <p class="builder-photo">
        <span>{name}</span>
        <IconButton class="small" label={t.question.removePhoto} onClick={() => onPhoto(null)}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </p>
    )
  }
  return (
    <div class="field file-field">
      <FileButton
        class="small"
        accept="image/*"
        disabled={progress !== null}
        describedBy={problem ? problemId : undefined}
        onFile={(file) => void choose(file)}
      >
        <ImagePlus size={15} aria-hidden="true" />
        {t.question.photo} <span class="hint">{t.common.count(t.common.optional)}</span>
      </FileButton>
      {progress !== null && <span class="hint">{t.composer.uploading(formatPercent(progress))}</span>}
      {problem && (
        <span class="problem" id={problemId} role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
