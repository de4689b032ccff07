import { Eye, EyeOff } from 'lucide-preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { PASSWORD_MAX, PASSWORD_MIN } from '../../../worker/contract/password-strength.ts'
import { t } from '../../texts/settings.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { StrengthHint } from './strength-hint.tsx'

interface PasswordFieldProps {
  value: string
  onValue: (value: string) => void
  /** A password to make up, not one to remember. */
  isNew?: boolean
  /** What others know of the person who makes it up. */
  about?: readonly string[]
  /** What stands above it; left out: that it is the password, or a new one. */
  label?: string
  problem?: string | undefined
  autoFocus?: boolean
}

export function PasswordField({
  value,
  onValue,
  isNew = false,
  about = [],
  label,
  problem,
  autoFocus = false,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  // A refusal is read out where the focus comes, and is one of this text alone.
  useLayoutEffect(() => {
    setRefused(problem ? value : null)
    if (problem) box.current?.querySelector('input')?.focus()
  }, [problem])
  const isRefused = value === refused
  const Icon = shown ? EyeOff : Eye
  const field = (
    <TextField
      label={label ?? (isNew ? t.auth.newPassword : t.auth.password)}
      hint={isNew ? t.auth.passwordHint : undefined}
      problem={isRefused ? problem : undefined}
      type={shown ? 'text' : 'password'}
      name={isNew ? 'new-password' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      required
      autoFocus={autoFocus}
      minLength={isNew ? PASSWORD_MIN : undefined}
      maxLength={PASSWORD_MAX}
      value={value}
      onValue={onValue}
      after={
        <IconButton
          label={shown ? t.auth.hidePassword : t.auth.showPassword}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon size={16} aria-hidden="true" />
        </IconButton>
      }
    />
  )
  return isNew ? (
    <div class="new-password" ref={box}>
      {field}
      <StrengthHint password={isRefused ? '' : value} about={about} />
    </div>
  ) : (
    field
  )
}
