import '../inbox/composer/builders.css'
import { Paperclip, X } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import type { CannedResponse } from '../../../worker/contract/canned.ts'
import { messageLimits } from '../../../worker/contract/message-limits.ts'
import {
  type VariableName,
  type VariableProblem,
  variableNames,
  variableProblem,
} from '../../../worker/contract/variables.ts'
import { uploadFile } from '../../api/upload.ts'
import { saveCanned } from '../../models/canned.ts'
import { channels } from '../../models/channels.ts'
import { asWhatsAppTakesIt } from '../../models/pictures.ts'
import { can } from '../../models/session.ts'
import { reasonOf } from '../../models/toasts.ts'
import { t } from '../../texts/canned.ts'
import { formatBytes } from '../../texts/format.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { AreaField, SelectField, TextField } from '../../ui/field.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'
import { ButtonTitles } from '../inbox/composer/question-fields.tsx'

type Files = CannedResponse['files']

/** Writes a canned reply, or changes one. */
export function CannedDialog({ reply, onClose }: { reply: CannedResponse | null; onClose: () => void }) {
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [body, setBody] = useState(reply?.body ?? '')
  const [buttons, setButtons] = useState<readonly string[]>(reply?.buttons ?? [])
  const [files, setFiles] = useState<Files>(reply?.files ?? [])
  const [shared, setShared] = useState(reply?.shared ?? can('shareCanned'))
  const form = useForm(async () => {
    const titles = buttons.map((title) => title.trim()).filter((title) => title !== '')
    const fileIds = files.map((file) => file.id)
    await saveCanned(reply?.id ?? null, { shared, shortcut: shortcut.trim(), body, buttons: titles, fileIds })
    onClose()
  })
  const unfillable = variableProblem(body)
  const bodyMax = buttons.length > 0 ? messageLimits.interactiveBody : messageLimits.textBody
  return (
    <Dialog title={reply ? t.cannedScreen.dialogEdit : t.cannedScreen.dialogNew} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.cannedScreen.shortcut}
          hint={t.cannedScreen.shortcutHint}
          autoComplete="off"
          autoFocus
          required
          maxLength={32}
          value={shortcut}
          onValue={(value) => setShortcut(value.replace(/^\//, ''))}
          problem={fieldProblem(form.error, 'shortcut')}
        />
        <AreaField
          label={t.cannedScreen.body}
          rows={5}
          maxLength={bodyMax}
          value={body}
          onValue={setBody}
          problem={unfillable ? wordsOf(unfillable) : fieldProblem(form.error, 'body')}
        />
        <Variables onVariable={(name) => setBody(`${body}{{${name}${name.startsWith('contact.') ? '|' : ''}}}`)} />
        <ButtonTitles titles={buttons} min={0} onTitles={setButtons} />
        <FileList files={files} onFiles={setFiles} />
        {can('shareCanned') && (
          <SelectField
            label={t.cannedScreen.who}
            value={shared ? 'shared' : 'own'}
            onValue={(value) => setShared(value === 'shared')}
            options={(['shared', 'own'] as const).map((value) => ({ value, label: t.cannedScreen.whoOptions[value] }))}
          />
        )}
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy || unfillable !== null || body.trim() === ''}>
            {t.cannedScreen.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function wordsOf({ kind, part }: VariableProblem): string {
  return kind === 'unknown' ? t.cannedScreen.unknown(part) : t.cannedScreen.malformed(part)
}

function Variables({ onVariable }: { onVariable: (name: VariableName) => void }) {
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser */}
      <div class="chips" role="group" aria-label={t.cannedScreen.variables}>
        {variableNames.map((name) => (
          <button key={name} type="button" class="chip" onClick={() => onVariable(name)}>
            {t.cannedScreen.variableNames[name]}
          </button>
        ))}
      </div>
      <p class="mute">{t.cannedScreen.fallback}</p>
    </div>
  )
}

function FileList({ files, onFiles }: { files: Files; onFiles: (files: Files) => void }) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const problemId = useId()
  // Any number will do: the file is uploaded anew to the one that it is sent from.
  const channelId = channels.value.value?.find((channel) => channel.state !== 'disconnected')?.id
  const add = async (given: File) => {
    if (!channelId) return
    setBusy(true)
    setProblem(undefined)
    try {
      const file = await asWhatsAppTakesIt(given)
      const { id, mimeType, bytes } = await uploadFile(file, channelId, () => {}).done
      onFiles([...files, { id, filename: file.name, mimeType, bytes }])
    } catch (error) {
      setProblem(reasonOf(error))
    }
    setBusy(false)
  }
  return (
    <div class="field">
      {files.map((file) => (
        <p key={file.id} class="canned-file">
          <span>{file.filename}</span>
          <span class="mute">{formatBytes(file.bytes)}</span>
          <IconButton
            class="small"
            label={t.cannedScreen.removeFile(file.filename)}
            onClick={() => onFiles(files.filter((one) => one.id !== file.id))}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </p>
      ))}
      {files.length < 5 && (
        <FileButton
          kind="quiet"
          class="small builder-add"
          disabled={isBusy || !channelId}
          describedBy={problem ? problemId : undefined}
          onFile={(file) => void add(file)}
        >
          <Paperclip size={15} aria-hidden="true" />
          {t.cannedScreen.attach}
        </FileButton>
      )}
      {!channelId && <span class="hint">{t.cannedScreen.noNumber}</span>}
      {problem && (
        <span class="problem" id={problemId} role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
