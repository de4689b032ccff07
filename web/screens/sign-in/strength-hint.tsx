import { useEffect, useState } from 'preact/hooks'
import {
  normalisePassword,
  PASSWORD_MIN,
  type PasswordScore,
  scorePassword,
} from '../../../worker/contract/password-strength.ts'
import { t } from '../../texts/settings.ts'

const pauseMs = 200

interface StrengthHintProps {
  password: string
  /** What others know of the person. */
  about: readonly string[]
}

/** How hard a password is to guess, while it is being chosen. The lists of common ones come with the first letters. */
export function StrengthHint({ password, about }: StrengthHintProps) {
  const [score, setScore] = useState<PasswordScore | null>(null)
  const known = about.join('\n')
  useEffect(() => {
    if (normalisePassword(password).length < PASSWORD_MIN) return setScore(null)
    let isCurrent = true
    const timer = setTimeout(async () => {
      // Without the lists there is no hint; the server judges anyway.
      const judged = await scorePassword(password, known.split('\n')).catch(() => null)
      if (isCurrent) setScore(judged)
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [password, known])
  return (
    <p class="strength" aria-live="polite" data-score={score ?? undefined}>
      {score !== null && <meter min={0} max={4} low={2} high={3} optimum={4} value={score} aria-hidden="true" />}
      {score !== null && wordsOf(score)}
    </p>
  )
}

function wordsOf(score: PasswordScore): string {
  const { easy, nearly, good, strong } = t.auth.strength
  return [easy, easy, nearly, good, strong][score] ?? easy
}
