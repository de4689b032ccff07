import { Check, Copy } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import { t } from '../texts/index.ts'
import { Button } from './button.tsx'

const shownMs = 2_000

interface CopyFieldProps {
  label: string
  value: string
  /** The value as one reads it off: all of it is seen. */
  shown?: string
}

/** A value to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, shown }: CopyFieldProps) {
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
        {shown === undefined ? (
          <input
            id={id}
            class="input"
            dir="ltr"
            readOnly
            value={value}
            onFocus={(event) => event.currentTarget.select()}
          />
        ) : (
          <output id={id} class="input">
            {shown}
          </output>
        )}
        <Button onClick={() => void copy()} aria-label={`${t.common.copy}: ${label}`}>
          {copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          <span aria-live="polite">{copied ? t.common.copied : t.common.copy}</span>
        </Button>
      </div>
    </div>
  )
}
