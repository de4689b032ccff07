import { useState } from 'preact/hooks'
import { saveText } from '../../../models/save-file.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'

/** The recovery codes, once: closing it is saying that they are kept. */
export function RecoveryDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  const text = `${codes.join('\n')}\n`
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <Dialog title={t.factors.recovery.title} onClose={onClose}>
      <div class="dialog-body">
        <p class="mute">{t.factors.recovery.lead}</p>
        <ul class="recovery-codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div class="choices">
          <Button onClick={() => void copy()}>
            <span aria-live="polite">{copied ? t.factors.recovery.copied : t.factors.recovery.copy}</span>
          </Button>
          <Button onClick={() => saveText(t.factors.recovery.file, 'text/plain', text)}>
            {t.factors.recovery.download}
          </Button>
        </div>
        <div class="dialog-actions">
          <Button kind="primary" onClick={onClose}>
            {t.factors.recovery.done}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
