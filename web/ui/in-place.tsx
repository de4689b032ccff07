import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface InPlaceProps {
  /** Of the button, for the keys and the palette that press it. */
  id?: string
  label: string
  value: string
  /** How it reads while it is not a field; left out: as it is. */
  shown?: string
  /** What stands there while there is nothing. */
  placeholder: string
  type?: 'text' | 'email' | 'date' | 'url'
  inputMode?: 'text' | 'decimal'
  maxLength?: number
  disabled?: boolean
  class?: string
  /** What is wrong with what was typed; nothing of it is saved then. */
  problemOf?: (value: string) => string | undefined
  /** An empty text takes the value away. */
  onSave: (value: string) => void
}

/** A value that becomes a field when one chooses it: Enter or leaving it saves, Escape gives it back. */
export function InPlace(props: InPlaceProps) {
  const {
    id,
    label,
    value,
    shown = value,
    placeholder,
    type = 'text',
    inputMode,
    maxLength,
    disabled = false,
    class: extra = '',
    problemOf,
    onSave,
  } = props
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | undefined>()
  const noteId = useId()
  const button = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const wasEdited = useRef(false)
  const isOpen = useRef(false)
  const isEdited = draft !== null
  useLayoutEffect(() => {
    if (isEdited) input.current?.focus()
    // The focus would be lost with the field; a click elsewhere has taken it away already.
    else if (wasEdited.current && document.activeElement === document.body) button.current?.focus()
    wasEdited.current = isEdited
  }, [isEdited])
  if (disabled) return <span class={value ? extra : 'mute'}>{shown || placeholder}</span>
  const close = () => {
    isOpen.current = false
    setDraft(null)
    setProblem(undefined)
  }
  const finish = () => {
    // A field that goes away is left once more by it.
    if (!isOpen.current) return
    // What stands in the field, not what was drawn last: Enter may come before the next drawing.
    const field = input.current
    if (!field?.reportValidity()) return
    const next = field.value.trim()
    const found = next === value ? undefined : problemOf?.(next)
    if (found) return setProblem(found)
    close()
    if (next !== value) onSave(next)
  }
  if (draft === null) {
    return (
      <button
        ref={button}
        id={id}
        type="button"
        class={`in-place ${value ? '' : 'mute'} ${extra}`}
        aria-label={`${label}: ${shown || placeholder}`}
        onClick={() => {
          isOpen.current = true
          setDraft(value)
        }}
      >
        {shown || placeholder}
      </button>
    )
  }
  return (
    <>
      <input
        ref={input}
        class={`input in-place-input ${extra}`}
        aria-label={label}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={problem && noteId}
        {...({ type, inputMode } as { type: 'text' })}
        maxLength={maxLength}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') {
            // The same key would press the button that comes back, and open the field again.
            event.preventDefault()
            finish()
          }
          if (event.key === 'Escape') close()
        }}
      />
      {problem && (
        <span class="problem" id={noteId} role="alert">
          {problem}
        </span>
      )}
    </>
  )
}
