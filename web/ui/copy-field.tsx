import { Check, Copy } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import { t } from '../texts/index.ts'
import { Button } from './button.tsx'

const shownMs = 2_000

/** A value to take elsewhere, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false)
  const id = useId()
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        <input id={id} class="input" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <Button onClick={() => void copy()} aria-label={`${t.common.copy}: ${label}`}>
          {copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          <span aria-live="polite">{copied ? t.common.copied : t.common.copy}</span>
        </Button>
      </div>
    </div>
  )
}
