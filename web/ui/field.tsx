import { CircleAlert } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../texts/index.ts'
import { RequestId } from './states.tsx'

interface Labelled {
  label: string
  hint?: string | undefined
  problem?: string | undefined
  optional?: boolean
}

interface FrameProps extends Labelled {
  id: string
  children: ComponentChildren
}

function Frame({ id, label, hint, problem, optional = false, children }: FrameProps) {
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="hint">{t.common.count(t.common.optional)}</span>}
      </label>
      {children}
      {problem ? (
        <span class="problem" id={`${id}-note`}>
          {problem}
        </span>
      ) : (
        hint && (
          <span class="hint" id={`${id}-note`}>
            {hint}
          </span>
        )
      )}
    </div>
  )
}

interface TextFieldProps extends Labelled {
  value: string
  onValue: (value: string) => void
  type?: 'text' | 'email' | 'password' | 'tel' | 'date'
  name?: string
  autoComplete?: string
  autoFocus?: boolean
  required?: boolean
  minLength?: number | undefined
  /** Of a date: one before it is refused by the form. */
  min?: string | undefined
  maxLength?: number
  inputMode?: 'text' | 'decimal' | 'numeric' | 'url'
  /** A button inside the field. */
  after?: ComponentChildren
}

export function TextField({ label, hint, problem, optional, value, onValue, after, ...rest }: TextFieldProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  // The browser minds `autofocus` when a page or a dialog opens; what comes into it later asks for the focus itself.
  useLayoutEffect(() => {
    if (rest.autoFocus) input.current?.focus()
  }, [])
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} optional={optional ?? false}>
      <div class={after ? 'with-button' : ''}>
        <input
          ref={input}
          id={id}
          class="input"
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={problem || hint ? `${id}-note` : undefined}
          {...(rest as { type?: 'text' })}
        />
        {after}
      </div>
    </Frame>
  )
}

interface AreaFieldProps extends Labelled {
  value: string
  onValue: (value: string) => void
  rows?: number
  maxLength: number
  autoFocus?: boolean
}

/** Several lines of text; how much of the allowed length is used stands below. */
export function AreaField({ label, hint, problem, optional, value, onValue, ...rest }: AreaFieldProps) {
  const id = useId()
  const used = hint ?? t.common.used(value.length, rest.maxLength)
  return (
    <Frame id={id} label={label} hint={used} problem={problem} optional={optional ?? false}>
      <textarea
        id={id}
        class="input area"
        dir="auto"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={`${id}-note`}
        {...rest}
      />
    </Frame>
  )
}

interface CountedFieldProps extends Omit<TextFieldProps, 'hint' | 'maxLength'> {
  maxLength: number
}

/** One line of text, with how much of the allowed length is used. What is pasted beyond it is cut, and this says so. */
export function CountedField(props: CountedFieldProps) {
  const { value, maxLength } = props
  const hint = value.length < maxLength ? t.common.used(value.length, maxLength) : t.common.full(maxLength)
  return <TextField hint={hint} autoComplete="off" {...props} />
}

interface DateTimeFieldProps extends Labelled {
  /** As the browser writes it, in the person's own time: 2026-11-25T14:30; empty for none. */
  value: string
  /** A time before it is refused by the form. */
  min?: string
  onValue: (value: string) => void
}

export function DateTimeField({ label, hint, value, min, onValue }: DateTimeFieldProps) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint}>
      <input
        id={id}
        type="datetime-local"
        class="input"
        min={min || undefined}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  )
}

interface Option<T extends string> {
  value: T
  label: string
  /** The heading under which it stands. */
  group?: string
}

interface SelectFieldProps<T extends string> extends Labelled {
  /** For the palette, which goes to it. */
  id?: string
  required?: boolean
  value: T
  onValue: (value: T) => void
  options: readonly Option<T>[]
}

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, hint, problem, optional, required, value, onValue, options } = props
  const ownId = useId()
  const id = props.id ?? ownId
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} optional={optional ?? false}>
      <select
        id={id}
        class="input"
        required={required}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value as T)}
        aria-describedby={problem || hint ? `${id}-note` : undefined}
      >
        <Options options={options.filter(({ group }) => group === undefined)} />
        {[...new Set(options.flatMap(({ group }) => group ?? []))].map((heading) => (
          <optgroup key={heading} label={heading}>
            <Options options={options.filter(({ group }) => group === heading)} />
          </optgroup>
        ))}
      </select>
    </Frame>
  )
}

function Options<T extends string>({ options }: { options: readonly Option<T>[] }) {
  return options.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ))
}

interface CheckFieldProps {
  label: string
  hint?: string
  checked: boolean
  onChecked: (checked: boolean) => void
}

export function CheckField({ label, hint, checked, onChecked }: CheckFieldProps) {
  const id = useId()
  return (
    <div class="check-field">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
        aria-describedby={hint ? `${id}-note` : undefined}
      />
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-note`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** What a form was refused for. */
export function FormProblem({ reason, requestId }: { reason: string; requestId: string | null }) {
  return (
    <div class="form-problem" role="alert">
      <CircleAlert size={16} aria-hidden="true" />
      <div>
        {reason}
        <RequestId id={requestId} />
      </div>
    </div>
  )
}
