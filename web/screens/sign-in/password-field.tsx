import { Eye, EyeOff } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { t } from '../../texts/settings.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

interface PasswordFieldProps {
  value: string
  onValue: (value: string) => void
  /** A password to make up, not one to remember. */
  isNew?: boolean
  problem?: string | undefined
}

export function PasswordField({ value, onValue, isNew = false, problem }: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextField
      label={isNew ? t.auth.newPassword : t.auth.password}
      hint={isNew ? t.auth.passwordHint : undefined}
      problem={problem}
      type={shown ? 'text' : 'password'}
      name="password"
      autoComplete={isNew ? 'new-password' : 'current-password'}
      required
      minLength={isNew ? 12 : undefined}
      maxLength={256}
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
}
