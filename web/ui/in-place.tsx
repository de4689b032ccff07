import { useLayoutEffect, useRef, useState } from 'preact/hooks'

interface InPlaceProps {
  label: string
  value: string
  /** What stands there while there is nothing. */
  placeholder: string
  type?: 'text' | 'email' | 'number' | 'date' | 'url'
  maxLength?: number
  disabled?: boolean
  class?: string
  /** An empty text takes the value away. */
  onSave: (value: string) => void
}

/** A value that becomes a field when one chooses it: Enter or leaving it saves, Escape gives it back. */
export function InPlace(props: InPlaceProps) {
  const { label, value, placeholder, type = 'text', maxLength, disabled = false, class: extra = '', onSave } = props
  const [draft, setDraft] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const wasEdited = useRef(false)
  const isEdited = draft !== null
  useLayoutEffect(() => {
    if (isEdited) input.current?.focus()
    // The focus would be lost with the field; a click elsewhere has taken it away already.
    else if (wasEdited.current && document.activeElement === document.body) button.current?.focus()
    wasEdited.current = isEdited
  }, [isEdited])
  if (disabled) return <span class={value ? extra : 'mute'}>{value || placeholder}</span>
  const finish = () => {
    const next = draft?.trim() ?? ''
    if (input.current && !input.current.checkValidity()) {
      input.current.reportValidity()
      return
    }
    setDraft(null)
    if (draft !== null && next !== value) onSave(next)
  }
  if (draft === null) {
    return (
      <button
        ref={button}
        type="button"
        class={`in-place ${value ? '' : 'mute'} ${extra}`}
        aria-label={`${label}: ${value || placeholder}`}
        onClick={() => setDraft(value)}
      >
        {value || placeholder}
      </button>
    )
  }
  return (
    <input
      ref={input}
      class={`input in-place-input ${extra}`}
      aria-label={label}
      {...({ type, step: 'any' } as { type: 'text' })}
      maxLength={maxLength}
      value={draft}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
